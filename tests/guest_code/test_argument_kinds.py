"""Each kind of hint says which values there are, and values of it can be drawn and made."""

import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_input
from src.guest_code.argument_kinds import WEAK, KindReader
from src.guest_code.call_harness import evolver_make
from src.guest_code.import_report import targets_in

INT = ("int",)
SOURCE = """
from __future__ import annotations
import uuid
from abc import ABC, abstractmethod
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, InitVar, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, singledispatch
from pathlib import Path
from typing import *

UserId = NewType("UserId", int)
T = TypeVar("T")
N = TypeVar("N", int, float)
Rows = list[list[int]]

class Movie(TypedDict):
    title: str
    year: NotRequired[int]

class Sparse(TypedDict, total=False):
    title: Required[str]
    year: int

class Pair(NamedTuple):
    x: int
    y: float = 0.0

@dataclass
class Base:
    w: int

@dataclass
class Child(Base):
    _: KW_ONLY
    h: int
    z: int = field(init=False, default=3)

class Color(Enum):
    RED = 1
    BLUE = 2

class Shape(ABC):
    def __init__(self, width: int):
        self.width = width

    @abstractmethod
    def area(self) -> int: ...

class Square(Shape):
    def area(self) -> int:
        return self.width ** 2

    def __add__(self, other: Square) -> int:
        return self.width + other.width

    @property
    def is_big(self) -> bool:
        return self.width > 9

    @staticmethod
    def unit(n: int) -> int:
        return n

class HasArea(Protocol):
    def area(self) -> int: ...

class Node:
    def __init__(self, value: int, children: list[Node]):
        self.children = children

@overload
def half(n: int) -> int: ...
@overload
def half(n: float) -> float: ...
def half(n):
    return n / 2

@singledispatch
def size(n: int) -> int:
    return n

@size.register
def _(n: str) -> int:
    return len(n)

if True:
    def below(n: int, /, *rest: int, start: int = 0, **named: str) -> int:
        return n

async def later(n: int) -> int:
    return n
"""
HINTS: dict[str, object] = {
    "int": INT,
    "list[int]": ("list", INT),
    "Sequence[str]": ("list", ("str",)),
    "Iterable[int]": ("iterable", ("list", INT)),
    "dict[str, list[int]]": ("dict", ("str",), ("list", INT)),
    "tuple[int, str]": ("tuple", INT, ("str",)),
    "tuple[int, ...]": ("tuples", INT),
    "int | None": ("any", INT, ("none",)),
    "Optional[float]": ("any", ("float",), ("none",)),
    "Literal['a', 'b']": ("literal", "a", "b"),
    "Rows": ("list", ("list", INT)),
    "T": INT,
    "N": ("any", INT, ("float",)),
    "UserId": INT,
    "Any": WEAK,
    "list": ("list", WEAK),
    "Movie": ("made", "Movie", (("title", ("str",)), ("year", ("maybe", INT)))),
    "Sparse": ("made", "Sparse", (("title", ("str",)), ("year", ("maybe", INT)))),
    # A field with a default is given now and then: versions may differ in what they do with it.
    "Pair": ("made", "Pair", (("x", INT), ("y", ("maybe", ("float",))))),
    "Child": ("made", "Child", (("w", INT), ("h", INT))),
    "Color": ("names", "Color.RED", "Color.BLUE"),
    "Shape": ("made", "Square", (("width", INT),)),
    "HasArea": ("made", "Square", (("width", INT),)),
    "Callable[[str], int]": ("names", "len"),
    "Annotated[int, [1]]": INT,
    "InitVar[int]": INT,
    "set[Any]": ("set", ("any", INT, ("str",))),
}
MADE = {
    "Node": "Node",
    "Decimal": "Decimal",
    "Fraction": "Fraction",
    "date": "date",
    "datetime": "datetime",
    "timedelta": "timedelta",
    "Path": "PosixPath",
    "uuid.UUID": "UUID",
    "Counter[str]": "Counter",
    "Counter": "Counter",
    "deque[int]": "deque",
    "defaultdict[str, list[int]]": "defaultdict",
    "OrderedDict[str, int]": "OrderedDict",
    "Iterator[int]": "list_iterator",
    "Generator[int, None, None]": "list_iterator",
    "range": "range",
    "Movie": "dict",
}


@pytest.fixture(name="names", scope="module")
def _names() -> Iterator[dict[str, Any]]:
    module = types.ModuleType("kinds_of_mine")
    sys.modules[module.__name__] = module
    hints = [*HINTS, *MADE, "Unknown"]
    source = "".join(f"def f{n}(x: {hint}): ...\n" for n, hint in enumerate(hints))
    exec(compile(SOURCE + source, "subject.py", "exec", dont_inherit=True), module.__dict__)
    yield module.__dict__
    del sys.modules[module.__name__]


@pytest.fixture(name="targets", scope="module")
def _targets(names: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in targets_in(names, "subject.py", KindReader)}


@pytest.mark.parametrize(("place", "hint"), list(enumerate(HINTS)))
def test_a_hint_says_which_values_there_are(targets: dict[str, Any], place: int, hint: str) -> None:
    assert targets[f"f{place}"]["parameters"][0]["kind"] == HINTS[hint]


@pytest.mark.parametrize(("place", "hint"), list(enumerate(MADE, len(HINTS))))
def test_values_of_a_class_are_drawn_and_made(
    names: dict[str, Any], targets: dict[str, Any], place: int, hint: str
) -> None:
    kind = targets[f"f{place}"]["parameters"][0]["kind"]
    known: Any = {**NOTHING_KNOWN, "kinds": (kind,), "largest": 9}

    made = [evolver_make(draw_input(seed, seed % 9, known), names)[0] for seed in range(20)]

    assert {type(one).__name__ for one in made} == {MADE[hint]}


def test_a_hint_that_cannot_be_resolved_is_told_with_the_reason(targets: dict[str, Any]) -> None:
    (parameter,) = targets[f"f{len(HINTS) + len(MADE)}"]["parameters"]

    assert parameter["kind"] is None and "'Unknown' is not defined" in parameter["reason"]


def test_targets_are_what_the_file_defines_wherever_it_does(targets: dict[str, Any]) -> None:
    forms = {name: one["form"] for name, one in targets.items() if not name.startswith("f")}

    assert forms == {
        "Square.area": "method",
        "Square.__add__": "method",
        "Square.is_big": "property",
        "Square.unit": "class",
        "half": "function",
        "size": "function",
        "_": "function",
        "below": "function",
        "later": "function",
    }
    assert [one["name"] for one in targets["Square.area"]["owner"]] == ["width"]
    places = [(one["name"], one["place"]) for one in targets["below"]["parameters"]]
    assert places == [("n", "position"), ("rest", "*"), ("start", "name"), ("named", "**")]
    assert targets["later"]["is_async"] and not targets["below"]["is_async"]
