"""Statistics of lists of numbers: spread, frequency, and running values."""

import itertools
import math
import statistics
from collections import Counter
from fractions import Fraction

from ..language.expression import as_json_number, exact
from .bundled import bundled
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
    "most frequent value",
    f"mode of {NUMBERS}",
    f"most (frequent|common) (number|value|element|item) (in|of|from) {NUMBERS}",
    "which (number|value|element) (occurs|appears) most [often|frequently] in " + NUMBERS,
    "mode of 1, 2, 2, 3 => 2",
    "most frequent number in [7, 7, 1, 1, 1] => 1",
    "most common value of 4 4 5 => 4",
)
def mode(numbers: list[int | float]) -> int | float:
    """Return the value that occurs most often in a list of numbers.

    Raises ValueError for an empty list, and if several values are equally frequent.
    """
    _require(numbers, 1)
    ranked = Counter(numbers).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        raise ValueError("several values are equally frequent")
    return ranked[0][0]


@bundled(
    "population variance",
    f"population variance (of|for) {NUMBERS}",
    "variance of [the] population {numbers:numbers}",
    "population variance of 2, 4, 4, 4, 5, 5, 7, 9 => 4",
    "population variance of 1, 3 => 1",
    "population variance of [5] => 0",
    convention="of a whole population: divided by n",
)
def population_variance(numbers: list[int | float]) -> float:
    """Return the variance of a list of numbers, taken as a whole population.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return float(statistics.pvariance(numbers))


@bundled(
    "population standard deviation",
    f"population {_DEVIATION} (of|for) {NUMBERS}",
    f"{_DEVIATION} of [the] population {{numbers:numbers}}",
    "population standard deviation of 2, 4, 4, 4, 5, 5, 7, 9 => 2",
    "population standard deviation of 1, 3 => 1",
    "population standard deviation of [5] => 0",
    convention="of a whole population: divided by n",
)
def population_standard_deviation(numbers: list[int | float]) -> float:
    """Return the standard deviation of a list of numbers, taken as a whole population.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return statistics.pstdev(numbers)


@bundled(
    "sample variance",
    f"sample variance (of|for) {NUMBERS}",
    "variance of [the] sample {numbers:numbers}",
    "sample variance of 2, 4, 4, 4, 5, 5, 7, 9 => 4.571428571428571",
    "sample variance of 1, 3 => 2",
    "sample variance of [5, 5] => 0",
    convention="of a sample: divided by n - 1",
)
def sample_variance(numbers: list[int | float]) -> float:
    """Return the variance of a list of numbers, taken as a sample of more.

    Raises ValueError for fewer than two numbers.
    """
    _require(numbers, 2)
    return float(statistics.variance(numbers))


@bundled(
    "sample standard deviation",
    f"sample {_DEVIATION} (of|for) {NUMBERS}",
    f"{_DEVIATION} of [the] sample {{numbers:numbers}}",
    "sample standard deviation of 2, 4, 4, 4, 5, 5, 7, 9 => 2.138089935299395",
    "sample standard deviation of 1, 3 => 1.4142135623730951",
    "sample standard deviation of [5, 5] => 0",
    convention="of a sample: divided by n - 1",
)
def sample_standard_deviation(numbers: list[int | float]) -> float:
    """Return the standard deviation of a list of numbers, taken as a sample of more.

    Raises ValueError for fewer than two numbers.
    """
    _require(numbers, 2)
    return statistics.stdev(numbers)


@bundled(
    "second largest or smallest number",
    "(second|2nd) {smallest:end} [number|value|element] [in|of|from|among] " + NUMBERS,
    "second largest number in 3, 9, 4 => 4",
    "second highest of [1, 5, 5, 2] => 2",
    "2nd lowest of [1, 1, 5, 2] => 2",
    "find the second smallest value in 10 20 => 20",
    choices={
        "end": {
            **dict.fromkeys(("largest", "biggest", "highest"), False),
            **dict.fromkeys(("smallest", "lowest"), True),
        }
    },
    convention="equal numbers count once",
)
def second_extreme(numbers: list[int | float], smallest: bool = False) -> int | float:
    """Return the second largest number of a list, or the second smallest; equal ones count once.

    Raises ValueError for fewer than two different numbers.
    """
    ranked = sorted(set(numbers), reverse=not smallest)
    _require(ranked, 2)
    return ranked[1]


@bundled(
    "range of a list",
    f"range of {NUMBERS}",
    "range of 3, 9, 4 => 6",
    "range of [5] => 0",
    "range of the numbers -1 1.5 => 2.5",
)
def value_range(numbers: list[int | float]) -> int | float:
    """Return the difference between the largest and the smallest number of a list.

    Raises ValueError for an empty list.
    """
    _require(numbers, 1)
    return as_json_number(exact(max(numbers)) - exact(min(numbers)))


@bundled(
    "running sum",
    f"(running|cumulative|prefix) (sum|sums|total|totals) (of|for) {NUMBERS}",
    "running sum of 1, 2, 3 => [1, 3, 6]",
    "cumulative sums of [5, -5, 2] => [5, 0, 2]",
    "running total of 1.5 2 => [1.5, 3.5]",
)
def running_sum(numbers: list[int | float]) -> list[int | float]:
    """At each place of a list of numbers, the sum of all numbers up to it."""
    return [as_json_number(total) for total in itertools.accumulate(map(exact, numbers))]


@bundled(
    "differences of neighbours",
    f"[list] [the] differences? between {_NEIGHBOURING}"
    f" (numbers|values|elements|items) (in|of|from) {NUMBERS}",
    f"(consecutive|successive) differences (in|of) {NUMBERS}",
    "differences between consecutive numbers in [1, 4, 9] => [3, 5]",
    "consecutive differences of 5, 2 => [-3]",
    "list the differences between adjacent values in 0.1 0.4 1 => [0.3, 0.6]",
)
def differences(numbers: list[int | float]) -> list[int | float]:
    """Return the difference between each number of a list and the one before it."""
    pairs = itertools.pairwise(map(exact, numbers))
    return [as_json_number(after - before) for before, after in pairs]


@bundled(
    "product of a list",
    "multiply [together] (all|all the|all of the) (numbers|values|elements|items) (in|of)"
    " [[the|this] (list|array)] {numbers:numbers} [together]",
    "multiply all numbers in [2, 3, 4] => 24",
    "multiply all the elements of 5, -2 => -10",
    "multiply all values in the list 1.5 2 => 3",
)
def list_product(numbers: list[int | float]) -> int | float:
    """Return all numbers of a list multiplied with each other, exactly.

    Raises ValueError for an empty list, and for a product above 10^300 (10^4000 if it is whole).
    """
    _require(numbers, 1)
    product = math.prod(map(exact, numbers), start=Fraction(1))
    limit = LARGEST_WHOLE_PRODUCT if product.denominator == 1 else LARGEST_DECIMAL_PRODUCT
    if abs(product) > limit:
        raise ValueError("the product is too large")
    return as_json_number(product)
