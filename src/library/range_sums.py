"""Sums of runs of whole numbers, by formula."""

import re
from collections.abc import Mapping

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import NUMBERS, SUM

RANGE_LIMIT = 10**1000

_WHOLE_NUMBERS = f"{SUM} [all] [the] [whole|natural] (numbers|integers)"
_FIRST_NUMBERS = "(sum|total) of [the] first {last:int} [natural|whole|positive] (numbers|integers)"
_OF_LIST = f"(numbers|values|elements|items) (in|of) {NUMBERS}"
_OF_FIRST = f"{SUM} [the] first {{count:count}}"
_NUMBERS_FROM_ONE = "[natural|positive|whole] (numbers|integers)"


def _of_range(parity: str) -> tuple[str, ...]:
    start = f"(sum|total) of [all] [the] {parity} (numbers|integers)"
    return (
        start + " from {first:int} (to|through) {last:int}",
        start + " between {first:int} and {last:int}",
    )


def _in_order(first: int, last: int) -> tuple[int, int]:
    """The two ends of a range, the smaller first. Raises ValueError beyond 10^1000."""
    if max(abs(first), abs(last)) > RANGE_LIMIT:
        raise ValueError("both ends must be at most 10^1000")
    return min(first, last), max(first, last)


def _no_numbers(slots: Mapping[str, str]) -> str:
    """Object to "the first 0 numbers", which a range from 1 to 0 does not stand for."""
    has_numbers = "first" in slots or re.search("^[+]?0*[1-9]", slots["last"])
    return "" if has_numbers else "the count must be above 0"


@bundled(
    TaskKind.ALGORITHM,
    "sum of a range",
    title="sum of a range",
    tags=("range",),
    phrases=(
        f"{_WHOLE_NUMBERS} (from|between) {{first:int}} (to|and) {{last:int}}",
        f"{_WHOLE_NUMBERS} {{first:int}} (to|through) {{last:int}}",
        "sum [of|from] {first:int} (to|through) {last:int}",
        _FIRST_NUMBERS,
    ),
    constants={_FIRST_NUMBERS: {"first": 1}},
    objection=_no_numbers,
    examples={
        "sum of numbers from 1 to 100": 5050,
        "add all integers between 3 and 5": 12,
        "sum of the first 10 natural numbers": 55,
        "sum from -2 to 2": 0,
        "sum of 1 to 100": 5050,
    },
    limits="Both ends are counted.",
)
def sum_of_range(first: int, last: int) -> int:
    """The sum of all whole numbers from one to another, both included.

    The ends may come in either order. Raises ValueError for ends beyond 10^1000.
    """
    low, high = _in_order(first, last)
    return (low + high) * (high - low + 1) // 2


@bundled(
    TaskKind.ALGORITHM,
    "sum",
    title="sum of the even numbers of a list",
    phrases=(f"{SUM} [all] [the] even {_OF_LIST}",),
    examples={
        "sum of the even numbers in [1, 2, 3, 4]": 6,
        "add up all even values of 5": 0,
        "sum of even numbers in 10 20": 30,
    },
    opposites=("sum_odd", "even_numbers", "count_even"),
    limits="0 if there are none.",
)
def sum_even(numbers: list[int | float]) -> int | float:
    """The sum of the even numbers in a list."""
    return sum(number for number in numbers if number % 2 == 0)


@bundled(
    TaskKind.ALGORITHM,
    "sum",
    title="sum of the odd numbers of a list",
    phrases=(f"{SUM} [all] [the] odd {_OF_LIST}",),
    examples={
        "sum of the odd numbers in [1, 2, 3, 4]": 4,
        "add up all odd values of 5": 5,
        "sum of odd numbers in 10 20": 0,
    },
    opposites=("sum_even", "odd_numbers", "count_odd"),
    limits="0 if there are none.",
)
def sum_odd(numbers: list[int | float]) -> int | float:
    """The sum of the odd numbers in a list."""
    return sum(number for number in numbers if number % 2 == 1)


@bundled(
    TaskKind.ALGORITHM,
    "sum of a range",
    title="sum of the even numbers of a range",
    tags=("range",),
    phrases=_of_range("even"),
    examples={
        "sum of even numbers from 1 to 10": 30,
        "sum of all the even numbers between 3 and 7": 10,
        "total of even integers from 4 to 4": 4,
    },
    opposites=("sum_odd_range", "sum_even", "sum_of_range", "sum_first_even"),
    limits="Both ends belong to the range.",
)
def sum_even_range(first: int, last: int) -> int:
    """The sum of the even numbers from one number to another, both included.

    The ends may come in either order. Raises ValueError for ends beyond 10^1000.
    """
    low, high = _in_order(first, last)
    low, high = low + low % 2, high - high % 2
    return (low + high) * ((high - low) // 2 + 1) // 2


@bundled(
    TaskKind.ALGORITHM,
    "sum of a range",
    title="sum of the odd numbers of a range",
    tags=("range",),
    phrases=_of_range("odd"),
    examples={
        "sum of odd numbers from 1 to 10": 25,
        "sum of all the odd numbers between 3 and 7": 15,
        "total of odd integers from 4 to 4": 0,
    },
    opposites=("sum_even_range", "sum_odd", "sum_of_range", "sum_first_odd"),
    limits="Both ends belong to the range.",
)
def sum_odd_range(first: int, last: int) -> int:
    """The sum of the odd numbers from one number to another, both included.

    The ends may come in either order. Raises ValueError for ends beyond 10^1000.
    """
    low, high = _in_order(first, last)
    low, high = low + 1 - low % 2, high - 1 + high % 2
    return (low + high) * ((high - low) // 2 + 1) // 2


@bundled(
    TaskKind.ALGORITHM,
    "sum of a sequence",
    title="sum of the first even numbers",
    phrases=(f"{_OF_FIRST} even {_NUMBERS_FROM_ONE}",),
    examples={
        "sum of the first 5 even numbers": 30,
        "add up the first three even numbers": 12,
        "total of first 100 even natural numbers": 10100,
    },
    opposites=("sum_first_odd", "first_even", "sum_even", "sum_of_range"),
    limits="The first is 2.",
)
def sum_first_even(count: int) -> int:
    """The sum of the first even numbers, starting with 2.

    Raises ValueError for a count below 0 or above 10^1000.
    """
    if not 0 <= count <= RANGE_LIMIT:
        raise ValueError("the count must be from 0 to 10^1000")
    return count * (count + 1)


@bundled(
    TaskKind.ALGORITHM,
    "sum of a sequence",
    title="sum of the first odd numbers",
    phrases=(f"{_OF_FIRST} odd {_NUMBERS_FROM_ONE}",),
    examples={
        "sum of the first 5 odd numbers": 25,
        "add up the first three odd numbers": 9,
        "total of first 100 odd natural numbers": 10000,
    },
    opposites=("sum_first_even", "first_odd", "sum_odd", "sum_of_range"),
    limits="The first is 1.",
)
def sum_first_odd(count: int) -> int:
    """The sum of the first odd numbers, starting with 1.

    Raises ValueError for a count below 0 or above 10^1000.
    """
    if not 0 <= count <= RANGE_LIMIT:
        raise ValueError("the count must be from 0 to 10^1000")
    return count * count


@bundled(
    TaskKind.ALGORITHM,
    "sum of a sequence",
    title="sum of the first squares",
    phrases=(
        "(sum|total) of [the] first {n:count} (squares|square numbers|perfect squares)",
        "(sum|total) of [the] squares of [the] first {n:count}"
        " [natural|whole|positive] (numbers|integers)",
        "(sum|total) of [the] squares (from|of) [the] [numbers] [from] 1 to {n:int}",
    ),
    examples={
        "sum of the first 5 squares": 55,
        "sum of the squares of the first ten natural numbers": 385,
        "sum of squares from 1 to 3": 14,
    },
    opposites=("squares", "sum_of_range"),
    limits="Starts with the square of 1.",
)
def sum_of_squares(n: int) -> int:
    """The sum of the squares of the whole numbers from 1 to n.

    Raises ValueError unless n is from 0 to 10^1000.
    """
    if not 0 <= n <= RANGE_LIMIT:
        raise ValueError("n must be from 0 to 10^1000")
    return n * (n + 1) * (2 * n + 1) // 6
