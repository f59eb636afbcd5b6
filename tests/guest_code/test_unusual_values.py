"""One thing of a usual input is changed, the same for the same seed."""

import random
from typing import Any

import pytest

from src.guest_code.unusual_values import changed_input, changed_task, changed_value

SEEDS = range(60)


@pytest.mark.parametrize(
    "value",
    [
        *(True, None, 7, 0, -3, 2.5, "word", "", [1, 2, 3], [], (1, "a"), {"a": 1, "b": [2]}, {}),
        [[1], [2]],
    ],
    ids=repr,
)
def test_a_changed_value_keeps_its_type(value: Any) -> None:
    changed = [changed_value(value, random.Random(seed)) for seed in SEEDS]

    assert {type(one) for one in changed} == {type(value)}
    assert len(set(map(repr, changed))) > 1 or value in (True, None, [], {})


def test_the_value_itself_is_not_touched() -> None:
    value = {"a": [1, 2, {"b": 3}]}

    for seed in SEEDS:
        changed_value(value, random.Random(seed))

    assert value == {"a": [1, 2, {"b": 3}]}


def test_one_argument_is_changed_and_the_others_stay() -> None:
    for seed in SEEDS:
        changed = changed_input((5, "text", [1, 2]), seed)

        assert sum(a != b for a, b in zip(changed, (5, "text", [1, 2]))) <= 1
        assert repr(changed) == repr(changed_input((5, "text", [1, 2]), seed))


def test_a_kind_of_sequence_that_is_none_of_pythons_own_is_left_as_it_is() -> None:
    class Row(list[int]):
        """A list of another type."""

    row = Row([1, 2])

    assert all(changed_value(row, random.Random(seed)) is row for seed in SEEDS)


def test_another_number_stands_in_a_task_and_all_else_stays() -> None:
    texts = {changed_task("add 10 and 2.5 now", random.Random(seed)) for seed in SEEDS}

    assert {"add 0 and 2.5 now", "add 10 and 0.001 now"} <= texts
    assert all(text.startswith("add ") and text.endswith(" now") for text in texts)


def test_a_task_without_numbers_is_written_otherwise() -> None:
    texts = {changed_input({"description": "sort it", "n": 1}, s)["description"] for s in SEEDS}

    assert texts == {"SORT IT", "sort it.", "  sort it"}
