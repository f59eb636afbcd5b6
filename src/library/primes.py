"""Prime numbers: testing, listing, counting and factoring."""

import math

from ..domain.task import TaskKind
from .bundled import bundled

PRIME_TEST_LIMIT = 10**14


@bundled(
    TaskKind.ALGORITHM,
    "prime test",
    title="prime test",
    tags=("prime", "number", "check", "divisibility"),
    phrases=(
        "is {n:int} [a] prime [number]",
        "(check|test|determine|see) (if|whether) [the] [number] {n:int} is [a] prime [number]",
        "(if|whether) [the] [number] {n:int} is [a] prime [number]",
        "prime (test|check) [for|of|on] {n:int}",
        "test {n:int} for primality",
    ),
    examples={
        "is 17 prime": True,
        "is 91 a prime number?": False,
        "check if 2 is prime": True,
        "is 1 prime": False,
        "check whether 1000003 is prime": True,
    },
    limits="Whole numbers up to 10^14.",
)
def is_prime(n: int) -> bool:
    """Whether a whole number is a prime.

    Raises ValueError above 10^14.
    """
    if n > PRIME_TEST_LIMIT:
        raise ValueError("the number is too large: at most 10^14")
    if n < 4:
        return n > 1
    if n % 2 == 0 or n % 3 == 0:
        return False
    return all(n % d and n % (d + 2) for d in range(5, math.isqrt(n) + 1, 6))
