"""How lists are read that stand in square brackets, between commas, or as a word."""

import pytest

from src.domain.json_value import JSONValue
from src.language.slot_values import read_slot


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("list", "[1, -2.5, a, 'b c']", [1, -2.5, "a", "b c"]),
        ("list", "[1 2 3]", [1, 2, 3]),
        ("list", "[New York]", ["New York"]),
        ("list", "[]", []),
        ("number_list", "[1; 2 and 3]", [1, 2, 3]),
        ("listed", "[1, b]", [1, "b"]),
        ("listed", "a, bc", ["a", "bc"]),
        ("listed", '"ab"', ["a", "b"]),
        ("json", '{"a": 1}', '{"a": 1}'),
        ("json", '@"my file.json"', "my file.json"),
    ],
)
def test_a_list_is_read_as_it_is_written(kind: str, raw: str, value: JSONValue) -> None:
    assert read_slot(kind, raw) == value
