"""A reply that does not fit its schema is named for what is wrong."""

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.prompts.schema_check import complaint

SCHEMA: JSONObject = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["A", "B"]},
        "count": {"type": "integer"},
        "share": {"type": "number"},
        "steps": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "any": {},
    },
    "required": ["kind"],
}


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "A"},
        {"kind": "B", "count": 3, "share": 1, "steps": ["x"], "any": None},
        {"kind": "B", "share": 0.5, "any": [1, {}], "unasked": True},
    ],
)
def test_a_value_that_fits_has_no_complaint(value: JSONValue) -> None:
    assert complaint(value, SCHEMA) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "the reply is not of type object"),
        ({}, 'has no "kind"'),
        ({"kind": "C"}, "\"kind\" is 'C', not one of A, B"),
        ({"kind": 3}, '"kind" is not of type string'),
        ({"kind": "A", "count": True}, '"count" is not of type integer'),
        ({"kind": "A", "count": 1.5}, '"count" is not of type integer'),
        ({"kind": "A", "steps": []}, '"steps" has 0 entries, at least 1'),
        ({"kind": "A", "steps": ["x", 1]}, 'an entry of "steps" is not of type string'),
    ],
)
def test_a_value_that_does_not_fit_is_named(value: JSONValue, words: str) -> None:
    assert words in complaint(value, SCHEMA)
