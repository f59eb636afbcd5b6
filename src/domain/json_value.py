"""JSON values: their types, encoding, and when a result agrees with an expected one."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeAlias, Union

JSONValue: TypeAlias = Union[None, bool, int, float, str, list["JSONValue"], dict[str, "JSONValue"]]
JSONObject: TypeAlias = dict[str, JSONValue]

RELATIVE_TOLERANCE = 1e-9


def agrees(result: JSONValue, expected: JSONValue) -> bool:
    """Tell whether a program's result is what was expected.

    Numbers agree at a relative 1e-9, true is not 1, and an expectation given as plain
    text agrees with the list or number that reads the same ("1, 2" and [1, 2]).
    """
    if isinstance(expected, str) and not isinstance(result, str):
        return _reads_as(result, expected)
    if isinstance(result, list) and isinstance(expected, list):
        return len(result) == len(expected) and all(map(agrees, result, expected))
    if isinstance(result, dict) and isinstance(expected, dict):
        return result.keys() == expected.keys() and all(
            agrees(result[key], expected[key]) for key in result
        )
    if isinstance(result, str) and isinstance(expected, str):
        return result.strip() == expected.strip()
    return _same_scalar(result, expected)


def to_json(value: object) -> JSONValue:
    """One of our values as JSON: its fields as an object, tuples as lists, enums as values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    if isinstance(value, Enum):
        return to_json(value.value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def json_object(value: object) -> JSONObject:
    """The same for a value that has fields. Raises TypeError for any other."""
    encoded = to_json(value)
    if not isinstance(encoded, dict):
        raise TypeError(f"{type(value).__name__} has no fields")
    return encoded


def _same_scalar(result: JSONValue, expected: JSONValue) -> bool:
    if isinstance(result, bool) or isinstance(expected, bool):
        return result is expected
    if isinstance(result, (int, float)) and isinstance(expected, (int, float)):
        if isinstance(result, int) and isinstance(expected, int):
            return result == expected
        both_nan = math.isnan(result) and math.isnan(expected)
        return both_nan or math.isclose(result, expected, rel_tol=RELATIVE_TOLERANCE)
    return type(result) is type(expected) and result == expected


def _reads_as(result: JSONValue, text: str) -> bool:
    wanted = " ".join(text.replace(",", " ").split()).lower()
    return wanted == " ".join(_spoken(result).replace(",", " ").split()).lower()


def _spoken(value: JSONValue | Sequence[JSONValue]) -> str:
    if isinstance(value, list):
        return " ".join(_spoken(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
