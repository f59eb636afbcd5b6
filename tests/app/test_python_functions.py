"""`function(task)` and `@evolved`: solved, tested and kept once, then called like any function."""

import asyncio
import inspect
import os
import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from src.app.python_functions import evolved, function
from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from src.domain.errors import BadArguments, Declined, NodeError, ProgramClosed
from src.tasks.evolved_function import EvolvedFunction
from tests.autoevolve.evolving import adapters_of, open_app


@pytest.fixture(name="cli", scope="module")
def _cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatCLI]:
    home = tmp_path_factory.mktemp("home")
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    cli = ChatCLI(ConfigManager(environment=environment), build=lambda: open_app(home))
    yield cli
    cli.close()


@dataclass
class Spot:
    """A place on a line."""

    at: int


def test_a_task_becomes_a_callable_that_is_kept(cli: ChatCLI) -> None:
    reverse = cli.function("reverse a text")

    assert reverse("abc") == "cba"
    assert cli.app.nodes.ids().count("reverse_text_node") == 1
    assert cli.function("write a function that reverses a text").signature == reverse.signature
    assert cli.function("reverse_text_node")("xy") == "yx"


@pytest.mark.parametrize(
    "asked, error",
    [("tell me what you think of it", Declined), ("revers_text", NodeError), ("", Declined)],
)
def test_a_task_that_no_function_comes_of_is_an_error(
    cli: ChatCLI, asked: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        cli.function(asked)

    assert getattr(raised.value, "hint")


def shout(text: str) -> str:  # type: ignore[empty-body]
    """Convert a text to uppercase.

    >>> shout("ab")
    'AB'
    """


def test_a_stub_is_written_once_and_called_from_threads_and_tasks(cli: ChatCLI) -> None:
    loud = cli.evolved(shout)

    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(loud, ["a", "b", "c"]))

    assert results == ["A", "B", "C"]
    assert asyncio.run(loud.call_async(text="d")) == "D"
    assert (loud.__name__, loud.__doc__) == ("shout", shout.__doc__)
    kept = [adapters_of(cli.app).nodes.load(one) for one in cli.app.nodes.ids()]
    assert [(node.id, node.version) for node in kept if node.function == "shout"] == [
        ("shout_node", 1)
    ]
    with pytest.raises(BadArguments, match="text: expected str, got 5"):
        loud(5)


def test_an_evolved_stub_is_pickled_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = evolved(shout)
    monkeypatch.setattr(sys.modules[__name__], "shout", loud)

    assert pickle.loads(pickle.dumps(loud)) is loud


def test_a_function_of_the_process_is_pickled_by_what_opens_it_again(cli: ChatCLI) -> None:
    made, given = cli.function("is_prime").reopened_by(function).__reduce__()
    pickled = pickle.dumps(cli.function("reverse a text").reopened_by(function))

    assert (made, given) == (function, ("is_prime",))
    assert b"python_functions" in pickled and b"reverse_text_node" in pickled
    with pytest.raises(TypeError, match="belongs to an open program"):
        pickle.dumps(cli.function("is_prime"))


def test_the_signature_of_a_function_is_what_inspect_shows(cli: ChatCLI) -> None:
    shown = inspect.signature(cli.function("is_prime"))

    assert str(shown) == "(n: int) -> bool"
    assert shown.parameters["n"].annotation is int
    assert str(inspect.signature(cli.function("fibonacci"))) == "(n: int = 10) -> list[int]"


def test_a_stub_may_have_parameters_that_are_given_by_name_only(cli: ChatCLI) -> None:
    def sum_of(a: int = 1, *, b: int) -> int:  # type: ignore[empty-body]
        """Add two numbers.

        >>> sum_of(1, b=2)
        3
        >>> sum_of(b=5)
        6
        """

    added = cli.evolved(sum_of)

    assert added.signature == "sum_of(a: int = 1, *, b: int) -> int"
    assert (added(b=1), added(2, b=3)) == (2, 5)


def test_a_changed_docstring_is_a_new_version_and_the_old_one_is_not_lost(cli: ChatCLI) -> None:
    cli.evolved(shout)("a")
    source = Path(__file__).read_text(encoding="utf-8")
    changed = source.replace('shout("ab")', 'shout("xyz")').replace("'AB'", "'XYZ'")
    module = _module_of(changed)

    assert cli.evolved(module["shout"])("b") == "B"

    versions = cli.app.nodes.load("shout_node").versions
    assert versions == (1, 2)
    assert 'shout("ab")' in cli.app.nodes.version("shout_node", 1).source
    # The first one is still there for the file that has it.
    assert cli.evolved(shout)("c") == "C"
    node = cli.app.nodes.load("shout_node")
    assert (node.version, node.versions) == (3, (1, 2, 3))
    assert cli.app.nodes.version("shout_node", 3).lineage.parent == 1


def _module_of(source: str) -> dict[str, object]:
    """This module as it would be with other text, where Python finds its source."""
    import linecache

    name = "<changed stub>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, object] = {"__name__": __name__}
    exec(compile(source, name, "exec"), names)  # pylint: disable=exec-used
    return names


def test_a_stub_that_contradicts_itself_is_refused(cli: ChatCLI) -> None:
    def torn(n: int) -> int:  # type: ignore[empty-body]
        """Twice a number.

        >>> torn(1)
        2
        >>> torn(n=1)
        3
        """

    with pytest.raises(
        Declined, match=r"contradict each other: torn\(n=1\) is said to give 2 and 3"
    ):
        cli.evolved(torn)(1)


def test_a_contradiction_that_a_default_hides_is_refused(cli: ChatCLI) -> None:
    def torn(n: int, k: int = 1, *, names: tuple[str, ...] = ()) -> bool:  # type: ignore
        """Whether a number is a prime.

        >>> torn(7)
        True
        >>> torn(k=1, n=7)
        False
        """

    with pytest.raises(
        Declined,
        match=r"torn\(n=7\) and torn\(k=1, n=7\) are one call, said to give True and False",
    ):
        cli.evolved(torn)(1)


def test_calls_that_differ_from_a_default_contradict_nothing(cli: ChatCLI) -> None:
    def plus(a: int, b: int = 1) -> int:  # type: ignore[empty-body]
        """Add two numbers.

        >>> plus(7)
        8
        >>> plus(7, 1)
        8
        >>> plus(7, 2)
        9
        """

    assert cli.evolved(plus)(1) == 2


def test_a_function_that_breaks_a_doctest_is_not_accepted(cli: ChatCLI) -> None:
    def backwards(text: str) -> str:  # type: ignore[empty-body]
        """Reverse a text.

        >>> backwards("ab")
        'ab'
        """

    with pytest.raises(Declined, match="has to be written by a language model"):
        cli.evolved(backwards)("ab")


def test_a_result_is_of_the_callers_own_class(cli: ChatCLI) -> None:
    def spot(n: int) -> Spot:  # type: ignore[empty-body]
        """A place."""

    made = EvolvedFunction(spot, lambda code: lambda n: {"at": n})  # type: ignore

    assert made(3) == Spot(3)


def test_a_function_does_not_outlive_its_program_or_cross_a_fork(tmp_path: Path) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    cli = ChatCLI(ConfigManager(environment=environment), build=lambda: open_app(tmp_path))
    is_prime = cli.function("is_prime")
    assert is_prime(7)

    child = os.fork()
    if not child:
        code = 1
        try:
            is_prime(7)
        except ProgramClosed:
            cli.close()
            code = 0
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert status == 0
    assert is_prime(7)
    cli.close()
    with pytest.raises(ProgramClosed, match="the program was closed"):
        is_prime(7)
