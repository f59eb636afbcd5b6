"""Numbers of a list that are even, odd, above or below a bound, or among the largest."""

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import NUMBERS

_KINDS = "(numbers|values|elements|items)"
_KEEP = "[list|filter|keep|select|extract] [all|the|all the|only the|only]"
_REMOVE = "(remove|delete|drop|filter out) [all|the|all the]"
_WHICH = f"[list|filter|keep|select] [all|the|all the|only|only the] {_KINDS}"
_ABOVE = "((greater|larger|bigger|higher) than|above|over|>) {bound:number}"
_BELOW = "((less|smaller|lower) than|below|under|<) {bound:number}"
_SOME_OF = f"[numbers?|values?|elements?] (in|of|from|among) {NUMBERS}"


def _kept(parity: str) -> tuple[str, ...]:
    return (f"{_KEEP} ({parity}s|{parity} (numbers|values|elements)) (in|of|from) {NUMBERS}",)


def _counted(parity: str) -> tuple[str, ...]:
    return (
        f"(count|number of) [all] [the] {parity} {_KINDS} (in|of|from) {NUMBERS}",
        f"how many {parity} {_KINDS} [are|are there] in {NUMBERS}",
        f"how many {_KINDS} (in|of) {NUMBERS} are {parity}",
    )


def _removed(sort: str) -> tuple[str, ...]:
    return (f"{_REMOVE} ({sort}s|{sort} {_KINDS}) from {NUMBERS}",)


def _compared(bound: str) -> tuple[str, ...]:
    return (
        f"{_WHICH} [that are|which are] {bound} (in|of|from) {NUMBERS}",
        f"{_WHICH} (in|of|from) {NUMBERS} (that are|which are) {bound}",
    )


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="even numbers of a list",
    phrases=_kept("even"),
    examples={
        "even numbers in 1, 2, 3, 4": [2, 4],
        "filter the even numbers from [1, 3]": [],
        "list all even numbers of 10 -2 7": [10, -2],
        "keep only the evens in [1, 4]": [4],
    },
    opposites=("remove_even", "odd_numbers"),
    limits="Any list of numbers.",
)
def even_numbers(numbers: list[int | float]) -> list[int | float]:
    """The even numbers of a list."""
    return [number for number in numbers if number % 2 == 0]


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="odd numbers of a list",
    phrases=_kept("odd"),
    examples={
        "odd numbers in 1, 2, 3, 4": [1, 3],
        "filter the odd numbers from [2, 4]": [],
        "list all odd numbers of 10 -3 7": [-3, 7],
        "keep only the odds in [1, 4]": [1],
    },
    opposites=("remove_odd", "even_numbers"),
    limits="Any list of numbers.",
)
def odd_numbers(numbers: list[int | float]) -> list[int | float]:
    """The odd numbers of a list."""
    return [number for number in numbers if number % 2 == 1]


@bundled(
    TaskKind.ALGORITHM,
    "counting",
    title="count of the even numbers of a list",
    phrases=_counted("even"),
    examples={
        "count the even numbers in [1, 2, 3]": 1,
        "how many even numbers are in 5, 7": 0,
        "how many numbers in 10 20 30 are even": 3,
    },
    opposites=("count_odd", "even_numbers", "sum_even"),
    limits="A number with decimals is neither even nor odd.",
)
def count_even(numbers: list[int | float]) -> int:
    """How many numbers of a list are even."""
    return len(even_numbers(numbers))


@bundled(
    TaskKind.ALGORITHM,
    "counting",
    title="count of the odd numbers of a list",
    phrases=_counted("odd"),
    examples={
        "count the odd numbers in [1, 2, 3]": 2,
        "how many odd numbers are in 5, 7": 2,
        "how many numbers in 10 20 30 are odd": 0,
    },
    opposites=("count_even", "odd_numbers", "sum_odd"),
    limits="A number with decimals is neither even nor odd.",
)
def count_odd(numbers: list[int | float]) -> int:
    """How many numbers of a list are odd."""
    return len(odd_numbers(numbers))


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="list without even numbers",
    phrases=_removed("even"),
    examples={
        "remove even numbers from [1, 2, 3]": [1, 3],
        "remove all the evens from 2, 4": [],
        "delete even values from the list 2 2.5": [2.5],
    },
    opposites=("remove_odd", "even_numbers"),
    limits="A number with decimals is neither even nor odd.",
)
def remove_even(numbers: list[int | float]) -> list[int | float]:
    """The numbers of a list that are not even."""
    return [number for number in numbers if number % 2 != 0]


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="list without odd numbers",
    phrases=_removed("odd"),
    examples={
        "remove odd numbers from [1, 2, 3]": [2],
        "remove all the odds from 1, 4": [4],
        "delete odd values from the list 1 2.5": [2.5],
    },
    opposites=("remove_even", "odd_numbers"),
    limits="A number with decimals is neither even nor odd.",
)
def remove_odd(numbers: list[int | float]) -> list[int | float]:
    """The numbers of a list that are not odd."""
    return [number for number in numbers if number % 2 != 1]


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="list without negative numbers",
    phrases=_removed("negative"),
    examples={
        "remove negative numbers from [1, -2, 0]": [1, 0],
        "remove all the negatives from -1, -3": [],
        "delete negative values from the list -2 2.5": [2.5],
    },
    limits="Zero is kept.",
)
def remove_negatives(numbers: list[int | float]) -> list[int | float]:
    """The numbers of a list that are not negative."""
    return [number for number in numbers if number >= 0]


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="numbers greater than a number",
    phrases=_compared(_ABOVE),
    examples={
        "numbers greater than 3 in [1, 5, 3, 4]": [5, 4],
        "keep only the values of 2, 9, -1 that are above 3.5": [9],
        "numbers > 2 from 1 2": [],
    },
    opposites=("less_than",),
    limits="The bound itself is left out.",
)
def greater_than(numbers: list[int | float], bound: int | float) -> list[int | float]:
    """The numbers of a list that are greater than a bound."""
    return [number for number in numbers if number > bound]


@bundled(
    TaskKind.ALGORITHM,
    "filtering",
    title="numbers less than a number",
    phrases=_compared(_BELOW),
    examples={
        "numbers less than 3 in [1, 5, 3, 4]": [1],
        "keep only the values of 2, 9, -1 that are below 3.5": [2, -1],
        "numbers < 2 from 1 2": [1],
    },
    opposites=("greater_than",),
    limits="The bound itself is left out.",
)
def less_than(numbers: list[int | float], bound: int | float) -> list[int | float]:
    """The numbers of a list that are less than a bound."""
    return [number for number in numbers if number < bound]


@bundled(
    TaskKind.ALGORITHM,
    "selection",
    title="largest numbers",
    phrases=(
        f"{{k:natural}} (largest|biggest|highest|greatest|top) {_SOME_OF}",
        f"top {{k:natural}} {_SOME_OF}",
    ),
    examples={
        "3 largest numbers in 5, 1, 9, 7": [9, 7, 5],
        "top 2 of [1, 2, 3]": [3, 2],
        "find the 1 highest value in 4 8": [8],
    },
    opposites=("bottom_k",),
    limits="Equal numbers each count.",
)
def top_k(numbers: list[int | float], k: int) -> list[int | float]:
    """The k largest numbers of a list, the largest first.

    Raises ValueError if k is negative.
    """
    if k < 0:
        raise ValueError("the count must not be negative")
    return sorted(numbers, reverse=True)[:k]


@bundled(
    TaskKind.ALGORITHM,
    "selection",
    title="smallest numbers",
    phrases=(
        f"{{k:natural}} (smallest|lowest) {_SOME_OF}",
        f"bottom {{k:natural}} {_SOME_OF}",
    ),
    examples={
        "3 smallest numbers in 5, 1, 9, 7": [1, 5, 7],
        "bottom 2 of [1, 2, 3]": [1, 2],
        "find the 1 lowest value in 4 8": [4],
    },
    opposites=("top_k",),
    limits="Equal numbers each count.",
)
def bottom_k(numbers: list[int | float], k: int) -> list[int | float]:
    """The k smallest numbers of a list, the smallest first.

    Raises ValueError if k is negative.
    """
    if k < 0:
        raise ValueError("the count must not be negative")
    return sorted(numbers)[:k]
