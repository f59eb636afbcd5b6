"""Small inputs: an argument is often a part of another one; large ones: a key of a dict."""

from typing import Any

import pytest

from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_input

TEXT, INT = ("str",), ("int",)


def drawn(*kinds: Any, size: int = 8) -> list[tuple[Any, ...]]:
    settings: Any = {**NOTHING_KNOWN, "kinds": kinds, "largest": 999}
    return [draw_input(seed, size, settings) for seed in range(400)]


def test_a_text_is_the_start_the_end_or_the_middle_of_another() -> None:
    pairs = [(whole, part) for whole, part in drawn(TEXT, TEXT) if part and part != whole]

    assert sum(whole.startswith(part) for whole, part in pairs) > 9
    assert sum(whole.endswith(part) for whole, part in pairs) > 9
    assert sum(whole.find(part) > 0 and not whole.endswith(part) for whole, part in pairs) > 5
    assert sum(part not in whole for whole, part in pairs) > 60


@pytest.mark.parametrize(
    ("many", "one"),
    [
        (("list", INT), INT),
        (("list", TEXT), TEXT),
        (("dict", TEXT, INT), TEXT),
        (("dict", INT, TEXT), INT),
        (("set", TEXT), ("any", TEXT, ("none",))),
    ],
)
def test_a_value_is_one_of_the_items_or_keys(many: Any, one: Any) -> None:
    inside = [value in values for values, value in drawn(many, one)]

    assert 60 < sum(inside) < 380


def test_in_a_large_input_a_text_is_a_key_of_the_dict() -> None:
    assert all(text in table for table, text in drawn(("dict", TEXT, INT), TEXT, size=40))
    assert any(text not in texts for texts, text in drawn(("list", TEXT), TEXT, size=40))


def test_one_of_a_few_values_stays_one_of_them() -> None:
    made = drawn(TEXT, ("any", ("literal", "r", "w"), ("none",)))

    assert {mode for _, mode in made} == {"r", "w", None}


def test_a_field_of_a_record_counts() -> None:
    record = ("made", "Box", (("names", ("list", TEXT)),))

    inside = [text in box.fields[0][1] for box, text in drawn(record, TEXT)]

    assert sum(inside) > 30
