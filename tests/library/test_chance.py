"""Random choices follow their seed, and stay in their limits without one."""

from uuid import UUID

import pytest

from src.library.chance import coin, dice, lorem_ipsum, password, random_number, shuffle, uuid


def test_the_same_seed_gives_the_same_choices() -> None:
    assert dice(20, 6, seed=3) == dice(20, 6, seed=3) != dice(20, 6, seed=4)
    assert password(seed=3) == password(seed=3) != password(seed=4)


def test_choices_without_a_seed_stay_in_their_limits() -> None:
    assert coin() in ("heads", "tails")
    assert len(dice(100)) == 100 and set(dice(100)) <= set(range(1, 7))
    assert 1 <= random_number(6, 1) <= 6
    assert UUID(uuid()).version == 4
    assert len(password()) == 16 and password() != password()


def test_shuffling_keeps_the_numbers_and_the_list_given() -> None:
    numbers: list[int | float] = [3, 1, 2]

    shuffled = shuffle(numbers)

    assert sorted(shuffled) == [1, 2, 3] and numbers == [3, 1, 2]


def test_filler_text_has_fifty_words_by_default() -> None:
    assert len(lorem_ipsum().split()) == 50


@pytest.mark.parametrize(("count", "sides"), [(0, 6), (1001, 6), (1, 1), (1, 1001)])
def test_impossible_dice_are_refused(count: int, sides: int) -> None:
    with pytest.raises(ValueError, match="dice"):
        dice(count, sides)
