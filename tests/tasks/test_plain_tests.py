"""A test says in pytest's words what the host's comparison says."""

import pytest

from src.domain.candidate import Suite
from src.domain.json_value import JSONValue, agrees
from src.domain.task import Example
from src.tasks.plain_tests import example_test, free_name, preamble_for

PAIRS: list[tuple[JSONValue, JSONValue]] = [
    (5, 5),
    (5, 6),
    (True, True),
    (1, True),
    (0.1 + 0.2, 0.3),
    (0.1, 0.3),
    ([0.1 + 0.2, 1], [0.3, 1]),
    ([1, 2], "1, 2"),
    ("1, 2", "1, 2"),
    ([1, 3], "1, 2"),
    (30, "30"),
    ("IV", "IV"),
    ("iv", "IV"),
    (False, "false"),
    (None, "null"),
    (["pear", "apple"], "pear apple"),
    ({"a": 1}, {"a": 1}),
    ({"a": 1}, {"a": 2}),
    ([[1, 2], [3]], [[1, 2], [3]]),
]


def passes(result: JSONValue, expected: JSONValue) -> bool:
    test = example_test("test_it", Example("x", expected))
    space: dict[str, object] = {}
    exec(Suite((test,), preamble_for([test])).source, space)  # our own text
    run = space["test_it"]
    assert callable(run)
    try:
        run(lambda description: result)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(("result", "expected"), PAIRS, ids=repr)
def test_pytest_and_the_host_are_of_one_mind(result: JSONValue, expected: JSONValue) -> None:
    assert passes(result, expected) is agrees(result, expected)


def test_the_usual_test_reads_as_anyone_would_write_it() -> None:
    test = example_test("test_add", Example("add 2 and 3", 5))

    assert test.source == 'def test_add(answer):\n    assert answer("add 2 and 3") == 5\n'
    assert preamble_for([test]) == ""


@pytest.mark.parametrize("text", ["", "äöü", "1 + 1", "x" * 400, "a'b\"c", "import os"])
def test_any_description_makes_a_name_that_is_free(text: str) -> None:
    first = free_name(text, ())
    second = free_name(text, [first])

    assert first.isidentifier() and second.isidentifier() and first != second
    assert len(second) < 70
