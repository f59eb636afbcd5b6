"""One thing of a usual input is changed, the same for the same seed."""

import random
from typing import Any

import pytest

from src.guest_code.unusual_values import changed_input, changed_value

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


def test_a_call_of_a_node_keeps_its_numbers_and_gets_other_texts_and_containers() -> None:
    calls = [
        changed_input({"arguments": {"n": 7, "words": ["a", "b"], "rate": 1.5}}, seed)
        for seed in range(40)
    ]

    assert all(set(call["arguments"]) == {"n", "words", "rate"} for call in calls)
    assert {call["arguments"]["n"] for call in calls} == {7}
    assert any(call["arguments"]["words"] == [] for call in calls)
    assert changed_input({"arguments": {"n": 7}}, 1) == {"arguments": {"n": 7}}
