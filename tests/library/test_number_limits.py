"""Arguments that the number functions refuse, and identities that tie them together."""

from collections.abc import Callable
from typing import Any

import pytest

from src.library.algorithms import change_making, dijkstra, knapsack, topological_sort
from src.library.divisors import divisor_count, factors, gcd, is_perfect, sum_of_multiples
from src.library.geometry import circle_area, hypotenuse, rectangle_area
from src.library.number_notation import from_roman, number_bases, to_roman
from src.library.number_sequences import factorial, fibonacci, fibonacci_term
from src.library.number_tests import digit_count, round_number
from src.library.percentages import compound_interest, percent_decrease, tip
from src.library.puzzles import sudoku
from src.library.range_sums import sum_of_range, sum_range_by_parity
from src.library.statistics_of_lists import list_product, mode, sample_variance


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (gcd, ([6],), "two or more"),
        (factors, (0,), "from 1"),
        (sum_of_multiples, (10, 0), "above 0"),
        (fibonacci, (-1,), "from 0"),
        (factorial, (1001,), "from 0"),
        (round_number, (1.5, -1), "decimals"),
        (circle_area, (0,), "above 0"),
        (hypotenuse, (10**200, 1), "10\\^100"),
        (percent_decrease, (40, 50), "grows"),
        (tip, (-1, 80), "from 0"),
        (compound_interest, (10**12, 1000, 1000), "too large"),
        (mode, ([],), "one number"),
        (mode, ([1, 2],), "equally frequent"),
        (sample_variance, ([1],), "two numbers"),
        (list_product, ([1.1] * 8000,), "too large"),
        (number_bases, ("12", 2, 2), "base 2"),
        (number_bases, ("12", 1), "2 to 36"),
        (from_roman, ("IIII",), "Roman"),
        (from_roman, ("IX!",), "Roman"),
        (change_making, (3, [2]), "cannot make"),
        (change_making, (3, [0]), "above 0"),
        (knapsack, ([1], [1, 2], 3), "each thing"),
        (knapsack, ([1], [1], -1), "capacity"),
        (dijkstra, ("A", "B", [("A", "B", -1)]), "negative"),
        (dijkstra, ("B", "A", [("A", "B", 1)]), "no path"),
        (topological_sort, ([("a", "b"), ("b", "a")],), "cycle"),
        (sudoku, ("5" * 81,), "exactly one"),
    ],
)
def test_a_value_out_of_range_is_refused(
    function: Callable[..., object], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_sequences_and_sums_follow_their_definitions() -> None:
    assert fibonacci_term(40) == fibonacci_term(39) + fibonacci_term(38)
    assert fibonacci(41)[-1] == fibonacci_term(40)
    assert factorial(20) == 20 * factorial(19)
    for first, last in ((-7, 6), (6, -7), (5, 5), (4, 4)):
        assert sum(
            sum_range_by_parity(first, last, parity) for parity in ("even", "odd")
        ) == sum_of_range(first, last)


def test_divisors_are_complete() -> None:
    assert all(divisor_count(n) == sum(n % d == 0 for d in range(1, n + 1)) for n in range(1, 60))
    assert [n for n in range(-3, 500) if is_perfect(n)] == [6, 28, 496]


def test_notations_are_read_back() -> None:
    assert all(from_roman(to_roman(n)) == n for n in range(1, 4000))
    assert all(int(number_bases(n, base), base) == n for n in (-255, 0, 36) for base in (2, 16, 36))


def test_decimals_are_taken_as_written() -> None:
    assert round_number(2.675, 2) == 2.68 and round_number(-0.5, 0) == -1
    assert list_product([0.1, 3]) == 0.3
    assert rectangle_area(2.5) == 6.25
    assert digit_count(-120) == 3
    assert dijkstra("A", "B", [("A", "B", 5), ("A", "B", 2)])["length"] == 2
