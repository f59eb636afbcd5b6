"""What was written as JSON is read back as it was."""

import json

import pytest

from src.domain.candidate import Suite, SuiteTest
from src.domain.json_value import from_json, to_json
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task

SPECIFICATION = Specification(
    read_task('sum @a.csv\nsum of 1 and 2 => [1, {"a": null}]'),
    TaskKind.DATA,
    "sum",
    "add up",
    steps=("one", "two"),
    examples=(Example("x", [1, [2, {"b": 1.5}]]),),
    arguments={"n": 1},
)
SUITE = Suite(
    (SuiteTest("test_a", "def test_a(answer): ...", SPECIFICATION.examples[0], True),),
    held_out=(Example("y", None),),
    tool_replies=(("poet", "roses"),),
)


@pytest.mark.parametrize("value", [SPECIFICATION, SUITE, Suite(())])
def test_a_value_survives_the_way_through_json(value: object) -> None:
    text = json.dumps(to_json(value))

    assert from_json(type(value), json.loads(text)) == value


@pytest.mark.parametrize("value", [None, 3, {"tests": 3}, {"kind": "NO_KIND"}])
def test_json_of_another_shape_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError):
        from_json(Specification, value)  # type: ignore[arg-type]
