"""Which counts and positions a list has, and when a single number may not be a list."""

import pytest

from src.library.list_items import end_of_list, index_of, item_at
from src.library.list_reshaping import chunk, flatten, rotate_left, rotate_right
from tests.library.answers import answer_of


def test_no_and_all_items_may_be_asked_for() -> None:
    assert end_of_list([4, 5], 0) == end_of_list([4, 5], 0, last=True) == []
    assert end_of_list([4, 5], 2) == end_of_list([4, 5], 2, last=True) == [4, 5]


@pytest.mark.parametrize("count", [-1, 3])
def test_a_count_that_the_list_has_not_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="only 2 numbers"):
        end_of_list([4, 5], count)
    with pytest.raises(ValueError, match="only 2 numbers"):
        end_of_list([4, 5], count, last=True)


def test_positions_count_from_one_and_back_from_minus_one() -> None:
    assert [item_at([4, 5, 6], position) for position in (1, 3, -1, -3)] == [4, 6, 6, 4]
    for position in (0, 4, -4):
        with pytest.raises(ValueError):
            item_at([4, 5, 6], position)


def test_a_number_that_is_not_there_has_no_index() -> None:
    with pytest.raises(ValueError, match="not in the list"):
        index_of([4, 5], 6)


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("in_list", "is 2 in 1212"),
        ("count_value", "how many 2s in 1222"),
        ("index_of", "index of 2 in (12)"),
    ],
)
def test_digits_are_not_taken_for_a_list(name: str, task: str) -> None:
    assert "in brackets" in str(answer_of(name, task))


def test_an_empty_list_is_rotated_cut_and_flattened() -> None:
    assert rotate_left([], 3) == rotate_right([], 3) == chunk([], 3) == flatten([[], [[]]]) == []


def test_a_chunk_holds_one_number_at_least() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        chunk([1, 2], 0)
