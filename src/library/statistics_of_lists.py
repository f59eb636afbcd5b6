"""Statistics of lists of numbers: spread, frequency, and running values."""

import itertools
import math
import statistics
from collections import Counter
from fractions import Fraction

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import exact, plain
from .phrase_parts import NUMBERS

LARGEST_WHOLE_PRODUCT = 10**4000
LARGEST_DECIMAL_PRODUCT = 10**300

_DEVIATION = "(standard deviation|std dev|std|stdev)"
_NEIGHBOURING = "(consecutive|adjacent|successive|neighbouring|neighboring)"


def _require(numbers: list[int | float], least: int) -> None:
    if len(numbers) < least:
        needed = "one number is" if least == 1 else "two numbers are"
        raise ValueError(f"at least {needed} needed")


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    title="most frequent value",
    phrases=(
        f"mode of {NUMBERS}",
        f"most (frequent|common) (number|value|element|item) (in|of|from) {NUMBERS}",
        "which (number|value|element) (occurs|appears) most [often|frequently] in " + NUMBERS,
    ),
    examples={
        "mode of 1, 2, 2, 3": 2,
        "most frequent number in [7, 7, 1, 1, 1]": 1,
        "most common value of 4 4 5": 4,
    },
    limits="Refused if several values are equally frequent.",
)
def mode(numbers: list[int | float]) -> int | float:
    """The value that occurs most often in a list of numbers.

    Raises ValueError for an empty list, and if several values are equally frequent.
    """
    _require(numbers, 1)
    ranked = Counter(numbers).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        raise ValueError("several values are equally frequent")
    return ranked[0][0]


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    tags=("spread",),
    phrases=(
        f"population variance (of|for) {NUMBERS}",
        "variance of [the] population {numbers:numbers}",
    ),
    examples={
        "population variance of 2, 4, 4, 4, 5, 5, 7, 9": 4,
        "population variance of 1, 3": 1,
        "population variance of [5]": 0,
    },
    opposites=("sample_variance",),
    limits="Divides by n.",
)
def population_variance(numbers: list[int | float]) -> float:
    """The variance of a list of numbers, taken as a whole population.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return float(statistics.pvariance(numbers))


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    tags=("spread",),
    phrases=(
        f"population {_DEVIATION} (of|for) {NUMBERS}",
        f"{_DEVIATION} of [the] population {{numbers:numbers}}",
    ),
    examples={
        "population standard deviation of 2, 4, 4, 4, 5, 5, 7, 9": 2,
        "population standard deviation of 1, 3": 1,
        "population standard deviation of [5]": 0,
    },
    opposites=("sample_standard_deviation",),
    limits="Divides by n.",
)
def population_standard_deviation(numbers: list[int | float]) -> float:
    """The standard deviation of a list of numbers, taken as a whole population.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return statistics.pstdev(numbers)


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    tags=("spread",),
    phrases=(
        f"sample variance (of|for) {NUMBERS}",
        "variance of [the] sample {numbers:numbers}",
    ),
    examples={
        "sample variance of 2, 4, 4, 4, 5, 5, 7, 9": 4.571428571428571,
        "sample variance of 1, 3": 2,
        "sample variance of [5, 5]": 0,
    },
    opposites=("population_variance",),
    limits="Divides by n - 1.",
)
def sample_variance(numbers: list[int | float]) -> float:
    """The variance of a list of numbers, taken as a sample of more.

    Raises ValueError for fewer than two numbers.
    """
    _require(numbers, 2)
    return float(statistics.variance(numbers))


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    tags=("spread",),
    phrases=(
        f"sample {_DEVIATION} (of|for) {NUMBERS}",
        f"{_DEVIATION} of [the] sample {{numbers:numbers}}",
    ),
    examples={
        "sample standard deviation of 2, 4, 4, 4, 5, 5, 7, 9": 2.138089935299395,
        "sample standard deviation of 1, 3": 1.4142135623730951,
        "sample standard deviation of [5, 5]": 0,
    },
    opposites=("population_standard_deviation",),
    limits="Divides by n - 1.",
)
def sample_standard_deviation(numbers: list[int | float]) -> float:
    """The standard deviation of a list of numbers, taken as a sample of more.

    Raises ValueError for fewer than two numbers.
    """
    _require(numbers, 2)
    return statistics.stdev(numbers)


@bundled(
    TaskKind.ALGORITHM,
    "selection",
    title="second largest number",
    phrases=(
        "(second|2nd) (largest|biggest|highest) [number|value|element] [in|of|from|among] "
        + NUMBERS,
    ),
    examples={
        "second largest number in 3, 9, 4": 4,
        "second highest of [1, 5, 5, 2]": 2,
        "find the second biggest value in 10 20": 10,
        "2nd largest in [3, 1, 2]": 2,
    },
    opposites=("second_smallest",),
    limits="Equal numbers count once.",
)
def second_largest(numbers: list[int | float]) -> int | float:
    """The second largest number of a list; equal numbers count once.

    Raises ValueError for fewer than two different numbers.
    """
    ranked = sorted(set(numbers))
    _require(ranked, 2)
    return ranked[-2]


@bundled(
    TaskKind.ALGORITHM,
    "selection",
    title="second smallest number",
    phrases=(
        f"(second|2nd) (smallest|lowest) [number|value|element] [in|of|from|among] {NUMBERS}",
    ),
    examples={
        "second smallest number in 3, 9, 4": 4,
        "2nd lowest of [1, 1, 5, 2]": 2,
        "find the second smallest value in 10 20": 20,
    },
    opposites=("second_largest",),
    limits="Equal numbers count once.",
)
def second_smallest(numbers: list[int | float]) -> int | float:
    """The second smallest number of a list; equal numbers count once.

    Raises ValueError for fewer than two different numbers.
    """
    ranked = sorted(set(numbers))
    _require(ranked, 2)
    return ranked[1]


@bundled(
    TaskKind.ALGORITHM,
    "statistics",
    title="range of a list",
    tags=("spread", "largest", "smallest"),
    phrases=(f"range of {NUMBERS}",),
    examples={"range of 3, 9, 4": 6, "range of [5]": 0, "range of the numbers -1 1.5": 2.5},
    limits="Any list of numbers.",
)
def value_range(numbers: list[int | float]) -> int | float:
    """The difference between the largest and the smallest number of a list.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return plain(exact(max(numbers)) - exact(min(numbers)))


@bundled(
    TaskKind.ALGORITHM,
    "running sum",
    phrases=(f"(running|cumulative|prefix) (sum|sums|total|totals) (of|for) {NUMBERS}",),
    examples={
        "running sum of 1, 2, 3": [1, 3, 6],
        "cumulative sums of [5, -5, 2]": [5, 0, 2],
        "running total of 1.5 2": [1.5, 3.5],
    },
    limits="Any list of numbers.",
)
def running_sum(numbers: list[int | float]) -> list[int | float]:
    """At each place of a list of numbers, the sum of all numbers up to it."""
    return [plain(total) for total in itertools.accumulate(map(exact, numbers))]


@bundled(
    TaskKind.ALGORITHM,
    "differences",
    title="differences of neighbours",
    phrases=(
        f"[list] [the] differences? between {_NEIGHBOURING}"
        f" (numbers|values|elements|items) (in|of|from) {NUMBERS}",
        f"(consecutive|successive) differences (in|of) {NUMBERS}",
    ),
    examples={
        "differences between consecutive numbers in [1, 4, 9]": [3, 5],
        "consecutive differences of 5, 2": [-3],
        "list the differences between adjacent values in 0.1 0.4 1": [0.3, 0.6],
    },
    opposites=("value_range",),
    limits="Each number less the one before it; none for one number.",
)
def differences(numbers: list[int | float]) -> list[int | float]:
    """The difference between each number of a list and the one before it."""
    pairs = itertools.pairwise(map(exact, numbers))
    return [plain(after - before) for before, after in pairs]


@bundled(
    TaskKind.ALGORITHM,
    "product",
    title="product of a list",
    phrases=(
        "multiply [together] (all|all the|all of the) (numbers|values|elements|items) (in|of)"
        " [[the|this] (list|array)] {numbers:numbers} [together]",
    ),
    examples={
        "multiply all numbers in [2, 3, 4]": 24,
        "multiply all the elements of 5, -2": -10,
        "multiply all values in the list 1.5 2": 3,
    },
    opposites=("multiply_each",),
    limits="Products up to 10^300, whole ones up to 10^4000.",
)
def list_product(numbers: list[int | float]) -> int | float:
    """All numbers of a list multiplied with each other, exactly.

    Raises ValueError for an empty list, and for a product above 10^300 (10^4000 if it is whole).
    """
    _require(numbers, 1)
    product = math.prod(map(exact, numbers), start=Fraction(1))
    limit = LARGEST_WHOLE_PRODUCT if product.denominator == 1 else LARGEST_DECIMAL_PRODUCT
    if abs(product) > limit:
        raise ValueError("the product is too large")
    return plain(product)
