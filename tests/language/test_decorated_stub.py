"""What is read of a decorated stub, and which functions are none."""

# Stubs look unused and empty; that is what they are.
# pylint: disable=unused-argument,missing-function-docstring,empty-docstring,exec-used

import collections
import enum
import linecache
import typing
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from src.domain.errors import StubRefused
from src.domain.task import Example
from src.language.decorated_stub import read_stub
from src.language.task_reading import task_of_function

Amounts = list[Decimal]


@dataclass
class Purchase:
    """What was bought."""

    prices: Amounts
    note: "str" = ""


def total(bought: Purchase, rate: Decimal = Decimal("0.19"), *, names: set[str]) -> Decimal:
    """The price of a purchase, taxes included.

    >>> total({"prices": ["1.00"]}, names={"b", "a"})
    '1.19'
    >>> total(None, names=set())
    Traceback (most recent call last):
    ValueError: nothing was bought
    """


def test_a_stub_is_read_with_all_that_its_annotations_name() -> None:
    code = read_stub(total)

    given = code.function
    assert given.name == "total"
    assert given.signature == (
        "total(bought: Purchase, rate: Decimal = Decimal('0.19'), *, names: set[str]) -> Decimal"
    )
    assert given.context.splitlines()[:2] == [
        "from dataclasses import dataclass",
        "from decimal import Decimal",
    ]
    assert "class Purchase:" in given.context
    assert given.context.index("Amounts = list[Decimal]") < given.context.index("class Purchase")
    assert given.place == f"{__name__}.total"
    assert [case.expected for case in code.cases] == ["1.19"]
    assert given.notes[0].startswith("total(None, names=set()) gives Traceback")


def test_the_words_and_doctests_of_a_stub_are_its_task() -> None:
    def twice(n: int) -> int:
        """Twice a number.

        >>> twice(2)
        4
        """
        raise NotImplementedError

    task = task_of_function(read_stub(twice))

    assert task.text == "Twice a number."
    assert task.examples == (Example("twice(n=2)", 4, {"n": 2}),)


def test_a_docstring_names_no_files_and_its_doctests_are_the_only_examples() -> None:
    def mentions(text: str) -> str:  # type: ignore[empty-body]
        """Return the mentions, such as @ann or @notes.txt, of a text.

        a => b

        >>> mentions("hi @bob")
        '@bob'
        """

    task = task_of_function(read_stub(mentions))

    assert task.text == "Return the mentions, such as @ann or @notes.txt, of a text.\na => b"
    assert (task.files, [case.expected for case in task.examples]) == ((), ["@bob"])


FILE = """from __future__ import annotations
import collections.abc, datetime as dt, enum
from dataclasses import dataclass, field
from math import *
from math import pi
from typing import Annotated, Literal, Optional, TYPE_CHECKING
if TYPE_CHECKING:
    from collections.abc import Sequence
try:
    from decimal import Decimal
except ImportError:
    from third_party import Decimal

@dataclass
class Spot:
    at: int = field(default_factory=lambda: sum(n for n in range(3)))
    next: Optional[Spot] = None

    def moved(self, by: int) -> Spot:
        return Spot(checked(self).at + by)

    @property
    def kind(self) -> Color:
        return Color.RED

class Color(enum.Enum):
    RED = "red"

    def nice(self) -> str:
        return self.value.title()

def checked(spot: Spot) -> Spot:
    return spot

@dataclass
class Holder:
    places: list["Spot"]
    mode: Literal["red", "bare word"] = "red"
    said: Annotated[int, "as counted"] = 0

low, high = 1, 2; Places = list["Spot"]

def stub({parameters}) -> int:
    'A number.'
"""


@pytest.mark.parametrize(
    "parameters",
    [
        *("a: Spot", "a: Color = Color.RED", "a: list[Spot | None]", "a: 'dict[str, Holder]'"),
        *("a: float = pi", "a: Sequence[int]", "a: collections.abc.Sequence[dt.date]"),
        *("a: Decimal | None = None", "a: Places", "a: Literal['Spot', 'no name'] = 'Spot'"),
        "a: 'Annotated[Holder, \"a b\"]'",
    ],
)
def test_all_that_a_stub_names_is_carried_along(parameters: str) -> None:
    code = read_stub(_stub_in(FILE.replace("{parameters}", parameters)))

    made: dict[str, Any] = {"__name__": __name__}
    exec(f"{code.function.context}\n\n\ndef {code.function.signature}: ...", made)
    assert typing.get_type_hints(made["stub"]).keys() == {"a", "return"}
    for name in ("Spot", "Holder"):
        if name in made:
            assert typing.get_type_hints(made[name], made)
    assert "Spot" not in made or made["Spot"](1).moved(2).kind is made["Color"].RED


@pytest.mark.parametrize("name", ["low", "Missing", "'Missing'", "list['Missing']"])
def test_a_name_that_cannot_be_carried_along_is_named(name: str) -> None:
    with pytest.raises(StubRefused, match="^stub uses (low|Missing), which is not defined"):
        read_stub(_stub_in(FILE.replace("{parameters}", f"a: {name}")))


@pytest.mark.parametrize(
    "module, file, place",
    [
        ("__main__", "/proj_a/main.py", "/proj_a/main.py.stub"),
        ("__main__", "/tmp/ipykernel_77/1234.py", "notebook.stub"),
        ("__main__", "<ipython-input-3-1f2a>", "notebook.stub"),
        (__name__, "/proj_a/main.py", f"{__name__}.stub"),
    ],
)
def test_a_stub_has_a_place_of_its_own(module: str, file: str, place: str) -> None:
    source = "def stub(a: int) -> int:\n    'A number.'\n"

    assert read_stub(_stub_in(source, file, module)).function.place == place


def _stub_in(source: str, file: str = "", module: str = __name__) -> Callable[..., Any]:
    name = file or f"<{source[source.index('def stub'):]}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, Any] = {"__name__": module}
    exec(compile(source, name, "exec"), names)
    found: Callable[..., Any] = names["stub"]
    return found


def no_annotation(n) -> int:  # type: ignore[no-untyped-def]
    """A number."""


def no_result(n: int):  # type: ignore[no-untyped-def]
    """A number."""


def no_docstring(n: int) -> int: ...  # type: ignore[empty-body]


def has_body(n: int) -> int:
    """A number."""
    return n


def any_number(*numbers: int) -> int:  # type: ignore[empty-body]
    """A number."""


def any_names(**named: int) -> int:  # type: ignore[empty-body]
    """A number."""


def generator(n: int) -> Iterator[int]:
    """Numbers."""
    yield n


async def coroutine(n: int) -> int:  # type: ignore[empty-body]
    """A number."""


async def asynchronous_generator(n: int) -> AsyncIterator[int]:
    """Numbers."""
    yield n


def foreign_type(mark: pytest.Mark) -> int:  # type: ignore[empty-body]
    """A number."""


def local_type() -> Callable[..., Any]:
    kind = enum.Enum("kind", "A")

    def stub(one: kind) -> int:  # type: ignore[valid-type,empty-body]
        """A number."""

    return stub


@pytest.mark.parametrize(
    "stub, problem",
    [
        (no_annotation, "no_annotation has no annotation for n"),
        (no_result, "no_result has no annotation for its result"),
        (no_docstring, "no_docstring has no docstring; it says what the function does"),
        (has_body, "has_body has a body; only a docstring, `...` or `pass` may stand there"),
        (any_number, "any_number takes any number of arguments (*numbers: int); each needs a"),
        (any_names, "any_names takes any number of arguments (**named: int); each needs a name"),
        (generator, "generator is a generator; a function that returns its result is needed"),
        (coroutine, "coroutine is asynchronous; only plain functions are written"),
        (asynchronous_generator, "asynchronous_generator is asynchronous; only plain"),
        (foreign_type, "foreign_type uses pytest of pytest, and only the standard library"),
        (local_type(), "stub uses kind, which is not defined in its file"),
        (collections.Counter, "Counter is not a plain function"),
        (len, "len is not a plain function"),
    ],
)
def test_a_function_that_is_no_stub_is_refused_with_the_reason(
    stub: Callable[..., Any], problem: str
) -> None:
    with pytest.raises(StubRefused) as raised:
        read_stub(stub)

    assert str(raised.value).startswith(problem)
    assert raised.value.hint.startswith("a stub looks like this")


@pytest.mark.parametrize(
    "asked, text",
    [
        ("reverse a text", "write a function to reverse a text"),
        ("write a function that reverses a text", "write a function that reverses a text"),
        ("is 7 prime", "is 7 prime"),
        ("double it\n2 => 4", "double it"),
    ],
)
def test_a_task_without_values_asks_for_a_function(asked: str, text: str) -> None:
    assert task_of_function(asked).text == text
