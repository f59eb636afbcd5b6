"""A server's schema is checked with bounded work, and whatever is wrong with it is a sentence."""

from typing import Any

import pytest

from src.domain.errors import ToolFailed
from src.toolbox.schema_check import check_value
from tests.processor_time import HANG, within_seconds

LEVELS = 24


def doubling(keyword: str, more: Any = ()) -> dict[str, Any]:
    levels: dict[str, Any] = {
        f"a{n}": {keyword: [{"$ref": f"#/$defs/a{n + 1}"}] * 2, **dict(more)} for n in range(LEVELS)
    }
    return {"$defs": {**levels, f"a{LEVELS}": {"type": "string"}}, "$ref": "#/$defs/a0"}


def of_a(schema: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["a"], "properties": {"a": schema}}


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        ({"$schema": {}}, {}, "gives a broken schema"),
        ({"$schema": 5}, {}, "gives a broken schema"),
        ({"$schema": "http://[bad"}, {}, "gives a broken schema"),
        (of_a({"$ref": "#/required/zero"}), {"a": 1}, "gives a broken schema"),
        (of_a({"$ref": "#/nowhere"}), {"a": 1}, "refers to what is not in it"),
        (of_a({"$ref": "http://127.0.0.1:9/x"}), {"a": 1}, "refers to what is not in it"),
        ({"$ref": "#"}, {}, "refers to what is not in it"),
        (of_a({"multipleOf": 1e-320}), {"a": 10**400}, "gives a broken schema"),
        (of_a({"type": "no such type"}), {"a": 1}, "gives a broken schema: 'no such type'"),
        (of_a({"enum": ["b", "c"]}), {"a": "x"}, r"^wrong: 'x' is not one of \['b', 'c'\]"),
        (of_a({"uniqueItems": True}), {"a": [{"b": 1}, {"b": 1.0}]}, "non-unique elements"),
        (of_a({"type": "integer"}), {"a": "x" * 9999}, "^wrong: 'xxx"),
    ],
)
def test_what_does_not_fit_or_is_no_schema_is_a_sentence(
    schema: dict[str, Any], value: object, reason: str
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        check_value(schema, value, "wrong")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (of_a({"uniqueItems": True}), [1, True, "1", [1], {"a": 1}, 1.5]),
        (of_a({"$ref": "#n"}) | {"$defs": {"x": {"$anchor": "n", "type": "integer"}}}, 1),
        (of_a({"anyOf": [{"$ref": "#"}, {"type": "null"}]}), {"a": None}),
        (of_a({"items": {"type": "object", "required": ["n"]}}), [{"n": n} for n in range(5000)]),
        (of_a({"uniqueItems": True}), [{"n": n} for n in range(50_000)]),
        # No expression of a server's is run, wherever it is and whatever refers to it.
        (of_a({"pattern": "^(a+)+$"}), "a" * 40 + "!"),
        (of_a({"$ref": "#/default"}) | {"default": {"pattern": "^(a+)+$"}}, "a" * 40 + "!"),
        (of_a({"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False}), {"a!": 1}),
        (of_a({"patternProperties": {"^(a+)+$": {}}, "unevaluatedProperties": False}), {"a!": 1}),
    ],
)
def test_what_fits_passes_in_little_time(schema: dict[str, Any], value: object) -> None:
    with within_seconds(HANG, str(schema)):
        check_value(schema, {"a": value}, "wrong")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (doubling("anyOf"), 1),
        (doubling("allOf", {"$schema": "https://json-schema.org/draft/2020-12/schema"}), "x"),
        pytest.param(
            doubling("allOf") | {"$schema": "http://json-schema.org/draft-07/schema#"},
            "x",
            marks=pytest.mark.soak,
        ),
        ({"allOf": [{"$ref": "#n"}] * 1000, "$defs": {"x": {"$anchor": "n"}}}, 1),
        ({"enum": list(range(50_000))}, 1),
        (of_a({"description": "x" * 1_000_000}), {"a": 1}),
        ({"allOf": [{"uniqueItems": True}] * 500}, list(range(2_000))),
    ],
)
def test_a_schema_that_takes_too_long_is_refused(schema: dict[str, Any], value: object) -> None:
    with (
        within_seconds(HANG, str(schema)),
        pytest.raises(ToolFailed, match="takes too long to check"),
    ):
        check_value(schema, value, "wrong")
