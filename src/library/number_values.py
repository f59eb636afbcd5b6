"""Values worked out from one number or two: rounding, digits, combinations."""

import math
from collections.abc import Mapping
from fractions import Fraction

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import exact, plain

MOST_DECIMALS = 20
CHOOSING_LIMIT = 5000

_DIGITS = "[the] [number] {n:natural}"


@bundled(
    TaskKind.ALGORITHM,
    "reciprocal",
    phrases=("(reciprocal|multiplicative inverse) of [the] [number] {number:number}",),
    examples={
        "reciprocal of 4": 0.25,
        "multiplicative inverse of the number -2": -0.5,
        "reciprocal of 0.5": 2,
    },
    limits="Zero has none.",
)
def reciprocal(number: int | float) -> int | float:
    """One divided by a number.

    Raises ValueError for 0.
    """
    if number == 0:
        raise ValueError("0 has no reciprocal")
    return plain(1 / exact(number))


@bundled(
    TaskKind.ALGORITHM,
    "rounding",
    title="rounded number",
    phrases=(
        "round {number:number} to {places:count}"
        " (decimals|decimal|decimal places?|places|digits after the decimal point)",
        "{number:number} rounded to {places:count} (decimals|decimal|decimal places?|places)",
        "round {number:number}",
        "round {number:number} to (the nearest|a) (whole number|integer)",
    ),
    examples={
        "round 3.14159 to 2 decimal places": 3.14,
        "round 2.675 to 2 decimals": 2.68,
        "-1.25 rounded to one decimal place": -1.3,
        "round 7 to 3 decimals": 7,
        "round 2.5": 3,
        "round 37.8 to the nearest whole number": 38,
    },
    limits="Halves are rounded away from zero; at most 20 decimals.",
)
def round_number(number: int | float, places: int = 0) -> int | float:
    """A number rounded to so many decimals; halves go away from zero.

    Raises ValueError unless the decimals are from 0 to 20.
    """
    if not 0 <= places <= MOST_DECIMALS:
        raise ValueError(f"the number of decimals must be from 0 to {MOST_DECIMALS}")
    scaled = abs(exact(number)) * 10**places
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**places)
    return plain(-rounded if number < 0 else rounded)


@bundled(
    TaskKind.ALGORITHM,
    "digit sum",
    title="sum of digits",
    phrases=(
        "((sum|total) of|(add|sum) [up]) [the|all|all the] digits (of|in) [the] [number] {n:int}",
        "(digit sum|digital sum|cross sum) (of|for) [the] [number] {n:int}",
    ),
    examples={
        "sum of the digits of 1234": 10,
        "digit sum of 99": 18,
        "add up the digits in 7": 7,
    },
    limits="Any whole number.",
)
def digit_sum(n: int) -> int:
    """The sum of the digits of a whole number."""
    return sum(map(int, str(abs(n))))


def _leading_zero(slots: Mapping[str, str]) -> str:
    digits = slots["n"]
    is_padded = digits.startswith("0") and len(digits) > 1
    return "it is not clear whether leading zeros count as digits" if is_padded else ""


@bundled(
    TaskKind.ALGORITHM,
    "digit count",
    title="number of digits",
    tags=("length",),
    phrases=(
        f"(number of|count|count the|how many) digits (in|of) {_DIGITS}",
        f"how many digits (does|has) {_DIGITS} (have|got)",
        f"how many digits (are|are there) in {_DIGITS}",
    ),
    examples={
        "number of digits in 12345": 5,
        "how many digits does 7 have?": 1,
        "count the digits of 1,000,000": 7,
    },
    opposites=("digit_sum",),
    limits="Commas that group digits do not count.",
    objection=_leading_zero,
)
def digit_count(n: int) -> int:
    """The number of decimal digits of a whole number."""
    return len(str(abs(n)))


@bundled(
    TaskKind.ALGORITHM,
    "combinatorics",
    phrases=(
        "{n:natural} choose {k:natural}",
        "(number of|how many) (combinations|ways to choose) [of] {k:natural} (from|of|out of)"
        " {n:natural} [things|items|elements|are there|people]",
        "binomial coefficient [of] {n:natural} [over|and|,|choose] {k:natural}",
    ),
    examples={
        "what is 5 choose 2": 10,
        "how many ways to choose 3 from 10 people": 120,
        "binomial coefficient of 6 and 6": 1,
        "49 choose 6": 13983816,
    },
    limits="n up to 5000.",
)
def n_choose_k(n: int, k: int) -> int:
    """The number of ways to choose k of n things.

    Raises ValueError unless n is from 0 to 5000 and k is 0 or more.
    """
    if not 0 <= n <= CHOOSING_LIMIT or k < 0:
        raise ValueError(f"n must be from 0 to {CHOOSING_LIMIT}, and k must not be negative")
    return math.comb(n, k)
