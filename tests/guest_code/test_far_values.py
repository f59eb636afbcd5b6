"""Far numbers are powers, squares and their neighbours; far lengths are near constants."""

import math
import random
from typing import Any

from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_input
from src.guest_code.far_values import FAR_SIZES, MOST_DIGITS, far_length, far_number


def far(*kinds: Any, **known: Any) -> list[tuple[Any, ...]]:
    settings: Any = {**NOTHING_KNOWN, "is_far": True, "kinds": kinds, "largest": 99, **known}
    return [draw_input(seed, size, settings) for size in FAR_SIZES for seed in range(9)]


def test_far_numbers_are_powers_and_squares_and_next_to_them() -> None:
    numbers = {far_number(digits, random.Random(n)) for digits in (3, 30) for n in range(60)}

    assert {999, 1000, 1001, 10**30, 10**30 + 1, 2**10, 2**100} <= numbers
    roots = {math.isqrt(number) for number in numbers if math.isqrt(number) ** 2 == number}
    assert any(root > 10**14 and root % 10 for root in roots)


def test_arguments_and_items_are_far_and_grow_with_the_size() -> None:
    made = far(("int",), ("list", ("int",)))

    assert max(number for number, _ in made) >= 10**38
    assert max(item for _, items in made for item in items) >= 10**35
    assert max(abs(number) for number, _ in made[:9]) < 1000


def test_texts_and_lists_are_as_long_as_a_constant_says() -> None:
    made = far(("str",), ("list", ("int",)), constants=(280, "#", 1500))

    for place in (0, 1):
        lengths = {len(one[place]) for one in made}
        assert {279, 280, 281, 1499, 1500, 1501} <= lengths
        assert all(len(one[place]) < 200 for one in made[: 9 * MOST_DIGITS])
    assert all(type(one[0]) is str for one in made)


def test_no_length_is_far_where_no_constant_is() -> None:
    assert far_length(MOST_DIGITS + 1, ("a", 10**6), random.Random(1)) == 0
    assert max(len(one[0]) for one in far(("str",))) < 20
