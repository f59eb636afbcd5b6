"""A form has a field for each argument, and what it brings are values of the argument's type."""

import pytest

from src.documents.function_arguments import arguments_schema
from src.domain.errors import BadArguments
from src.domain.json_value import JSONObject, JSONValue
from src.domain.signature import read_signature
from src.web.argument_form import form_fields, read_form

CLASSES = "class Point:\n    x: int\n    y: int\n"


def schema_of(parameter: str) -> JSONObject:
    source = (
        f"from dataclasses import dataclass\n\n@dataclass\n{CLASSES}\ndef f({parameter}): ...\n"
    )
    return arguments_schema(read_signature(source, "f"), source)


@pytest.mark.parametrize(
    ("parameter", "typed", "value"),
    [
        ("a: int", "12345678901234567890", 12345678901234567890),
        ("a: float", "2.5", 2.5),
        ("a: bool", "false", False),
        ("a: str", "", ""),
        ("a: str", "12", "12"),
        ("a: str", "two\r\nlines", "two\nlines"),
        ("a: Literal['x', 'y']", '"y"', "y"),
        ("a: list[int]", "[1, 2]", [1, 2]),
        ("a: dict[str, int]", '{"a": 1}', {"a": 1}),
        ("a: Point", '{"x": 1, "y": 2}', {"x": 1, "y": 2}),
        ("a: int | str", "5", 5),
        ("a: int | str", "five", "five"),
        ("a: date", "2026-02-03", "2026-02-03"),
        ("a: int | None", "null", None),
        ("a: int | None", "007", 7),
        ("a: int", "+5", 5),
        ("a: float", ".5", 0.5),
        ("a: float", "5.", 5.0),
        ("a: int | str", "007", "007"),
        ("a: int | str", '"5"', "5"),
        ("a: int | str", "2.5", "2.5"),
        ("a: str | None", "2024", "2024"),
        ("a: str | None", "true", "true"),
        ("a: str | None", '"null"', "null"),
        ("a: list[int] | str", '{"a": 1}', '{"a": 1}'),
        ("a: list[int] | str", '"[1]"', "[1]"),
        ("a: date | None", "2026-01-01", "2026-01-01"),
        ("a: Literal['x', 'null'] | None", "x", "x"),
        ("a: Literal['x', 'null'] | None", '"null"', "null"),
        ("a: object", '"12"', "12"),
        ("a: object", '"[1]"', "[1]"),
        ("a: object", "12", 12),
        ("a", '"say \\"yes\\""', 'say "yes"'),
        ("a", "anything", "anything"),
    ],
)
def test_what_is_typed_is_a_value_of_the_type(parameter: str, typed: str, value: JSONValue) -> None:
    schema = schema_of(parameter)

    assert read_form(schema, {"a": typed}) == {"a": value}
    filled = form_fields(schema, {"a": value})[0].value
    assert read_form(schema, {"a": filled}) == {"a": value}


@pytest.mark.parametrize(
    "parameter", ["a: int = 1", "a: bool = True", "a: str = 'x'", "a: list = ()"]
)
def test_what_may_be_left_out_and_is_empty_keeps_its_default(parameter: str) -> None:
    schema = schema_of(parameter)

    assert read_form(schema, {"a": ""}) == read_form(schema, {}) == {}
    assert not form_fields(schema)[0].required


@pytest.mark.parametrize("typed", ["", "one", "[", "[" * 100_000, "nan"])
def test_what_cannot_be_read_is_named(typed: str) -> None:
    with pytest.raises(BadArguments, match="^a: "):
        read_form(schema_of("a: list[int]"), {"a": typed})


@pytest.mark.parametrize(
    ("parameter", "type_", "choices"),
    [
        ("a: int", "number", ()),
        ("a: bool", "", ("yes", "no")),
        ("a: Literal['x', 'y']", "", ("x", "y")),
        ("a: list[str]", "", ()),
        ("a: int | None", "", ()),
        ("a: date", "date", ()),
    ],
)
def test_a_field_fits_its_type(parameter: str, type_: str, choices: tuple[str, ...]) -> None:
    field = form_fields(schema_of(parameter))[0]

    assert field.type == type_
    assert tuple(shown for _, shown in field.choices) == choices
