"""Divisors and multiples of whole numbers."""

import math
from collections.abc import Mapping
from typing import Literal

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import WHETHER, number_test

DIVISORS_LIMIT = 10**12
MOST_MULTIPLES = 100_000

_DIVISORS = "(factors|divisors)"


def _decimals_named(slots: Mapping[str, str]) -> str:
    return "two or more whole numbers are needed" if "." in slots["numbers"] else ""


@bundled(
    TaskKind.ALGORITHM,
    "greatest common divisor",
    title="greatest common divisor",
    tags=("euclid",),
    phrases=(
        "(gcd|hcf|gcf|(greatest|highest) common (divisor|factor))"
        " [of|for|between] [the] [numbers] {numbers:numbers}",
    ),
    examples={
        "gcd of 12 and 18": 6,
        "greatest common divisor of 100, 75 and 50": 25,
        "gcd of 17 and 5": 1,
    },
    opposites=("lcm",),
    limits="Two whole numbers or more.",
    objection=_decimals_named,
)
def gcd(numbers: list[int]) -> int:
    """The greatest common divisor of whole numbers.

    Raises ValueError for fewer than two numbers.
    """
    if len(numbers) < 2:
        raise ValueError("two or more whole numbers are needed")
    return math.gcd(*numbers)


@bundled(
    TaskKind.ALGORITHM,
    "least common multiple",
    title="least common multiple",
    phrases=(
        "(lcm|(least|lowest|smallest) common multiple)"
        " [of|for|between] [the] [numbers] {numbers:numbers}",
    ),
    examples={
        "lcm of 4 and 6": 12,
        "least common multiple of 2, 3 and 7": 42,
        "lcm of 5 and 5": 5,
    },
    opposites=("gcd",),
    limits="Two whole numbers or more.",
    objection=_decimals_named,
)
def lcm(numbers: list[int]) -> int:
    """The least common multiple of whole numbers.

    Raises ValueError for fewer than two numbers.
    """
    if len(numbers) < 2:
        raise ValueError("two or more whole numbers are needed")
    return math.lcm(*numbers)


@bundled(
    TaskKind.ALGORITHM,
    "divisors",
    title="divisors",
    phrases=(f"[list|all] [all] [the] {_DIVISORS} of [the] [number] {{n:int}}",),
    examples={
        "factors of 12": [1, 2, 3, 4, 6, 12],
        "list all divisors of 7": [1, 7],
        "divisors of 1": [1],
    },
    opposites=("prime_factors",),
    limits="Numbers from 1 to 10^12.",
)
def factors(n: int) -> list[int]:
    """All divisors of a whole number, 1 and the number itself included.

    Raises ValueError unless n is from 1 to 10^12.
    """
    if not 1 <= n <= DIVISORS_LIMIT:
        raise ValueError("the number must be from 1 to 10^12")
    small = [divisor for divisor in range(1, math.isqrt(n) + 1) if n % divisor == 0]
    large = [n // divisor for divisor in reversed(small) if divisor * divisor != n]
    return small + large


@bundled(
    TaskKind.ALGORITHM,
    "divisors",
    title="number of divisors",
    phrases=(
        f"(number|count) of [the] {_DIVISORS} of {{n:int}}",
        f"(how many|count the|count) {_DIVISORS} (does|of) {{n:int}} [have|has]",
    ),
    examples={
        "how many divisors does 12 have": 6,
        "number of factors of 7": 2,
        "count the divisors of 1": 1,
    },
    opposites=("factors",),
    limits="Numbers from 1 to 10^12.",
)
def divisor_count(n: int) -> int:
    """The number of divisors of a whole number, 1 and the number itself included.

    Raises ValueError unless n is from 1 to 10^12.
    """
    return len(factors(n))


@bundled(
    TaskKind.ALGORITHM,
    "divisibility",
    title="divisible or not",
    tags=("divides",),
    phrases=(
        "is [the] [number] {n:int} ([evenly] divisible by|a multiple of) {divisor:int}",
        f"{WHETHER} [the] [number] {{n:int}} is"
        " ([evenly] divisible by|a multiple of) {divisor:int}",
    ),
    examples={
        "is 12 divisible by 5": False,
        "is 91 a multiple of 7": True,
        "check if 100 is evenly divisible by 8": False,
        "is 0 divisible by 3": True,
    },
    opposites=("is_prime",),
    limits="Whole numbers; nothing is divisible by 0.",
)
def is_divisible(n: int, divisor: int) -> bool:
    """Whether one whole number is divisible by another.

    Raises ValueError for the divisor 0.
    """
    if divisor == 0:
        raise ValueError("a number cannot be divided by zero")
    return n % divisor == 0


@bundled(
    TaskKind.ALGORITHM,
    "perfect number test",
    title="perfect number test",
    tags=("divisors",),
    phrases=number_test("[a|an] perfect [number]"),
    examples={
        "is 28 a perfect number": True,
        "is 12 perfect": False,
        "check if 496 is a perfect number": True,
    },
    limits="Numbers up to 10^12.",
)
def is_perfect(n: int) -> bool:
    """Whether a whole number is the sum of its proper divisors.

    Raises ValueError above 10^12.
    """
    return n > 0 and sum(factors(n)) == 2 * n


@bundled(
    TaskKind.ALGORITHM,
    "number sequence",
    title="first multiples of a number",
    tags=("sequence",),
    phrases=("[list] [the] first {count:count} multiples of {n:natural}",),
    examples={
        "first 5 multiples of 3": [3, 6, 9, 12, 15],
        "list the first three multiples of 10": [10, 20, 30],
        "first 1 multiples of 7": [7],
    },
    opposites=("multiplication_table",),
    limits="Starts with the number itself; at most 100,000 multiples.",
)
def first_multiples(n: int, count: int) -> list[int]:
    """The first multiples of a number, starting with the number itself.

    Raises ValueError for a count below 0 or above 100,000, or a number above 10^15.
    """
    if not 0 <= count <= MOST_MULTIPLES:
        raise ValueError(f"the count must be from 0 to {MOST_MULTIPLES}")
    if n > 10**15:
        raise ValueError("the number is too large: at most 10^15")
    return [n * times for times in range(1, count + 1)]


def _sum_of_multiples(n: int, limit: int) -> int:
    """The sum of the positive multiples of one number below a limit."""
    count = (limit - 1) // n
    return n * count * (count + 1) // 2


@bundled(
    TaskKind.ALGORITHM,
    "sum of multiples",
    title="sum of multiples below a number",
    phrases=(
        "(sum|total) of [all] [the] multiples of {a:natural}"
        " (below|under|less than) {limit:natural}",
        "(sum|total) of [all] [the] multiples of {a:natural} or {b:natural}"
        " (below|under|less than) {limit:natural}",
        "(sum|total) of [all] [the] [natural|positive|whole] numbers"
        " (below|under|less than) {limit:natural}"
        " (that|which) are (multiples of|divisible by) {a:natural} or {b:natural}",
    ),
    examples={
        "sum of multiples of 3 or 5 below 10": 23,
        "sum of all the multiples of 4 under 13": 24,
        "sum of the natural numbers below 1,000 that are divisible by 3 or 5": 233168,
        "sum of multiples of 2 or 4 below 7": 12,
    },
    opposites=("sum_of_range",),
    limits="The limit itself is left out; a multiple of both numbers counts once.",
)
def sum_of_multiples(limit: int, a: int, b: int | None = None) -> int:
    """The sum of the positive multiples of one number, or of either of two, below a limit.

    A multiple of both counts once. Raises ValueError unless the numbers are above 0 and the
    limit is from 1 to 10^1000.
    """
    b = a if b is None else b
    if min(a, b) < 1:
        raise ValueError("multiples are taken of numbers above 0")
    if not 1 <= limit <= 10**1000:
        raise ValueError("the limit must be from 1 to 10^1000")
    both = _sum_of_multiples(math.lcm(a, b), limit)
    return _sum_of_multiples(a, limit) + _sum_of_multiples(b, limit) - both


@bundled(
    TaskKind.ALGORITHM,
    "parity",
    tags=("parity",),
    phrases=number_test("[an] (even or [an] odd|odd or [an] even) [number]"),
    examples={
        "is 5 even or odd": "odd",
        "is the number 18 odd or even": "even",
        "check whether -3 is even or odd": "odd",
    },
    opposites=("is_even", "is_odd"),
    limits="Whole numbers.",
)
def even_or_odd(n: int) -> Literal["even", "odd"]:
    """Whether a whole number is even or odd, as a word."""
    return "odd" if n % 2 else "even"


@bundled(
    TaskKind.ALGORITHM,
    "even number test",
    title="even number test",
    tags=("parity",),
    phrases=number_test("[a|an] even [number]"),
    examples={"is 4 even": True, "is 7 an even number": False, "check if -2 is even": True},
    opposites=("is_odd",),
    limits="Any whole number.",
)
def is_even(n: int) -> bool:
    """Whether a whole number is even."""
    return n % 2 == 0


@bundled(
    TaskKind.ALGORITHM,
    "odd number test",
    title="odd number test",
    tags=("parity",),
    phrases=number_test("[a|an] odd [number]"),
    examples={"is 4 odd": False, "is 7 an odd number": True, "check if -3 is odd": True},
    opposites=("is_even",),
    limits="Any whole number.",
)
def is_odd(n: int) -> bool:
    """Whether a whole number is odd."""
    return n % 2 == 1
