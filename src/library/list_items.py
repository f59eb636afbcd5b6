"""Lists of numbers: their first, last and other items, and whether, where and how often."""

import re
from collections.abc import Mapping

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import NUMBERS, THE_LIST

_FEW = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
_PLACE_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_PLACES = {word: n for n, word in enumerate(_PLACE_WORDS, 1)} | {"last": -1}
_ITEMS_OF = f"[numbers?|values?|elements?|items?] (in|of|from) {NUMBERS}"
_ITEM_OF = f"(number|value|element|item) (in|of|from) {NUMBERS}"
_CONTAINED = "(in|an element of|a member of|contained in)"
_SINGLE_NUMBER = re.compile(r"\(?\s*[-+]?[\d.]+\s*\)?")


def _digits_may_be_meant(slots: Mapping[str, str]) -> str:
    """An objection to a single number that is not in brackets: is 2 in 1212?"""
    if _SINGLE_NUMBER.fullmatch(slots["numbers"].strip()):
        return "a single number may be a list or a row of digits; put the list in brackets"
    return ""


@bundled(
    TaskKind.ALGORITHM,
    "part of a list",
    title="first numbers of a list",
    tags=("part", "slice"),
    phrases=(
        f"[list|take|keep] [the] first {{count:natural}} {_ITEMS_OF}",
        f"[list|take|keep] [the] first {{count:few}} {_ITEMS_OF}",
    ),
    choices={"few": _FEW},
    examples={
        "first 3 elements of [4, 5, 6, 7]": [4, 5, 6],
        "take the first two numbers from 7, 8, 9": [7, 8],
        "first 1 of 1.5 2": [1.5],
    },
    opposites=("last_of_list", "item_at", "top_k", "bottom_k"),
    limits="The list must have that many numbers.",
)
def first_of_list(numbers: list[int | float], count: int) -> list[int | float]:
    """The first numbers of a list, in their order.

    Raises ValueError if the list is shorter than that.
    """
    if not 0 <= count <= len(numbers):
        raise ValueError(f"the list has only {len(numbers)} numbers")
    return numbers[:count]


@bundled(
    TaskKind.ALGORITHM,
    "part of a list",
    title="last numbers of a list",
    tags=("part", "slice"),
    phrases=(
        f"[list|take|keep] [the] last {{count:natural}} {_ITEMS_OF}",
        f"[list|take|keep] [the] last {{count:few}} {_ITEMS_OF}",
    ),
    choices={"few": _FEW},
    examples={
        "last 3 elements of [4, 5, 6, 7]": [5, 6, 7],
        "take the last two numbers from 7, 8, 9": [8, 9],
        "last 1 of 1.5 2": [2],
    },
    opposites=("first_of_list", "item_at", "top_k", "bottom_k"),
    limits="The list must have that many numbers.",
)
def last_of_list(numbers: list[int | float], count: int) -> list[int | float]:
    """The last numbers of a list, in their order.

    Raises ValueError if the list is shorter than that.
    """
    if not 0 <= count <= len(numbers):
        raise ValueError(f"the list has only {len(numbers)} numbers")
    return numbers[len(numbers) - count :]


@bundled(
    TaskKind.ALGORITHM,
    "part of a list",
    title="number at a position of a list",
    tags=("nth", "place", "position"),
    phrases=(
        f"{{position:natural}} (st|nd|rd|th) {_ITEM_OF}",
        f"{{position:place}} {_ITEM_OF}",
    ),
    choices={"place": _PLACES},
    examples={
        "third element of [4, 5, 6, 7]": 6,
        "2nd number in 9, 8, 7": 8,
        "the last item of [1.5, 2.5]": 2.5,
        "first value in 10 20": 10,
    },
    opposites=("first_of_list", "last_of_list", "second_largest"),
    limits="Positions count from 1; there are words for the first ten and the last.",
)
def item_at(numbers: list[int | float], position: int) -> int | float:
    """The number at one position of a list, counted from 1; -1 is the last one.

    Raises ValueError if the list has no such position.
    """
    if not 1 <= abs(position) <= len(numbers):
        raise ValueError(f"the list has {len(numbers)} numbers, and the first is number 1")
    return numbers[position - 1 if position > 0 else position]


@bundled(
    TaskKind.ALGORITHM,
    "search",
    title="index of a number",
    tags=("find", "position"),
    phrases=(f"index of [the] [number] {{number:number}} in {NUMBERS}",),
    examples={
        "index of 3 in [1, 2, 3]": 2,
        "find the index of 5 in the list 5 6 5": 0,
        "index of 2.5 in 1, 2.5": 1,
    },
    opposites=("in_list", "count_value"),
    limits="The first index is 0; of several equal numbers the first counts.",
    objection=_digits_may_be_meant,
)
def index_of(numbers: list[int | float], number: int | float) -> int:
    """The index of a number in a list, counted from 0.

    Raises ValueError if the number is not in the list.
    """
    if number not in numbers:
        raise ValueError("the number is not in the list")
    return numbers.index(number)


@bundled(
    TaskKind.ALGORITHM,
    "membership test",
    title="membership in a list",
    phrases=(
        f"is [the] [number] {{number:number}} {_CONTAINED} {NUMBERS}",
        "(check|test|determine|see) (if|whether) [the] [number] {number:number}"
        f" is {_CONTAINED} {NUMBERS}",
        "does [the] [list|array] {numbers:numbers} contain [the] [number] {number:number}",
    ),
    examples={
        "is 3 in [1, 2, 3]": True,
        "does [1, 2] contain 5": False,
        "check if 2.5 is in the list 1 2.5 4": True,
    },
    opposites=("index_of", "count_value"),
    limits="Numbers are compared by value: 2.0 is 2.",
    objection=_digits_may_be_meant,
)
def in_list(numbers: list[int | float], number: int | float) -> bool:
    """Whether a number is in a list."""
    return number in numbers


@bundled(
    TaskKind.ALGORITHM,
    "occurrence count",
    title="occurrences of a number",
    phrases=(
        f"(count|count of|number of) [the] [occurrences of] {{number:number}} in {NUMBERS}",
        "how (many times|often) does [the] [number] {number:number} (occur|appear)"
        f" in {NUMBERS}",
        f"how many {{number:number}} ('s|s) [are|are there] in {NUMBERS}",
    ),
    examples={
        "count 2 in [1, 2, 2]": 2,
        "how many times does 5 appear in 5, 1, 5, 5": 3,
        "count the occurrences of 9 in 1 2 3": 0,
        "how many 2s are in [1, 2, 2]": 2,
    },
    opposites=("in_list", "index_of"),
    limits="Any list of numbers.",
    objection=_digits_may_be_meant,
)
def count_value(numbers: list[int | float], number: int | float) -> int:
    """How often a number occurs in a list."""
    return numbers.count(number)


@bundled(
    TaskKind.ALGORITHM,
    "list length",
    title="length of a list",
    phrases=(
        "(length|size) of [the|this] [list|array] {items:list}",
        "(length|size) of [the|this] (list|array) [of numbers] {items:numbers}",
        "(how many|number of|count the) (numbers|elements|items|values)"
        f" (are in|are there in|in|of) {THE_LIST} {{items:numbers}}",
    ),
    examples={
        "length of [1, 2, 3]": 3,
        "how many numbers are in 4, 5": 2,
        "count the elements in [7]": 1,
        "size of the list 1 2 3 4": 4,
    },
    limits="Items in brackets are separated by commas.",
)
def list_length(items: list[int | float | str]) -> int:
    """How many items a list has."""
    return len(items)
