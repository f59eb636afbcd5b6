"""Number sequences: Fibonacci, Catalan and Collatz numbers, factorials, Pascal's triangle."""

import math

from .bundled import bundled
from .phrase_parts import BELOW, number_test

MOST_FIBONACCI_NUMBERS = 1000
FIBONACCI_PLACE_LIMIT = 10_000
FACTORIAL_LIMIT = 1000
MOST_CATALAN_NUMBERS = 500
COLLATZ_LIMIT = 10**9
MOST_PASCAL_ROWS = 200
MOST_SQUARES = 100_000

_MAKE = "[list|generate|produce|create]"
_SERIES = "(sequence|series|numbers)"


@bundled(
    "Fibonacci numbers",
    f"{_MAKE} [the] fibonacci [sequence|series|numbers]",
    f"{_MAKE} [the] first {{n:count}} [numbers|terms|elements|members]"
    " [of|in] [the] fibonacci [sequence|series|numbers]",
    f"{_MAKE} [the] [first] {{n:count}} fibonacci (numbers|terms)",
    f"{_MAKE} [the|a] fibonacci {_SERIES} (with|of|for|to|up to) [the] [first] {{n:count}}"
    " (numbers|terms|elements|items|steps)",
    "calculate first 10 fibonacci numbers => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]",
    "first 5 fibonacci numbers => [0, 1, 1, 2, 3]",
    "calculate fibonacci sequence => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]",
    "first 1 fibonacci numbers => [0]",
    "first 0 fibonacci numbers => []",
    reason="fibonacci computation",
)
def fibonacci(n: int = 10) -> list[int]:
    """Return the first numbers of the Fibonacci sequence, which starts with 0 and 1.

    Raises ValueError unless n is from 0 to 1000.
    """
    if not 0 <= n <= MOST_FIBONACCI_NUMBERS:
        raise ValueError(f"the count must be from 0 to {MOST_FIBONACCI_NUMBERS}")
    numbers = [0, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:n]


@bundled(
    "Fibonacci numbers below a number",
    f"[list|generate|produce] [all] [the] fibonacci (numbers|terms) [that are] {BELOW}"
    " {limit:int}",
    "fibonacci (sequence|series) (below|under) {limit:int}",
    "fibonacci numbers below 20 => [0, 1, 1, 2, 3, 5, 8, 13]",
    "all fibonacci numbers less than 13 => [0, 1, 1, 2, 3, 5, 8]",
    "list the fibonacci numbers under 1 => [0]",
    convention="the limit itself is left out; the sequence starts with 0 and has 1 twice",
)
def fibonacci_below(limit: int) -> list[int]:
    """Return the Fibonacci numbers that are smaller than a limit.

    Raises ValueError for a limit above 10^100.
    """
    if limit > 10**100:
        raise ValueError("the limit must be at most 10^100")
    found: list[int] = []
    current, following = 0, 1
    while current < limit:
        found.append(current)
        current, following = following, current + following
    return found


@bundled(
    "n-th Fibonacci number",
    "{n:int} (st|nd|rd|th) fibonacci (number|term)",
    "{n:int} (st|nd|rd|th) (number|term|element) (of|in) the fibonacci (sequence|series)",
    "(fibonacci [number|of]|fib) {n:int}",
    "(fibonacci [of]|fib) {n:argument}",
    "nth fibonacci (number|term) (for|where|with) n (=|is|of) {n:int}",
    "what is the 10th fibonacci number => 55",
    "fibonacci of 1 => 1",
    "fibonacci number 30 => 832040",
    "the 2nd term in the fibonacci sequence => 1",
    "fib 10 => 55",
    "fibonacci(12) => 144",
    convention="F(0) = 0 and F(1) = 1",
)
def fibonacci_term(n: int) -> int:
    """Return the n-th Fibonacci number, with F(0) = 0 and F(1) = 1.

    Raises ValueError unless n is from 0 to 10,000.
    """
    if not 0 <= n <= FIBONACCI_PLACE_LIMIT:
        raise ValueError(f"n must be from 0 to {FIBONACCI_PLACE_LIMIT}")
    current, following = 0, 1
    for _ in range(n):
        current, following = following, current + following
    return current


@bundled(
    "Fibonacci number test",
    *number_test("[a|an] fibonacci number"),
    "is 21 a fibonacci number => true",
    "is 22 a fibonacci number => false",
    "check whether 0 is a fibonacci number => true",
)
def is_fibonacci(n: int) -> bool:
    """Return whether a whole number occurs in the Fibonacci sequence."""
    # Gessel (1972): exactly for Fibonacci numbers 5n^2 + 4 or 5n^2 - 4 is a square.
    if n < 1:
        return n == 0
    return any(math.isqrt(value) ** 2 == value for value in (5 * n * n + 4, 5 * n * n - 4))


@bundled(
    "factorial",
    "factorial [of|for] [number] {n:count}",
    "(factorial|fact) {n:argument}",
    "{n:count} (factorial|!)",
    "factorial of 5 => 120",
    "calculate factorial of 0 => 1",
    "what is 10 factorial => 3628800",
    "6! => 720",
    "factorial(4) => 24",
)
def factorial(n: int) -> int:
    """Return the product of the whole numbers from 1 to n; 1 for 0.

    Raises ValueError unless n is from 0 to 1000.
    """
    if not 0 <= n <= FACTORIAL_LIMIT:
        raise ValueError(f"the number must be from 0 to {FACTORIAL_LIMIT}")
    return math.factorial(n)


@bundled(
    "Catalan numbers",
    "[list|generate] [the] [first] {n:count} catalan numbers",
    "first 6 catalan numbers => [1, 1, 2, 5, 14, 42]",
    "first 1 catalan numbers => [1]",
    "generate the first three catalan numbers => [1, 1, 2]",
)
def catalan(n: int) -> list[int]:
    """Return the first Catalan numbers, which start with 1, 1, 2, 5.

    Raises ValueError unless n is from 0 to 500.
    """
    if not 0 <= n <= MOST_CATALAN_NUMBERS:
        raise ValueError(f"the count must be from 0 to {MOST_CATALAN_NUMBERS}")
    return [math.comb(2 * place, place) // (place + 1) for place in range(n)]


@bundled(
    "n-th triangular number",
    "{n:int} (st|nd|rd|th) (triangular|triangle) number",
    "(triangular|triangle) number {n:natural}",
    "5th triangular number => 15",
    "triangular number 1 => 1",
    "the 100th triangle number => 5050",
)
def triangular_number(n: int) -> int:
    """Return the n-th triangular number: 1 + 2 + ... + n.

    Raises ValueError unless n is from 0 to 10^1000.
    """
    if not 0 <= n <= 10**1000:
        raise ValueError("n must be from 0 to 10^1000")
    return n * (n + 1) // 2


@bundled(
    "Collatz sequence",
    "collatz (sequence|numbers|series|chain)"
    " (of|for|from|starting at|starting from|starting with) {n:int}",
    "(collatz|hailstone sequence (of|for)) {n:int}",
    "collatz sequence of 6 => [6, 3, 10, 5, 16, 8, 4, 2, 1]",
    "collatz sequence starting at 1 => [1]",
    "collatz sequence for 5 => [5, 16, 8, 4, 2, 1]",
)
def collatz(n: int) -> list[int]:
    """Return the Collatz sequence: halve even numbers, triple odd ones and add 1, down to 1.

    Raises ValueError unless n is from 1 to 10^9.
    """
    if not 1 <= n <= COLLATZ_LIMIT:
        raise ValueError("the number must be from 1 to 10^9")
    sequence = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        sequence.append(n)
    return sequence


@bundled(
    "Pascal's triangle",
    "[list|generate|draw] [the] [first] {rows:count} rows of"
    " (pascal|pascal's|the pascal) triangle",
    "[generate|draw|create] (pascal|pascal's) triangle (with|of|to|up to) {rows:count}"
    " (rows|lines|levels)",
    "first 4 rows of pascal's triangle => [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1]]",
    "pascal triangle with 1 rows => [[1]]",
    "generate pascal triangle with three rows => [[1], [1, 1], [1, 2, 1]]",
)
def pascal_triangle(rows: int) -> list[list[int]]:
    """Return the first rows of Pascal's triangle; each entry is the sum of the two above it.

    Raises ValueError unless the number of rows is from 0 to 200.
    """
    if not 0 <= rows <= MOST_PASCAL_ROWS:
        raise ValueError(f"the number of rows must be from 0 to {MOST_PASCAL_ROWS}")
    return [[math.comb(row, place) for place in range(row + 1)] for row in range(rows)]


@bundled(
    "squares up to n",
    "[list] [all] [the] squares (of|for) [the] [whole] [numbers] [from] 1 to {n:int}",
    "[list] [the] first {n:count} (squares|square numbers|perfect squares)",
    "first 5 squares => [1, 4, 9, 16, 25]",
    "list the squares of 1 to 3 => [1, 4, 9]",
    "squares of the numbers from 1 to 2 => [1, 4]",
)
def squares(n: int) -> list[int]:
    """Return the squares of the whole numbers from 1 to n.

    Raises ValueError unless n is from 0 to 100,000.
    """
    if not 0 <= n <= MOST_SQUARES:
        raise ValueError(f"the count must be from 0 to {MOST_SQUARES}")
    return [number * number for number in range(1, n + 1)]
