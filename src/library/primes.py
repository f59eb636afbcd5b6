"""Prime numbers: testing, listing, counting and factoring."""

import itertools
import math

from .bundled import bundled
from .phrase_parts import BELOW, number_test

PRIME_TEST_LIMIT = 10**14
NEXT_PRIME_LIMIT = 10**12
FACTORING_LIMIT = 10**13
MOST_PRIMES = 20_000
LISTED_PRIMES_LIMIT = 1_000_000
COUNTED_PRIMES_LIMIT = 5_000_000

_PRIMES = "(primes|prime numbers)"
_LIST_PRIMES = f"[list|generate] [all] [the] {_PRIMES}"


def _sieve(limit: int) -> list[int]:
    """Return the primes below a limit, by the sieve of Eratosthenes."""
    is_candidate = bytearray([0, 0]) + bytearray([1]) * (limit - 2)
    for n in range(2, math.isqrt(max(limit, 0)) + 1):
        if is_candidate[n]:
            is_candidate[n * n :: n] = bytes(len(range(n * n, limit, n)))
    return list(itertools.compress(range(limit), is_candidate))


@bundled(
    "prime test",
    *number_test("[a] prime [number]"),
    "prime (test|check) [for|of|on] {n:int}",
    "test {n:int} for primality",
    "is 17 prime => true",
    "is 91 a prime number? => false",
    "check if 2 is prime => true",
    "is 1 prime => false",
    "check whether 1000003 is prime => true",
)
def is_prime(n: int) -> bool:
    """Return whether a whole number is a prime.

    Raises ValueError above 10^14.
    """
    if n > PRIME_TEST_LIMIT:
        raise ValueError("the number is too large: at most 10^14")
    if n < 4:
        return n > 1
    if n % 2 == 0 or n % 3 == 0:
        return False
    return all(n % d and n % (d + 2) for d in range(5, math.isqrt(n) + 1, 6))


@bundled(
    "next prime",
    "(next|smallest|first) prime [number]"
    " (after|above|following|greater than|bigger than|larger than) {n:int}",
    "next prime after 7 => 11",
    "smallest prime greater than 100 => 101",
    "next prime number after -5 => 2",
)
def next_prime(n: int) -> int:
    """Return the smallest prime above a number.

    Raises ValueError above 10^12.
    """
    if n > NEXT_PRIME_LIMIT:
        raise ValueError("the number is too large: at most 10^12")
    return next(filter(is_prime, itertools.count(max(n + 1, 2))))


@bundled(
    "first primes",
    f"[list|generate] [the] [first] {{count:count}} {_PRIMES}",
    "first 5 primes => [2, 3, 5, 7, 11]",
    "list the first three prime numbers => [2, 3, 5]",
    "first 1 primes => [2]",
)
def first_primes(count: int) -> list[int]:
    """Return the smallest primes, as many as asked for.

    Raises ValueError for a count below 0 or above 20,000.
    """
    if not 0 <= count <= MOST_PRIMES:
        raise ValueError(f"the count must be from 0 to {MOST_PRIMES}")
    # Rosser (1941): from the sixth on, the n-th prime is below n (ln n + ln ln n).
    limit = 15 if count < 6 else math.ceil(count * (math.log(count) + math.log(math.log(count))))
    return _sieve(limit)[:count]


@bundled(
    "n-th prime",
    "{n:int} (st|nd|rd|th) prime [number]",
    "prime number {n:int}",
    "nth prime [number] (for|where|with) n (=|is) {n:int}",
    "what is the 10th prime number => 29",
    "1st prime => 2",
    "100th prime => 541",
)
def nth_prime(n: int) -> int:
    """Return the n-th smallest prime; the first is 2.

    Raises ValueError unless n is from 1 to 20,000.
    """
    if not 1 <= n <= MOST_PRIMES:
        raise ValueError(f"n must be from 1 to {MOST_PRIMES}")
    return first_primes(n)[-1]


@bundled(
    "primes below a number",
    f"{_LIST_PRIMES} {BELOW} {{limit:int}}",
    "primes below 20 => [2, 3, 5, 7, 11, 13, 17, 19]",
    "list all prime numbers less than 10 => [2, 3, 5, 7]",
    "primes below 2 => []",
    "all primes under 30 => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]",
)
def primes_below(limit: int) -> list[int]:
    """Return all primes below a limit.

    Raises ValueError for a limit above 1,000,000.
    """
    if limit > LISTED_PRIMES_LIMIT:
        raise ValueError(f"the limit is too large: at most {LISTED_PRIMES_LIMIT}")
    return _sieve(limit)


@bundled(
    "primes between two numbers",
    f"{_LIST_PRIMES} (between|from) {{first:int}} (and|to) {{last:int}} [inclusive]",
    "primes between 10 and 30 => [11, 13, 17, 19, 23, 29]",
    "all prime numbers from 5 to 11 => [5, 7, 11]",
    "primes between 24 and 28 => []",
)
def primes_between(first: int, last: int) -> list[int]:
    """Return all primes from one number to another, both included.

    The ends may come in either order. Raises ValueError above 1,000,000.
    """
    low, high = sorted((first, last))
    return [prime for prime in primes_up_to(high) if prime >= low]


@bundled(
    "primes up to a number",
    f"{_LIST_PRIMES} (up to|until|to|not above|not greater than) {{limit:int}}",
    "primes up to 19 => [2, 3, 5, 7, 11, 13, 17, 19]",
    "list all prime numbers up to 10 => [2, 3, 5, 7]",
    "list the primes until 5 => [2, 3, 5]",
)
def primes_up_to(limit: int) -> list[int]:
    """Return all primes up to a limit, the limit included.

    Raises ValueError for a limit above 1,000,000.
    """
    if limit > LISTED_PRIMES_LIMIT:
        raise ValueError(f"the limit is too large: at most {LISTED_PRIMES_LIMIT}")
    return _sieve(limit + 1)


@bundled(
    "number of primes below a number",
    "(count|number of|count the number of|how many)"
    f" [the] {_PRIMES} [are] [there] {BELOW} {{limit:int}}",
    "how many primes are below 100 => 25",
    "count the primes below 10 => 4",
    "number of prime numbers less than 2 => 0",
)
def count_primes(limit: int) -> int:
    """Return the number of primes below a limit.

    Raises ValueError for a limit above 5,000,000.
    """
    if limit > COUNTED_PRIMES_LIMIT:
        raise ValueError(f"the limit is too large: at most {COUNTED_PRIMES_LIMIT}")
    return len(_sieve(limit))


@bundled(
    "sum of the primes below a number",
    f"sum of [all] [the] {_PRIMES} {BELOW} {{limit:int}}",
    "sum of primes below 10 => 17",
    "sum of all prime numbers under 100 => 1060",
    "sum of the primes less than 2 => 0",
)
def sum_primes(limit: int) -> int:
    """Return the sum of the primes below a limit.

    Raises ValueError for a limit above 5,000,000.
    """
    if limit > COUNTED_PRIMES_LIMIT:
        raise ValueError(f"the limit is too large: at most {COUNTED_PRIMES_LIMIT}")
    return sum(_sieve(limit))


@bundled(
    "prime factors",
    "prime (factors|factorization|factorisation|decomposition) of [the] [number] {n:int}",
    "(factorize|factorise|factor) [the] [number] {n:int} [(into|in) primes]",
    "prime factors of 60 => [2, 2, 3, 5]",
    "factorize 97 => [97]",
    "prime factorization of 1024 => [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]",
    "prime factors of 1 => []",
)
def prime_factors(n: int) -> list[int]:
    """Return the prime factors of a whole number, smallest first, each as often as it divides.

    Raises ValueError unless n is from 1 to 10^13.
    """
    if not 1 <= n <= FACTORING_LIMIT:
        raise ValueError("the number must be from 1 to 10^13")
    found: list[int] = []
    divisor = 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            found.append(divisor)
            n //= divisor
        divisor += 1 if divisor == 2 else 2
    return found + [n] * (n > 1)
