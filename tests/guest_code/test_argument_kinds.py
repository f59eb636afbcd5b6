"""Each kind of hint says which values there are, and values of it can be drawn and made."""

import io
import sys
import types
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

import numpy
import pytest
from numpy.typing import NDArray

from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_input
from src.guest_code.argument_kinds import _KNOWN, WEAK, KindReader
from src.guest_code.call_harness import evolver_make
from src.guest_code.import_report import targets_in

INT = ("int",)
# A file in memory stands for them, and is not an instance of theirs.
STOOD_FOR = (TextIO, BinaryIO, io.TextIOWrapper)
SOURCE = """
from __future__ import annotations
import io, uuid
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
import numpy as np
from numpy.typing import NDArray

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
    "TextIO": "StringIO",
    "IO[str]": "StringIO",
    "IO[bytes]": "BytesIO",
    "io.BytesIO": "BytesIO",
    "NDArray[np.uint8]": "ndarray",
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


@pytest.mark.parametrize("hint", _KNOWN, ids=str)
def test_every_kind_that_is_known_can_be_drawn_and_made(hint: Any) -> None:
    known: Any = {**NOTHING_KNOWN, "kinds": (_KNOWN[hint],), "largest": 40}

    made = [evolver_make(draw_input(seed, seed % 40, known), {})[0] for seed in range(40)]

    is_plain = type(hint) is type and hint not in STOOD_FOR
    assert len(made) == 40 and (not is_plain or all(isinstance(one, hint) for one in made))


@pytest.mark.parametrize(
    ("hint", "types_"),
    [
        ("NDArray[np.int64]", {"int64"}),
        ("NDArray[np.float32]", {"float32"}),
        ("NDArray[np.uint8]", {"uint8"}),
        ("NDArray[np.bool_]", {"bool"}),
        ("NDArray[np.integer]", {"int64"}),
        ("np.ndarray", {"float64", "int64"}),
    ],
)
def test_an_array_is_of_its_type(hint: str, types_: set[str]) -> None:
    kind = KindReader({}).kind(eval(hint, {"np": numpy, "NDArray": NDArray}))
    known: Any = {**NOTHING_KNOWN, "kinds": (kind,), "largest": 900}

    made = [evolver_make(draw_input(n, n * 30 + 1, known), {})[0] for n in range(20)]

    assert {str(one.dtype) for one in made} == types_


def test_two_arrays_of_a_call_and_the_rows_of_a_matrix_are_mostly_of_one_length() -> None:
    reader = KindReader({})
    kinds = (reader.kind(numpy.ndarray, "a"), reader.kind(numpy.ndarray, "matrix"))
    known: Any = {**NOTHING_KNOWN, "kinds": (kinds[0], *kinds), "largest": 900}

    made = [evolver_make(draw_input(seed, 9, known), {}) for seed in range(40)]

    assert 20 < sum(len(one) == len(other) for one, other, _ in made) < 40
    assert {matrix.ndim for _, _, matrix in made} <= {1, 2}
    assert len({len(one) for one, _, _ in made}) > 3


def test_a_tree_has_up_to_four_levels_and_many_kinds_of_children_fewer() -> None:
    source = "@dataclass\nclass {0}:\n    left: '{1}'\n    right: '{1}'\n"
    one = "from dataclasses import dataclass\n" + source.format("One", "One | None")
    many = "from __future__ import annotations\n" + one
    of = "int | " + " | ".join(f"C{m}" for m in range(6))
    many += "".join(source.format(f"C{n}", of) for n in range(6))

    def levels(kind: Any) -> int:
        parts = kind if isinstance(kind, tuple) else ()
        return max(map(levels, parts), default=0) + (parts[:1] == ("made",))

    depths = []
    for text, name in ((one, "One"), (many, "C0 | None")):
        names: dict[str, Any] = {"__name__": __name__}
        exec(compile(text, "tree.py", "exec", dont_inherit=True), names)
        depths.append(levels(KindReader(names).kind(name)))
    assert depths[0] == 4
    assert 2 < depths[1] < 9


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
