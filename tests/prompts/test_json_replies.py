"""A reply that does not fit its schema is named for what is wrong."""

import ast
from pathlib import Path

import pytest

from src.domain.errors import BrokenReply
from src.domain.json_value import JSONObject, JSONValue
from src.prompts.json_replies import complaint, read_json

ROOT = Path(__file__).parents[2]
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


def test_every_schema_names_its_properties_in_the_order_of_the_alphabet() -> None:
    """Servers written in Go sort them, and a model should give its reason before its verdict."""
    calls = [
        node
        for path in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "object_schema"
    ]
    properties = [
        [key.value for part in call.args if isinstance(part, ast.Dict) for key in part.keys]
        for call in calls
    ]

    assert len(calls) > 4
    assert properties == [sorted(names) for names in properties]


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        ('{"because": "why not", "kind": "A"}', "why not"),
        ('{"reason": "two numbers", "kind": "A"}', "two numbers"),
        ('{"kind": "A", "explanation": "a sum"}', "a sum"),
        ('{"kind": "A", "reason": 3}', ""),
        ('{"kind": "A"}', ""),
    ],
)
def test_a_reason_may_have_another_name_or_be_missing(reply: str, because: str) -> None:
    schema: JSONObject = {**SCHEMA, "required": ["because", "kind"]}

    assert read_json(reply, schema)["because"] == because


def test_what_the_program_needs_may_not_be_missing() -> None:
    schema: JSONObject = {**SCHEMA, "required": ["because", "kind"]}

    with pytest.raises(BrokenReply, match='has no "kind"'):
        read_json('{"reason": "two numbers"}', schema)
