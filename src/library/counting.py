"""Runs of whole numbers: counting, even and odd numbers, FizzBuzz, times tables."""

from typing import Literal

from .bundled import bundled
from .phrase_parts import PARITIES

MOST_COUNTED = 10_000
MOST_LISTED = 100_000

_COUNT_DOWN = "(count down|countdown|count backwards)"
_UP_TO = "(up to|until|from 1 to|between 1 and)"
_FIZZBUZZ = "(fizzbuzz|fizz buzz)"
_SEVENS = (
    '["7 x 1 = 7", "7 x 2 = 14", "7 x 3 = 21", "7 x 4 = 28", "7 x 5 = 35", "7 x 6 = 42",'
    ' "7 x 7 = 49", "7 x 8 = 56", "7 x 9 = 63", "7 x 10 = 70"]'
)


@bundled(
    "counting up",
    "count [up] to {last:natural}",
    "count [up] from {first:int} to {last:int}",
    "[list] [all] [the] [whole] (numbers|integers) from {first:int} to {last:int}",
    "count to 5 => [1, 2, 3, 4, 5]",
    "count from 3 to 6 => [3, 4, 5, 6]",
    "list the numbers from 10 to 7 => [10, 9, 8, 7]",
    "count from -1 to 1 => [-1, 0, 1]",
)
def count_up(last: int, first: int = 1) -> list[int]:
    """Count from one whole number to another, both included, upwards or downwards.

    Raises ValueError if they are more than 10,000 apart.
    """
    if abs(last - first) > MOST_COUNTED:
        raise ValueError(f"the two numbers must be at most {MOST_COUNTED} apart")
    step = 1 if first <= last else -1
    return list(range(first, last + step, step))


@bundled(
    "counting down",
    f"{_COUNT_DOWN} from {{first:natural}} to {{last:natural}}",
    f"{_COUNT_DOWN} from {{first:natural}}",
    "count down from 5 => [5, 4, 3, 2, 1]",
    "count down from 10 to 8 => [10, 9, 8]",
    "count backwards from 3 to 0 => [3, 2, 1, 0]",
    "countdown from 1 => [1]",
)
def count_down(first: int, last: int = 1) -> list[int]:
    """Return the whole numbers from one down to another, both included.

    Raises ValueError if the start is below the end, or more than 10,000 above it.
    """
    if not 0 <= first - last <= MOST_COUNTED:
        raise ValueError(f"the start must be from 0 to {MOST_COUNTED} above the end")
    return list(range(first, last - 1, -1))


@bundled(
    "even or odd numbers up to a number",
    f"[list|generate] [all] [the] {{parity:parity}} numbers {_UP_TO} {{limit:int}} [inclusive]",
    "even numbers up to 10 => [2, 4, 6, 8, 10]",
    "list all odd numbers from 1 to 5 => [1, 3, 5]",
    "even numbers up to 0 => []",
    choices=PARITIES,
)
def up_to_by_parity(limit: int, parity: Literal["even", "odd"]) -> list[int]:
    """Return the even or the odd numbers from 1 up to a limit, the limit included.

    Raises ValueError for a limit above 100,000.
    """
    if limit > MOST_LISTED:
        raise ValueError(f"the limit is too large: at most {MOST_LISTED}")
    return list(range(2 if parity == "even" else 1, limit + 1, 2))


@bundled(
    "first even or odd numbers",
    "[list|generate] [the] first {count:count} {parity:parity} numbers",
    "first 5 even numbers => [2, 4, 6, 8, 10]",
    "list the first three odd numbers => [1, 3, 5]",
    "first 0 even numbers => []",
    choices=PARITIES,
)
def first_by_parity(count: int, parity: Literal["even", "odd"]) -> list[int]:
    """Return the smallest even or odd numbers above 0, as many as asked for.

    Raises ValueError for a count below 0 or above 100,000.
    """
    if not 0 <= count <= MOST_LISTED:
        raise ValueError(f"the count must be from 0 to {MOST_LISTED}")
    return list(range(2 if parity == "even" else 1, 2 * count + 1, 2))


@bundled(
    "FizzBuzz",
    f"[play|run|do|solve|implement|write|program|code] {_FIZZBUZZ}",
    f"[play|run|do|write|implement] {_FIZZBUZZ} [sequence] (up to|to|until|till|for|from 1 to"
    "|for 1 to|for numbers 1 to|for the numbers 1 to|for the first) {last:count} [numbers]",
    f"{_FIZZBUZZ} {{last:count}}",
    'fizzbuzz up to 5 => [1, 2, "Fizz", 4, "Buzz"]',
    'fizzbuzz => [1, 2, "Fizz", 4, "Buzz", "Fizz", 7, 8, "Fizz", "Buzz", 11, "Fizz", 13, 14,'
    ' "FizzBuzz"]',
    'fizzbuzz from 1 to 3 => [1, 2, "Fizz"]',
)
def fizzbuzz(last: int = 15) -> list[int | str]:
    """List FizzBuzz: Fizz for multiples of 3, Buzz for those of 5, FizzBuzz for both.

    Raises ValueError unless the last number is from 0 to 100,000.
    """
    if not 0 <= last <= MOST_LISTED:
        raise ValueError(f"the last number must be from 0 to {MOST_LISTED}")
    return ["Fizz" * (n % 3 == 0) + "Buzz" * (n % 5 == 0) or n for n in range(1, last + 1)]


@bundled(
    "multiplication table",
    "[create|make|generate|write|print] [the|a] multiplication table (of|for)"
    " [the] [number] {n:count}",
    "times table (of|for) {n:count}",
    "{n:int} times table",
    f"multiplication table of 7 => {_SEVENS}",
    f"print the multiplication table for seven => {_SEVENS}",
    f"7 times table => {_SEVENS}",
)
def multiplication_table(n: int) -> list[str]:
    """Return the multiples of a number from 1 to 10 times, as lines such as "7 x 2 = 14"."""
    return [f"{n} x {times} = {n * times}" for times in range(1, 11)]
