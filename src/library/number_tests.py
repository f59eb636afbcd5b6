"""Questions about single numbers and pairs: properties, comparisons, rounding, digits."""

import math
import re
from fractions import Fraction

from ..language.expression import as_json_number, exact
from .bundled import bundled
from .phrase_parts import number_test, objection_if

_GREATER = "(greater|larger|bigger|more|higher) than"
_LESS = "(less|smaller|fewer|lower) than"
_OF_TWO = "(of|number of|of the numbers|number between|of the two numbers)"


@bundled(
    "perfect square test",
    *number_test("[a|an] (perfect square|square number)"),
    "is 100 a perfect square => true",
    "is 99 a perfect square => false",
    "check if 0 is a square number => true",
)
def is_square(n: int) -> bool:
    """Return whether a whole number is the square of another."""
    return math.isqrt(max(n, 0)) ** 2 == n


@bundled(
    "power of two test",
    *number_test("[a] power of (two|2)"),
    "is 16 a power of two => true",
    "is 18 a power of 2 => false",
    "check if the number 1 is a power of two => true",
    "is -4 a power of 2 => false",
)
def is_power_of_two(n: int) -> bool:
    """Return whether a whole number is a power of two."""
    return n > 0 and n & (n - 1) == 0


@bundled(
    "Armstrong number test",
    *number_test("[a|an] (armstrong|narcissistic) [number]"),
    "is 153 an armstrong number => true",
    "is 154 armstrong => false",
    "check whether 9474 is an armstrong number => true",
)
def is_armstrong(n: int) -> bool:
    """Return whether a number is the sum of its digits, each raised to the number of digits."""
    # The largest Armstrong number has 39 digits.
    if not 0 <= n < 10**39:
        return False
    digits = [int(digit) for digit in str(n)]
    total: int = sum(digit ** len(digits) for digit in digits)
    return total == n


@bundled(
    "between test",
    "is [the] [number] {number:number} between {low:number} and {high:number}",
    "(check|test|determine|see) (if|whether) {number:number}"
    " is between {low:number} and {high:number}",
    "is 5 between 1 and 10 => true",
    "check if 12 is between 1 and 10 => false",
    "is 2.5 between 2 and 3 => true",
)
def is_between(number: int | float, low: int | float, high: int | float) -> bool:
    """Return whether a number lies between two others, given in either order.

    Raises ValueError if it equals one of them.
    """
    if number in (low, high):
        raise ValueError("the number is one of the ends, which may or may not be meant to count")
    return min(low, high) < number < max(low, high)


@bundled(
    "greater-than test",
    f"is [the] [number] {{a:number}} {_GREATER} {{b:number}}",
    f"(check|test|determine|see) (if|whether) {{a:number}} is {_GREATER} {{b:number}}",
    "[is] {a:number} > {b:number}",
    "is 5 greater than 3 => true",
    "9.11 > 9.9 => false",
    "check if 1,000 is greater than 1000 => false",
)
def is_greater(a: int | float, b: int | float) -> bool:
    """Return whether one number is greater than another."""
    return a > b


@bundled(
    "less-than test",
    f"is [the] [number] {{a:number}} {_LESS} {{b:number}}",
    f"(check|test|determine|see) (if|whether) {{a:number}} is {_LESS} {{b:number}}",
    "[is] {a:number} < {b:number}",
    "is 5 less than 3 => false",
    "9.11 < 9.9 => true",
    "check if 1,000 is less than 1000 => false",
)
def is_less(a: int | float, b: int | float) -> bool:
    """Return whether one number is less than another."""
    return a < b


@bundled(
    "larger of two numbers",
    "which [number|one|value] is [the] (larger|bigger|greater|higher) [number|one]"
    " [of|between] {a:number} (or|and) {b:number}",
    f"(larger|bigger|greater|higher) {_OF_TWO} {{a:number}} (and|or) {{b:number}}",
    "is {a:number} or {b:number} (larger|bigger|greater|higher)",
    "which is larger, 5 or 7? => 7",
    "larger of 9.11 and 9.9 => 9.9",
    "which number is larger: 3 or 1,200 => 1200",
)
def larger_of(a: int | float, b: int | float) -> int | float:
    """Return the larger of two numbers.

    Raises ValueError if they are equal.
    """
    if a == b:
        raise ValueError("the two numbers are equal")
    return max(a, b)


@bundled(
    "smaller of two numbers",
    "which [number|one|value] is [the] (smaller|lower|less) [number|one]"
    " [of|between] {a:number} (or|and) {b:number}",
    f"(smaller|lower|less) {_OF_TWO} {{a:number}} (and|or) {{b:number}}",
    "is {a:number} or {b:number} (smaller|lower|less)",
    "which is smaller, 5 or 7? => 5",
    "smaller of 9.11 and 9.9 => 9.11",
    "which number is smaller: 3 or 1,200 => 3",
)
def smaller_of(a: int | float, b: int | float) -> int | float:
    """Return the smaller of two numbers.

    Raises ValueError if they are equal.
    """
    if a == b:
        raise ValueError("the two numbers are equal")
    return min(a, b)


MOST_DECIMALS = 20
CHOOSING_LIMIT = 5000

_DIGITS = "[the] [number] {n:natural}"
_PADDED = re.compile(r"\A0.")


@bundled(
    "reciprocal",
    "(reciprocal|multiplicative inverse) of [the] [number] {number:number}",
    "reciprocal of 4 => 0.25",
    "multiplicative inverse of the number -2 => -0.5",
    "reciprocal of 0.5 => 2",
)
def reciprocal(number: int | float) -> int | float:
    """Return one divided by a number.

    Raises ValueError for 0.
    """
    if number == 0:
        raise ValueError("0 has no reciprocal")
    return as_json_number(1 / exact(number))


@bundled(
    "rounded number",
    "round {number:number} to {places:count}"
    " (decimals|decimal|decimal places?|places|digits after the decimal point)",
    "{number:number} rounded to {places:count} (decimals|decimal|decimal places?|places)",
    "round {number:number}",
    "round {number:number} to (the nearest|a) (whole number|integer)",
    "round 3.14159 to 2 decimal places => 3.14",
    "round 2.675 to 2 decimals => 2.68",
    "-1.25 rounded to one decimal place => -1.3",
    "round 7 to 3 decimals => 7",
    "round 2.5 => 3",
    "round 37.8 to the nearest whole number => 38",
    convention="halves are rounded away from zero",
)
def round_number(number: int | float, places: int = 0) -> int | float:
    """Return a number rounded to so many decimals; halves go away from zero.

    Raises ValueError unless the decimals are from 0 to 20.
    """
    if not 0 <= places <= MOST_DECIMALS:
        raise ValueError(f"the number of decimals must be from 0 to {MOST_DECIMALS}")
    scaled = abs(exact(number)) * 10**places
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**places)
    return as_json_number(-rounded if number < 0 else rounded)


_NEAREST = {"ten": 10, "hundred": 100, "thousand": 1000, "million": 1000000}
_TO_NEAREST = {f"round {{number:number}} to the nearest {name}": m for name, m in _NEAREST.items()}


@bundled(
    "number rounded to a multiple",
    *_TO_NEAREST,
    "round {number:number} to the nearest [multiple of] {multiple:number}",
    "round 1234 to the nearest hundred => 1200",
    "round 37 to the nearest 5 => 35",
    "round 2.37 to the nearest 0.25 => 2.25",
    constants={phrase: {"multiple": m} for phrase, m in _TO_NEAREST.items()},
    convention="halves are rounded away from zero",
)
def round_to_multiple(number: int | float, multiple: int | float) -> int | float:
    """Return the multiple that is nearest to a number; halves go away from zero.

    Raises ValueError unless the multiple is above 0.
    """
    if multiple <= 0:
        raise ValueError("the multiple must be above 0")
    times = math.floor(abs(exact(number)) / exact(multiple) + Fraction(1, 2))
    return as_json_number(times * exact(multiple) * (-1 if number < 0 else 1))


@bundled(
    "sum of digits",
    "((sum|total) of|(add|sum) [up]) [the|all|all the] digits (of|in) [the] [number] {n:int}",
    "(digit sum|digital sum|cross sum) (of|for) [the] [number] {n:int}",
    "sum of the digits of 1234 => 10",
    "digit sum of 99 => 18",
    "add up the digits in 7 => 7",
)
def digit_sum(n: int) -> int:
    """Return the sum of the digits of a whole number."""
    return sum(map(int, str(abs(n))))


@bundled(
    "number of digits",
    f"(number of|count|count the|how many) digits (in|of) {_DIGITS}",
    f"how many digits (does|has) {_DIGITS} (have|got)",
    f"how many digits (are|are there) in {_DIGITS}",
    "number of digits in 12345 => 5",
    "how many digits does 7 have? => 1",
    "count the digits of 1,000,000 => 7",
    objection=objection_if("n", _PADDED, "it is not clear whether leading zeros count as digits"),
)
def digit_count(n: int) -> int:
    """Return the number of decimal digits of a whole number."""
    return len(str(abs(n)))


@bundled(
    "n choose k",
    "{n:natural} choose {k:natural}",
    "(number of|how many) (combinations|ways to choose) [of] {k:natural} (from|of|out of)"
    " {n:natural} [things|items|elements|are there|people]",
    "binomial coefficient [of] {n:natural} [over|and|,|choose] {k:natural}",
    "what is 5 choose 2 => 10",
    "how many ways to choose 3 from 10 people => 120",
    "binomial coefficient of 6 and 6 => 1",
    "49 choose 6 => 13983816",
)
def n_choose_k(n: int, k: int) -> int:
    """Return the number of ways to choose k of n things.

    Raises ValueError unless n is from 0 to 5000 and k is 0 or more.
    """
    if not 0 <= n <= CHOOSING_LIMIT or k < 0:
        raise ValueError(f"n must be from 0 to {CHOOSING_LIMIT}, and k must not be negative")
    return math.comb(n, k)
