"""`ChatCLI.function`: a kept or bundled function is called like one of Python's, confined."""

import datetime
import decimal
import enum
import functools
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import BadArguments, CallFailed, CallRefused, NodeError
from src.domain.node import Lineage, NodeDraft
from src.domain.signature import function_ending
from tests.autoevolve.evolving import adapters_of, open_app

SOURCE = '''"""Values of every type."""

import datetime
import enum
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


class Color(enum.Enum):
    """A color."""

    RED = "red"


@dataclass
class Point:
    """A place."""

    x: int
    seen: set[int]


def {name}({parameters}) -> {returns}:
    """A value."""
    return {value}
'''


@pytest.fixture(name="cli")
def _cli(tmp_path: Path) -> Iterator[ChatCLI]:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    cli = ChatCLI(ConfigManager(environment=environment), build=lambda: open_app(tmp_path))
    yield cli
    cli.close()


def keep(cli: ChatCLI, name: str, parameters: str, returns: str, value: str) -> None:
    """A node whose function is `return value`."""
    source = SOURCE.format(name=name, parameters=parameters, returns=returns, value=value)
    plan = {"function": name, "signature": f"{name}({parameters}) -> {returns}"}
    adapters_of(cli.app).nodes.keep(
        NodeDraft(
            *(name, name, "DATA", source + function_ending(name), ""),
            Lineage(Origin.WRITTEN),
            specification={"plan": plan},
        )
    )


def test_a_bundled_function_is_called_by_place_or_name_and_nothing_is_kept(cli: ChatCLI) -> None:
    is_prime = cli.function("is_prime")

    assert [is_prime(7), is_prime(n=8)] == [True, False]
    assert (is_prime.__name__, is_prime.signature) == ("is_prime", "is_prime(n: int) -> bool")
    assert is_prime.__doc__ == "Return whether a whole number is a prime."
    assert cli.function("fibonacci")() == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
    assert cli.app.nodes.ids() == ()


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("add", (2, 3), 5),
        ("absolute_value", (-3,), 3),
        ("square_root", (16,), 4),
        ("percent_of", (10, 50), 5),
        ("mean_of", ([1, 2],), 1.5),
    ],
)
def test_arithmetic_is_called_by_the_name_of_its_operation(
    cli: ChatCLI, name: str, arguments: tuple[object, ...], result: float
) -> None:
    assert cli.function(name)(*arguments) == result
    assert cli.app.nodes.ids() == ()


def test_a_bundled_function_that_writes_asks_its_tool(cli: ChatCLI) -> None:
    joke = cli.function("joke")("programmers")

    assert isinstance(joke, str) and "programmer" in joke


def test_a_kept_function_goes_before_the_library_by_its_name_and_by_its_node(
    cli: ChatCLI,
) -> None:
    keep(cli, "is_prime", "n: int", "str", "'mine'")

    assert cli.function("is_prime")(7) == cli.function("is_prime_node")(7) == "mine"


@pytest.mark.parametrize(
    ("values", "named", "says"),
    [
        (("seven",), {}, r"^n: expected int, got 'seven'$"),
        ((), {}, r"^is_prime needs n$"),
        ((7, 8), {}, r"^is_prime takes 1 argument, 2 were given$"),
        ((7,), {"n": 7}, r"^is_prime was given n twice$"),
        ((), {"m": 7}, r"^is_prime has no parameter m$"),
        ((object(),), {}, r"^n: object is not a type that JSON can carry$"),
    ],
)
def test_an_argument_that_does_not_fit_is_named(
    cli: ChatCLI, values: tuple[object, ...], named: dict[str, object], says: str
) -> None:
    with pytest.raises(BadArguments, match=says):
        cli.function("is_prime")(*values, **named)


@pytest.mark.parametrize(
    "value",
    [10**5000, functools.reduce(lambda inner, _: [inner], range(900), []), "a\ud800b"],
    ids=["long", "deep", "half a character"],
)
def test_a_value_that_json_cannot_carry_is_named(cli: ChatCLI, value: object) -> None:
    keep(cli, "shown", "a: object", "object", "a")

    for given in (value, [value], {"key": value}):
        with pytest.raises(BadArguments, match="^a: "):
            cli.function("shown")(given)


@pytest.mark.parametrize(
    "value",
    [
        *(b"abc", bytearray(b"abc"), memoryview(b"abc"), uuid.UUID(int=1)),
        *(datetime.timedelta(days=1), enum.Enum("Code", {"A": b"abc"}).A),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_become_a_text_that_nobody_wrote_is_named(cli: ChatCLI, value: object) -> None:
    named = type(value.value if isinstance(value, enum.Enum) else value).__name__

    with pytest.raises(BadArguments, match=f"^text: {named} is not a type that JSON can carry$"):
        cli.function("reverse_text")(value)
    keep(cli, "shown", "a: object", "object", "a")
    with pytest.raises(BadArguments, match=f"^a: {named} is not a type that JSON can carry$"):
        cli.function("shown")([{"key": value}])
    if not isinstance(value, (bytearray, enum.Enum)):
        with pytest.raises(BadArguments, match=f"^a: {named} is not a type"):
            cli.function("shown")({value: 1})


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        ("bytes", b"abc"),
        ("list[bytes]", [b"abc", bytearray(b"abc")]),
        ("datetime.timedelta | None", datetime.timedelta(days=1)),
        ("tuple[bytes, str]", (b"abc", "YWJj")),
    ],
)
def test_bytes_durations_and_uuids_are_taken_by_a_parameter_of_that_type(
    cli: ChatCLI, annotation: str, value: object
) -> None:
    keep(cli, "shown", f"a: {annotation}", annotation, "a")

    assert cli.function("shown")(value) == value


@pytest.mark.parametrize("asked", [5, None, b"is_prime"])
def test_only_text_names_a_function(cli: ChatCLI, asked: object) -> None:
    with pytest.raises(BadArguments, match="^a function's name or a task in words is needed, not"):
        cli.function(asked)  # type: ignore[arg-type]


def test_a_refusal_is_a_value_error_with_the_functions_sentence(cli: ChatCLI) -> None:
    with pytest.raises(ValueError, match=r"^the number is too large: at most 10\^14$") as raised:
        cli.function("is_prime")(10**15)

    assert isinstance(raised.value, CallRefused)


def test_a_function_that_crashes_is_another_error(cli: ChatCLI) -> None:
    keep(cli, "broken", "n: int", "int", "[][n]")

    with pytest.raises(CallFailed, match=r"^broken: .*IndexError: list index out of range"):
        cli.function("broken")(1)


@pytest.mark.parametrize(
    ("returns", "code", "value"),
    [
        ("set[str]", "{'b', 'a'}", {"a", "b"}),
        ("tuple[int, str]", "(1, 'a')", (1, "a")),
        ("list[tuple[int, ...]]", "[(1, 2), ()]", [(1, 2), ()]),
        ("Decimal | None", "Decimal('1.10')", decimal.Decimal("1.10")),
        ("datetime.date", "datetime.date(2024, 2, 29)", datetime.date(2024, 2, 29)),
        ("list[datetime.datetime]", "[datetime.datetime(2024, 1, 2, 3)]", None),
        ("Path", "Path('a') / 'b'", Path("a/b")),
        ("dict[int, list[Path]]", "{1: [Path('a')]}", {1: [Path("a")]}),
        ("Point", "Point(1, {2, 3})", {"x": 1, "seen": {2, 3}}),
        ("int", "'not as annotated'", "not as annotated"),
        ("object", "[1, 2.5, 'a', None]", [1, 2.5, "a", None]),
    ],
)
def test_a_result_is_of_the_annotated_type(
    cli: ChatCLI, returns: str, code: str, value: object
) -> None:
    keep(cli, "made", "", returns, code)
    expected = [datetime.datetime(2024, 1, 2, 3)] if value is None else value

    result = cli.function("made")()

    assert result == expected and type(result) is type(expected)


def test_python_values_are_taken_as_arguments(cli: ChatCLI, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    keep(
        cli,
        "shown",
        "a: set[int], b: Decimal, c: datetime.date",
        "list[str]",
        "[str(a), str(b), str(c)]",
    )
    keep(cli, "size", "file: Path", "int", "len(Path(file).read_text())")

    shown = cli.function("shown")({1}, decimal.Decimal("2.50"), c=datetime.date(2024, 2, 29))

    assert shown == ["{1}", "2.50", "2024-02-29"]
    assert cli.function("size")(tmp_path / "a.txt") == 5
    with pytest.raises(BadArguments, match=r"^file: file not found: none.txt$"):
        cli.function("size")(Path("none.txt"))


def test_a_member_of_an_enum_is_taken_as_one_and_another_value_refused(cli: ChatCLI) -> None:
    color = enum.Enum("Color", {"RED": "red"})
    keep(cli, "named", "c: Color, more: list[Color]", "list[str]", "[c.name, *map(str, more)]")

    named = cli.function("named")

    assert named(color.RED, [color.RED]) == named("red", ["red"]) == ["RED", "Color.RED"]
    with pytest.raises(CallRefused, match="^c: expected Color, got 'blue'"):
        named("blue", [])


def test_only_a_path_among_the_arguments_is_a_file(
    cli: ChatCLI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("hello")
    monkeypatch.chdir(tmp_path)
    keep(cli, "both", "a: str, b: list[Path]", "list[str]", "[a, *(open(one).read() for one in b)]")
    keep(cli, "read", "a: str", "str", "open(a.removeprefix('@')).read()")

    assert cli.function("both")("@a.txt", [Path("a.txt")]) == ["@a.txt", "hello"]
    with pytest.raises(CallFailed, match="FileNotFoundError|PermissionError"):
        cli.function("read")(f"@{tmp_path}/a.txt")


def test_a_name_that_is_unknown_names_near_ones(cli: ChatCLI) -> None:
    with pytest.raises(NodeError, match="^unknown function is_prim$") as raised:
        cli.function("is_prim")

    assert raised.value.hint.startswith("did you mean is_prime")
    keep(cli, "shown", "a: int", "int", "a")
    with pytest.raises(NodeError) as raised:
        cli.function("qqqq_node")
    assert raised.value.hint == "`list` shows all nodes"


def test_a_program_of_version_1_is_not_a_function(cli: ChatCLI) -> None:
    draft = NodeDraft("old", "old", "TEXT", "print({})", "", Lineage(Origin.WRITTEN))
    adapters_of(cli.app).nodes.keep(draft)

    with pytest.raises(NodeError, match="^old_node is a program of version 1, which reads a desc"):
        cli.function("old_node")
