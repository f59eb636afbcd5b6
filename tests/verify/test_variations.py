"""Inputs near the task's own: enough to tell versions apart, never exponentially larger."""

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.verify.inputs import MOST_VARIATIONS, variations


@pytest.mark.parametrize(
    ("value", "changed"),
    [
        (3, [4, 2, 6]),
        (1000, [1001, 999, 500]),
        (True, [False]),
        (2.0, [2.5, 1.0, -2.0]),
        ("ab", ["ba", "b", "aba", "AB"]),
        ("aa", ["a", "aaa", "AA"]),
        ("", []),
        ([1, 2], [[2, 1], [2], [1, 2, 1], [2, 2], [0, 2]]),
        ([], []),
        ({"a": True, "b": 2}, [{"b": 2}, {"a": False, "b": 2}]),
        (None, []),
    ],
)
def test_a_value_is_changed_a_little(value: JSONValue, changed: list[JSONValue]) -> None:
    found = [one["x"] for one in variations({"x": value})]

    assert found[: len(changed)] == changed
    assert bool(found) is bool(changed)


def test_one_argument_changes_at_a_time_and_each_comes_first_once() -> None:
    arguments: JSONObject = {"n": 3, "text": "ab", "flag": True}

    found = variations(arguments)

    assert [[k for k in arguments if one[k] != arguments[k]] for one in found[:3]] == [
        ["n"],
        ["text"],
        ["flag"],
    ]
    assert all(sum(one[key] != arguments[key] for key in arguments) == 1 for one in found)


def test_many_arguments_are_a_bounded_number_of_inputs() -> None:
    assert len(variations({name: 5 for name in "abcdefgh"})) == MOST_VARIATIONS
    assert variations({}) == ()
