"""Literals are read from source and never evaluated."""

import datetime
import decimal

import pytest

from src.documents.literals import annotation_of, json_of, read_literal
from src.domain.json_value import JSONValue

READ: tuple[tuple[str, object, JSONValue], ...] = (
    ("7", 7, 7),
    ("-7", -7, -7),
    ("2.5", 2.5, 2.5),
    ("1_000", 1000, 1000),
    ("True", True, True),
    ("None", None, None),
    ("'a' 'b'", "ab", "ab"),
    ("[1, 2]", [1, 2], [1, 2]),
    ("(1, 2)", (1, 2), [1, 2]),
    ("1, 2", (1, 2), [1, 2]),
    ("[(1, 'a'), (2, 'b')]", [(1, "a"), (2, "b")], [[1, "a"], [2, "b"]]),
    ("{3, 1, 2}", {1, 2, 3}, [1, 2, 3]),
    ("set()", set(), []),
    ("{1: 'a'}", {1: "a"}, {"1": "a"}),
    ("{}", {}, {}),
    ("Decimal('1.10')", decimal.Decimal("1.10"), "1.10"),
    ("decimal.Decimal('2')", decimal.Decimal("2"), "2"),
    ("date(2024, 3, 15)", datetime.date(2024, 3, 15), "2024-03-15"),
    ("datetime.date(2024, 3, 15)", datetime.date(2024, 3, 15), "2024-03-15"),
    ("[date(2024, 1, 2)]", [datetime.date(2024, 1, 2)], ["2024-01-02"]),
    ("frozenset([2, 1])", frozenset({1, 2}), [1, 2]),
    ("Path('a.csv')", "a.csv", "a.csv"),
)


@pytest.mark.parametrize(("text", "value", "as_json"), READ)
def test_a_literal_is_read_and_has_a_json_form(
    text: str, value: object, as_json: JSONValue
) -> None:
    assert read_literal(text) == value
    assert json_of(read_literal(text)) == as_json


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n",
        "1 +",
        "2 + 3",
        "open('x')",
        "__import__('os')",
        "[x for x in (1, 2)]",
        "f'{1}'",
        "Decimal('one')",
        "date(2024, 13, 1)",
        "date(year=2024, month=1, day=2)",
        "{[1]: 2}",
        "{[1], [2]}",
        "{**{}}",
        "(" * 500 + ")" * 500,
        "9" * 30_000,
    ],
)
def test_what_is_no_literal_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        read_literal(text)


@pytest.mark.parametrize("text", ["b'ab'", "2j", "...", "[b'ab']", "{'a': 2j}"])
def test_what_json_cannot_carry_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        json_of(read_literal(text))


@pytest.mark.parametrize(
    ("text", "annotation"),
    [
        ("7", "int"),
        ("None", "None"),
        ("[]", "list"),
        ("[1, 2]", "list[int]"),
        ("[1, 2.5]", "list[float]"),
        ("[1, 'a']", "list[int | str]"),
        ("[[1], [2]]", "list[list[int]]"),
        ("[None, 'a']", "list[None | str]"),
        ("(1, 2)", "tuple[int, ...]"),
        ("[(1, 'a')]", "list[tuple[int | str, ...]]"),
        ("{'a'}", "set[str]"),
        ("{'a': 1}", "dict[str, int]"),
        ("{1: [True]}", "dict[int, list[bool]]"),
        ("{}", "dict"),
        ("Decimal('1')", "Decimal"),
        ("date(2024, 1, 2)", "date"),
    ],
)
def test_an_annotation_describes_a_value(text: str, annotation: str) -> None:
    assert annotation_of(read_literal(text)) == annotation
