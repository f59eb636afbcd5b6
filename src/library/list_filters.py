"""Numbers of a list that are even, odd, above or below a bound, or among the largest."""

from typing import Literal

from .bundled import bundled
from .phrase_parts import NUMBERS, PARITIES

_KINDS = "(numbers|values|elements|items)"
_KEEP = "[list|filter|keep|select|extract] [all|the|all the|only the|only]"
_REMOVE = "(remove|delete|drop|filter out) [all|the|all the]"
_WHICH = f"[list|filter|keep|select] [all|the|all the|only|only the] {_KINDS}"
_SOME_OF = f"[numbers?|values?|elements?] (in|of|from|among) {NUMBERS}"


@bundled(
    "even or odd numbers of a list",
    f"{_KEEP} {{parity:plural}} (in|of|from) {NUMBERS}",
    f"{_KEEP} {{parity:parity}} (numbers|values|elements) (in|of|from) {NUMBERS}",
    "even numbers in 1, 2, 3, 4 => [2, 4]",
    "filter the odd numbers from [2, 4] => []",
    "list all even numbers of 10 -2 7 => [10, -2]",
    "keep only the odds in [1, 4] => [1]",
    choices=PARITIES,
)
def numbers_by_parity(
    numbers: list[int | float], parity: Literal["even", "odd"]
) -> list[int | float]:
    """Return the even or the odd numbers of a list."""
    return [number for number in numbers if number % 2 == (parity == "odd")]


@bundled(
    "count of the even or odd numbers of a list",
    f"(count|number of) [all] [the] {{parity:parity}} {_KINDS} (in|of|from) {NUMBERS}",
    f"how many {{parity:parity}} {_KINDS} [are|are there] in {NUMBERS}",
    f"how many {_KINDS} (in|of) {NUMBERS} are {{parity:parity}}",
    "count the even numbers in [1, 2, 3] => 1",
    "how many odd numbers are in 5, 7 => 2",
    "how many numbers in 10 20 30 are even => 3",
    "how many even numbers are in 5, 7 => 0",
    choices=PARITIES,
)
def count_by_parity(numbers: list[int | float], parity: Literal["even", "odd"]) -> int:
    """Return how many numbers of a list are even or odd; decimals are neither."""
    return len(numbers_by_parity(numbers, parity))


@bundled(
    "list without even or odd numbers",
    f"{_REMOVE} {{parity:plural}} from {NUMBERS}",
    f"{_REMOVE} {{parity:parity}} {_KINDS} from {NUMBERS}",
    "remove even numbers from [1, 2, 3] => [1, 3]",
    "remove all the odds from 1, 4 => [4]",
    "delete even values from the list 2 2.5 => [2.5]",
    choices=PARITIES,
)
def remove_by_parity(
    numbers: list[int | float], parity: Literal["even", "odd"]
) -> list[int | float]:
    """Return the numbers of a list that are not even, or not odd; decimals stay."""
    return [number for number in numbers if number % 2 != (parity == "odd")]


@bundled(
    "list without negative numbers",
    f"{_REMOVE} (negatives|negative {_KINDS}) from {NUMBERS}",
    "remove negative numbers from [1, -2, 0] => [1, 0]",
    "remove all the negatives from -1, -3 => []",
    "delete negative values from the list -2 2.5 => [2.5]",
)
def remove_negatives(numbers: list[int | float]) -> list[int | float]:
    """Return the numbers of a list that are not negative."""
    return [number for number in numbers if number >= 0]


@bundled(
    "numbers greater or less than a number",
    f"{_WHICH} [that are|which are] {{below:bound}} {{bound:number}} (in|of|from) {NUMBERS}",
    f"{_WHICH} (in|of|from) {NUMBERS} (that are|which are) {{below:bound}} {{bound:number}}",
    "numbers greater than 3 in [1, 5, 3, 4] => [5, 4]",
    "keep only the values of 2, 9, -1 that are above 3.5 => [9]",
    "numbers < 2 from 1 2 => [1]",
    "keep only the values of 2, 9, -1 that are below 3.5 => [2, -1]",
    choices={
        "bound": {
            **{f"{word} than": False for word in ("greater", "larger", "bigger", "higher")},
            **dict.fromkeys(("above", "over", ">"), False),
            **{f"{word} than": True for word in ("less", "smaller", "lower")},
            **dict.fromkeys(("below", "under", "<"), True),
        }
    },
    convention="the bound itself is left out",
)
def numbers_beyond(
    numbers: list[int | float], bound: int | float, below: bool = False
) -> list[int | float]:
    """Return the numbers of a list that are greater than a bound, or less if `below`."""
    return [number for number in numbers if (number < bound if below else number > bound)]


@bundled(
    "largest or smallest numbers",
    f"{{k:natural}} {{smallest:end}} {_SOME_OF}",
    f"{{smallest:side}} {{k:natural}} {_SOME_OF}",
    "3 largest numbers in 5, 1, 9, 7 => [9, 7, 5]",
    "top 2 of [1, 2, 3] => [3, 2]",
    "3 smallest numbers in 5, 1, 9, 7 => [1, 5, 7]",
    "bottom 2 of [1, 2, 3] => [1, 2]",
    choices={
        "end": {
            **dict.fromkeys(("largest", "biggest", "highest", "greatest", "top"), False),
            **dict.fromkeys(("smallest", "lowest"), True),
        },
        "side": {"top": False, "bottom": True},
    },
    convention="equal numbers each count",
)
def extreme_numbers(
    numbers: list[int | float], k: int, smallest: bool = False
) -> list[int | float]:
    """Return the k largest numbers of a list, the largest first, or the smallest.

    Raises ValueError if k is negative.
    """
    if k < 0:
        raise ValueError("the count must not be negative")
    return sorted(numbers, reverse=not smallest)[:k]
