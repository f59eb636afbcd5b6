"""Lists of primes have the right length, and limits below the first prime are no mistake."""

import pytest

from src.library.primes import (
    count_primes,
    first_primes,
    is_prime,
    next_prime,
    nth_prime,
    primes_below,
    primes_between,
    sum_primes,
)


@pytest.mark.parametrize("count", [*range(20), 1000, 20_000])
def test_as_many_primes_are_listed_as_asked_for(count: int) -> None:
    assert len(first_primes(count)) == count


def test_the_ways_to_list_primes_agree() -> None:
    primes = [n for n in range(2000) if is_prime(n)]

    assert primes_below(2000) == primes_between(1999, -3) == first_primes(len(primes)) == primes
    assert [nth_prime(place) for place in range(1, 20)] == primes[:19]
    assert (count_primes(2000), sum_primes(2000)) == (len(primes), sum(primes))


@pytest.mark.parametrize("limit", [-5, 0, 1, 2])
def test_there_are_no_primes_below_two(limit: int) -> None:
    assert primes_below(limit) == [] and next_prime(limit - 1) == 2
