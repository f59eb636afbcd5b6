"""Sums of runs of whole numbers, by formula."""

import re
from collections.abc import Mapping
from typing import Literal

from .bundled import bundled
from .phrase_parts import NUMBERS, PARITIES, SUM

RANGE_LIMIT = 10**1000

_WHOLE_NUMBERS = f"{SUM} [all] [the] [whole|natural] (numbers|integers)"
_FIRST_NUMBERS = "(sum|total) of [the] first {last:int} [natural|whole|positive] (numbers|integers)"
_OF_LIST = f"(numbers|values|elements|items) (in|of) {NUMBERS}"
_OF_FIRST = f"{SUM} [the] first {{count:count}}"
_OF_PARITY = "(sum|total) of [all] [the] {parity:parity} (numbers|integers)"
_NUMBERS_FROM_ONE = "[natural|positive|whole] (numbers|integers)"


def _in_order(first: int, last: int) -> tuple[int, int]:
    """Return the two ends of a range, the smaller first. Raises ValueError beyond 10^1000."""
    if max(abs(first), abs(last)) > RANGE_LIMIT:
        raise ValueError("both ends must be at most 10^1000")
    return min(first, last), max(first, last)


def _no_numbers(slots: Mapping[str, str]) -> str:
    """Object to "the first 0 numbers", which a range from 1 to 0 does not stand for."""
    has_numbers = "first" in slots or re.search("^[+]?0*[1-9]", slots["last"])
    return "" if has_numbers else "the count must be above 0"


@bundled(
    "sum of a range",
    f"{_WHOLE_NUMBERS} (from|between) {{first:int}} (to|and) {{last:int}}",
    f"{_WHOLE_NUMBERS} {{first:int}} (to|through) {{last:int}}",
    "sum [of|from] {first:int} (to|through) {last:int}",
    _FIRST_NUMBERS,
    "sum of numbers from 1 to 100 => 5050",
    "add all integers between 3 and 5 => 12",
    "sum of the first 10 natural numbers => 55",
    "sum from -2 to 2 => 0",
    "sum of 1 to 100 => 5050",
    constants={_FIRST_NUMBERS: {"first": 1}},
    objection=_no_numbers,
    convention="both ends are counted",
)
def sum_of_range(first: int, last: int) -> int:
    """Return the sum of all whole numbers from one to another, both included.

    The ends may come in either order. Raises ValueError for ends beyond 10^1000.
    """
    low, high = _in_order(first, last)
    return (low + high) * (high - low + 1) // 2


@bundled(
    "sum of the even or odd numbers of a list",
    f"{SUM} [all] [the] {{parity:parity}} {_OF_LIST}",
    "sum of the even numbers in [1, 2, 3, 4] => 6",
    "add up all odd values of 5 => 5",
    "sum of even numbers in 10 20 => 30",
    "sum of odd numbers in 10 20 => 0",
    choices=PARITIES,
)
def sum_by_parity(numbers: list[int | float], parity: Literal["even", "odd"]) -> int | float:
    """Return the sum of the even or the odd numbers in a list."""
    return sum(number for number in numbers if number % 2 == (parity == "odd"))


@bundled(
    "sum of the even or odd numbers of a range",
    f"{_OF_PARITY} from {{first:int}} (to|through) {{last:int}}",
    f"{_OF_PARITY} between {{first:int}} and {{last:int}}",
    "sum of even numbers from 1 to 10 => 30",
    "sum of all the odd numbers between 3 and 7 => 15",
    "total of even integers from 4 to 4 => 4",
    "total of odd integers from 4 to 4 => 0",
    choices=PARITIES,
    convention="both ends belong to the range",
)
def sum_range_by_parity(first: int, last: int, parity: Literal["even", "odd"]) -> int:
    """Return the sum of the even or the odd numbers from one number to another, both included.

    The ends may come in either order. Raises ValueError for ends beyond 10^1000.
    """
    low, high = _in_order(first, last)
    rest = int(parity == "odd")
    low, high = low + (low + rest) % 2, high - (high + rest) % 2
    return (low + high) * ((high - low) // 2 + 1) // 2


@bundled(
    "sum of the first even or odd numbers",
    f"{_OF_FIRST} {{parity:parity}} {_NUMBERS_FROM_ONE}",
    "sum of the first 5 even numbers => 30",
    "add up the first three odd numbers => 9",
    "total of first 100 even natural numbers => 10100",
    choices=PARITIES,
)
def sum_first_by_parity(count: int, parity: Literal["even", "odd"]) -> int:
    """Return the sum of the first even numbers, starting with 2, or odd ones, starting with 1.

    Raises ValueError for a count below 0 or above 10^1000.
    """
    if not 0 <= count <= RANGE_LIMIT:
        raise ValueError("the count must be from 0 to 10^1000")
    return count * (count + (parity == "even"))


@bundled(
    "sum of the first squares",
    "(sum|total) of [the] first {n:count} (squares|square numbers|perfect squares)",
    "(sum|total) of [the] squares of [the] first {n:count}"
    " [natural|whole|positive] (numbers|integers)",
    "(sum|total) of [the] squares (from|of) [the] [numbers] [from] 1 to {n:int}",
    "sum of the first 5 squares => 55",
    "sum of the squares of the first ten natural numbers => 385",
    "sum of squares from 1 to 3 => 14",
)
def sum_of_squares(n: int) -> int:
    """Return the sum of the squares of the whole numbers from 1 to n.

    Raises ValueError unless n is from 0 to 10^1000.
    """
    if not 0 <= n <= RANGE_LIMIT:
        raise ValueError("n must be from 0 to 10^1000")
    return n * (n + 1) * (2 * n + 1) // 6
