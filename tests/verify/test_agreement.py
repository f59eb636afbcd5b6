"""Which versions behave alike, judged by what they returned."""

import pytest

from src.domain.json_value import JSONValue
from src.verify.agreement import Behaviour, behave_alike, canonical, difference, groups_of


def behaviour(own: str | None, *passed: str, **results: str) -> Behaviour:
    return Behaviour(own, results, frozenset(passed))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (2, 2.0, True),
        (0.1 + 0.2, 0.3, True),
        (1 / 3, 0.333333333333, True),
        (0.3333, 1 / 3, False),
        (1, True, False),
        ("True", True, False),
        (0, False, False),
        ("a ", "a", True),
        ("A", "a", False),
        ([1, 2], [1.0, 2.0], True),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, True),
        (None, 0, False),
        (None, "None", False),
        ("1", 1, False),
        ("0.333333333", 1 / 3, False),
        (10**400, 10**400, True),
        (float("inf"), float("inf"), True),
        (float("nan"), float("nan"), True),
        (1e300, 1e301, False),
    ],
)
def test_results_are_the_same_as_their_canonical_texts(
    one: JSONValue, other: JSONValue, same: bool
) -> None:
    assert (canonical(one) == canonical(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (behaviour("3", x="1"), behaviour("3", x="1"), True),
        (behaviour("3", x="1"), behaviour("3", x="2"), False),
        (behaviour("3", x="1"), behaviour("4", x="1"), False),
        (behaviour("3", x="1"), behaviour("3", y="1"), True),
        (behaviour("", x="1"), behaviour("", x="1"), False),
        (behaviour(None, x="1"), behaviour(None, x="1"), True),
        (behaviour(None, x="1"), behaviour(None, y="1"), False),
        (behaviour(None), behaviour(None), False),
    ],
    ids=[
        "the same",
        "another input differs",
        "the task itself differs",
        "each refuses what the other answers",
        "both raise on the task itself",
        "no values in the task",
        "nothing in common",
        "nothing known",
    ],
)
def test_versions_are_alike_that_answer_alike(
    one: Behaviour, other: Behaviour, alike: bool
) -> None:
    assert behave_alike(one, other) is alike
    assert behave_alike(other, one) is alike


def test_the_largest_group_leads_then_the_one_with_more_cases_then_the_earlier() -> None:
    a, b, b2, c = (behaviour("1"), behaviour("2"), behaviour("2", "t1"), behaviour("3", "t1"))

    assert groups_of([a, b, b2]) == ((1, 2), (0,))
    assert groups_of([a, c]) == ((1,), (0,))
    assert groups_of([a, b]) == ((0,), (1,))
    assert groups_of([]) == ()


def test_a_version_joins_a_group_only_if_it_agrees_with_all_of_it() -> None:
    # The second answers neither x nor y: it agrees with both others, which differ on x.
    first, silent, last = behaviour("1", x="1"), behaviour("1"), behaviour("1", x="2")

    assert groups_of([first, silent, last]) == ((0, 1), (2,))


def test_the_first_input_on_which_versions_differ_is_named() -> None:
    one, other = behaviour("1", w="9", x="1", y="2"), behaviour("1", x="1", y="3", z="4")

    assert difference(one, other) == ("y", "2", "3")
    assert difference(one, behaviour("1", x="1")) is None
