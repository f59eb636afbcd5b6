"""Calculating with each number of a list does not round what decimals can say exactly."""

from src.library.list_items import add_to_each, divide_each, multiply_each, square_each


def test_decimals_are_calculated_exactly() -> None:
    assert add_to_each([0.1], 0.2) == [0.3]
    assert multiply_each([1.1, 0.1], 3) == [3.3, 0.3]
    assert square_each([1.1]) == [1.21]


def test_whole_numbers_stay_whole_however_long() -> None:
    assert square_each([10**20 + 1]) == [10**40 + 2 * 10**20 + 1]
    assert [type(number) for number in divide_each([6, 5.0], 2)] == [int, float]


def test_small_quotients_keep_their_digits() -> None:
    assert divide_each([0.001], 7) == [0.001 / 7]
