"""Properties of numbers and comparisons of two."""

import math

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import number_test

_GREATER = "(greater|larger|bigger|more|higher) than"
_LESS = "(less|smaller|fewer|lower) than"
_OF_TWO = "(of|number of|of the numbers|number between|of the two numbers)"


@bundled(
    TaskKind.ALGORITHM,
    "perfect square test",
    title="perfect square test",
    tags=("root",),
    phrases=number_test("[a|an] (perfect square|square number)"),
    examples={
        "is 100 a perfect square": True,
        "is 99 a perfect square": False,
        "check if 0 is a square number": True,
    },
    limits="Any whole number.",
)
def is_square(n: int) -> bool:
    """Whether a whole number is the square of another."""
    return math.isqrt(max(n, 0)) ** 2 == n


@bundled(
    TaskKind.ALGORITHM,
    "power of two test",
    title="power of two test",
    tags=("binary",),
    phrases=number_test("[a] power of (two|2)"),
    examples={
        "is 16 a power of two": True,
        "is 18 a power of 2": False,
        "check if the number 1 is a power of two": True,
        "is -4 a power of 2": False,
    },
    opposites=("is_square",),
    limits="1 is a power of two, 0 is not.",
)
def is_power_of_two(n: int) -> bool:
    """Whether a whole number is a power of two."""
    return n > 0 and n & (n - 1) == 0


@bundled(
    TaskKind.ALGORITHM,
    "Armstrong number test",
    title="Armstrong number test",
    tags=("digits",),
    phrases=number_test("[a|an] (armstrong|narcissistic) [number]"),
    examples={
        "is 153 an armstrong number": True,
        "is 154 armstrong": False,
        "check whether 9474 is an armstrong number": True,
    },
    limits="Any whole number.",
)
def is_armstrong(n: int) -> bool:
    """Whether a number is the sum of its digits, each raised to the number of digits."""
    # The largest Armstrong number has 39 digits.
    if not 0 <= n < 10**39:
        return False
    digits = [int(digit) for digit in str(n)]
    total: int = sum(digit ** len(digits) for digit in digits)
    return total == n


@bundled(
    TaskKind.ALGORITHM,
    "comparison",
    title="between test",
    tags=("range",),
    phrases=(
        "is [the] [number] {number:number} between {low:number} and {high:number}",
        "(check|test|determine|see) (if|whether) {number:number}"
        " is between {low:number} and {high:number}",
    ),
    examples={
        "is 5 between 1 and 10": True,
        "check if 12 is between 1 and 10": False,
        "is 2.5 between 2 and 3": True,
    },
    limits="A number equal to one of the ends is refused: it may or may not be meant to count.",
)
def is_between(number: int | float, low: int | float, high: int | float) -> bool:
    """Whether a number lies between two others, given in either order.

    Raises ValueError if it equals one of them.
    """
    if number in (low, high):
        raise ValueError("the number is one of the ends, which may or may not be meant to count")
    return min(low, high) < number < max(low, high)


@bundled(
    TaskKind.ALGORITHM,
    "comparison",
    title="greater-than test",
    tags=("compare",),
    phrases=(
        f"is [the] [number] {{a:number}} {_GREATER} {{b:number}}",
        f"(check|test|determine|see) (if|whether) {{a:number}} is {_GREATER} {{b:number}}",
        "[is] {a:number} > {b:number}",
    ),
    examples={
        "is 5 greater than 3": True,
        "9.11 > 9.9": False,
        "check if 1,000 is greater than 1000": False,
    },
    opposites=("is_less", "larger_of", "smaller_of"),
    limits="False for equal numbers.",
)
def is_greater(a: int | float, b: int | float) -> bool:
    """Whether one number is greater than another."""
    return a > b


@bundled(
    TaskKind.ALGORITHM,
    "comparison",
    title="less-than test",
    tags=("compare",),
    phrases=(
        f"is [the] [number] {{a:number}} {_LESS} {{b:number}}",
        f"(check|test|determine|see) (if|whether) {{a:number}} is {_LESS} {{b:number}}",
        "[is] {a:number} < {b:number}",
    ),
    examples={
        "is 5 less than 3": False,
        "9.11 < 9.9": True,
        "check if 1,000 is less than 1000": False,
    },
    opposites=("is_greater", "larger_of", "smaller_of"),
    limits="False for equal numbers.",
)
def is_less(a: int | float, b: int | float) -> bool:
    """Whether one number is less than another."""
    return a < b


@bundled(
    TaskKind.ALGORITHM,
    "comparison",
    title="larger of two numbers",
    tags=("compare",),
    phrases=(
        "which [number|one|value] is [the] (larger|bigger|greater|higher) [number|one]"
        " [of|between] {a:number} (or|and) {b:number}",
        f"(larger|bigger|greater|higher) {_OF_TWO} {{a:number}} (and|or) {{b:number}}",
        "is {a:number} or {b:number} (larger|bigger|greater|higher)",
    ),
    examples={
        "which is larger, 5 or 7?": 7,
        "larger of 9.11 and 9.9": 9.9,
        "which number is larger: 3 or 1,200": 1200,
    },
    opposites=("smaller_of", "is_greater", "is_less"),
    limits="Equal numbers are refused.",
)
def larger_of(a: int | float, b: int | float) -> int | float:
    """The larger of two numbers.

    Raises ValueError if they are equal.
    """
    if a == b:
        raise ValueError("the two numbers are equal")
    return max(a, b)


@bundled(
    TaskKind.ALGORITHM,
    "comparison",
    title="smaller of two numbers",
    tags=("compare",),
    phrases=(
        "which [number|one|value] is [the] (smaller|lower|less) [number|one]"
        " [of|between] {a:number} (or|and) {b:number}",
        f"(smaller|lower|less) {_OF_TWO} {{a:number}} (and|or) {{b:number}}",
        "is {a:number} or {b:number} (smaller|lower|less)",
    ),
    examples={
        "which is smaller, 5 or 7?": 5,
        "smaller of 9.11 and 9.9": 9.11,
        "which number is smaller: 3 or 1,200": 3,
    },
    opposites=("larger_of", "is_greater", "is_less"),
    limits="Equal numbers are refused.",
)
def smaller_of(a: int | float, b: int | float) -> int | float:
    """The smaller of two numbers.

    Raises ValueError if they are equal.
    """
    if a == b:
        raise ValueError("the two numbers are equal")
    return min(a, b)
