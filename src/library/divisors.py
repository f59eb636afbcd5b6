"""Divisors and multiples of whole numbers."""

import math
import re
from typing import Literal

from .bundled import bundled
from .phrase_parts import WHETHER, number_test, objection_if

DIVISORS_LIMIT = 10**12
MOST_MULTIPLES = 100_000

_DIVISORS = "(factors|divisors)"
_no_decimals = objection_if("numbers", re.compile(r"\."), "two or more whole numbers are needed")


@bundled(
    "greatest common divisor",
    "(gcd|hcf|gcf|(greatest|highest) common (divisor|factor))"
    " [of|for|between] [the] [numbers] {numbers:numbers}",
    "gcd of 12 and 18 => 6",
    "greatest common divisor of 100, 75 and 50 => 25",
    "gcd of 17 and 5 => 1",
    objection=_no_decimals,
)
def gcd(numbers: list[int]) -> int:
    """Return the greatest common divisor of whole numbers.

    Raises ValueError for fewer than two numbers.
    """
    if len(numbers) < 2:
        raise ValueError("two or more whole numbers are needed")
    return math.gcd(*numbers)


@bundled(
    "least common multiple",
    "(lcm|(least|lowest|smallest) common multiple)"
    " [of|for|between] [the] [numbers] {numbers:numbers}",
    "lcm of 4 and 6 => 12",
    "least common multiple of 2, 3 and 7 => 42",
    "lcm of 5 and 5 => 5",
    objection=_no_decimals,
)
def lcm(numbers: list[int]) -> int:
    """Return the least common multiple of whole numbers.

    Raises ValueError for fewer than two numbers.
    """
    if len(numbers) < 2:
        raise ValueError("two or more whole numbers are needed")
    return math.lcm(*numbers)


@bundled(
    "divisors",
    f"[list|all] [all] [the] {_DIVISORS} of [the] [number] {{n:int}}",
    "factors of 12 => [1, 2, 3, 4, 6, 12]",
    "list all divisors of 7 => [1, 7]",
    "divisors of 1 => [1]",
)
def factors(n: int) -> list[int]:
    """Return all divisors of a whole number, 1 and the number itself included.

    Raises ValueError unless n is from 1 to 10^12.
    """
    if not 1 <= n <= DIVISORS_LIMIT:
        raise ValueError("the number must be from 1 to 10^12")
    small = [divisor for divisor in range(1, math.isqrt(n) + 1) if n % divisor == 0]
    large = [n // divisor for divisor in reversed(small) if divisor * divisor != n]
    return small + large


@bundled(
    "number of divisors",
    f"(number|count) of [the] {_DIVISORS} of {{n:int}}",
    f"(how many|count the|count) {_DIVISORS} (does|of) {{n:int}} [have|has]",
    "how many divisors does 12 have => 6",
    "number of factors of 7 => 2",
    "count the divisors of 1 => 1",
)
def divisor_count(n: int) -> int:
    """Return the number of divisors of a whole number, 1 and the number itself included.

    Raises ValueError unless n is from 1 to 10^12.
    """
    return len(factors(n))


@bundled(
    "divisible or not",
    "is [the] [number] {n:int} ([evenly] divisible by|a multiple of) {divisor:int}",
    f"{WHETHER} [the] [number] {{n:int}} is" " ([evenly] divisible by|a multiple of) {divisor:int}",
    "is 12 divisible by 5 => false",
    "is 91 a multiple of 7 => true",
    "check if 100 is evenly divisible by 8 => false",
    "is 0 divisible by 3 => true",
)
def is_divisible(n: int, divisor: int) -> bool:
    """Return whether one whole number is divisible by another.

    Raises ValueError for the divisor 0.
    """
    if divisor == 0:
        raise ValueError("a number cannot be divided by zero")
    return n % divisor == 0


@bundled(
    "perfect number test",
    *number_test("[a|an] perfect [number]"),
    "is 28 a perfect number => true",
    "is 12 perfect => false",
    "check if 496 is a perfect number => true",
)
def is_perfect(n: int) -> bool:
    """Return whether a whole number is the sum of its proper divisors.

    Raises ValueError above 10^12.
    """
    return n > 0 and sum(factors(n)) == 2 * n


@bundled(
    "first multiples of a number",
    "[list] [the] first {count:count} multiples of {n:natural}",
    "first 5 multiples of 3 => [3, 6, 9, 12, 15]",
    "list the first three multiples of 10 => [10, 20, 30]",
    "first 1 multiples of 7 => [7]",
)
def first_multiples(n: int, count: int) -> list[int]:
    """Return the first multiples of a number, starting with the number itself.

    Raises ValueError for a count below 0 or above 100,000, or a number above 10^15.
    """
    if not 0 <= count <= MOST_MULTIPLES:
        raise ValueError(f"the count must be from 0 to {MOST_MULTIPLES}")
    if n > 10**15:
        raise ValueError("the number is too large: at most 10^15")
    return [n * times for times in range(1, count + 1)]


def _sum_of_multiples(n: int, limit: int) -> int:
    """Return the sum of the positive multiples of one number below a limit."""
    count = (limit - 1) // n
    return n * count * (count + 1) // 2


@bundled(
    "sum of multiples below a number",
    "(sum|total) of [all] [the] multiples of {a:natural}"
    " (below|under|less than) {limit:natural}",
    "(sum|total) of [all] [the] multiples of {a:natural} or {b:natural}"
    " (below|under|less than) {limit:natural}",
    "(sum|total) of [all] [the] [natural|positive|whole] numbers"
    " (below|under|less than) {limit:natural}"
    " (that|which) are (multiples of|divisible by) {a:natural} or {b:natural}",
    "sum of multiples of 3 or 5 below 10 => 23",
    "sum of all the multiples of 4 under 13 => 24",
    "sum of the natural numbers below 1,000 that are divisible by 3 or 5 => 233168",
    "sum of multiples of 2 or 4 below 7 => 12",
    convention="the limit itself is left out; a multiple of both numbers counts once",
)
def sum_of_multiples(limit: int, a: int, b: int | None = None) -> int:
    """Return the sum of the positive multiples of one number, or of either of two, below a limit.

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
    "even or odd",
    *number_test("[an] (even or [an] odd|odd or [an] even) [number]"),
    "is 5 even or odd => odd",
    "is the number 18 odd or even => even",
    "check whether -3 is even or odd => odd",
)
def even_or_odd(n: int) -> Literal["even", "odd"]:
    """Return whether a whole number is even or odd, as a word."""
    return "odd" if n % 2 else "even"


@bundled(
    "even number test",
    *number_test("[a|an] even [number]"),
    "is 4 even => true",
    "is 7 an even number => false",
    "check if -2 is even => true",
)
def is_even(n: int) -> bool:
    """Return whether a whole number is even."""
    return n % 2 == 0


@bundled(
    "odd number test",
    *number_test("[a|an] odd [number]"),
    "is 4 odd => false",
    "is 7 an odd number => true",
    "check if -3 is odd => true",
)
def is_odd(n: int) -> bool:
    """Return whether a whole number is odd."""
    return n % 2 == 1
