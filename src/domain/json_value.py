"""JSON values: their types, our values as JSON and back, and whether a result is as expected."""

import json
import math
import types
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

JSONValue: TypeAlias = Union[None, bool, int, float, str, list["JSONValue"], dict[str, "JSONValue"]]
JSONObject: TypeAlias = dict[str, JSONValue]

RELATIVE_TOLERANCE = 1e-9
MOST_DEPTH = 100
"""Levels of lists and objects in JSON from outside; deeper ones may overflow a walk's stack."""


class TooDeep(ValueError):
    """JSON that is nested more than MOST_DEPTH levels deep."""


def parse_json(text: str | bytes) -> JSONValue:
    """Read JSON from outside. Raises ValueError for other text, TooDeep for too many levels."""
    try:
        value: JSONValue = json.loads(text)
    except RecursionError as error:
        raise TooDeep("nested too deeply") from error
    if is_too_deep(value):
        raise TooDeep("nested too deeply")
    return value


def is_too_deep(value: JSONValue) -> bool:
    """Tell whether a value has more than MOST_DEPTH levels of lists and objects."""
    level = [value]
    for _ in range(MOST_DEPTH + 1):
        nested = [one for one in level if isinstance(one, (list, dict))]
        if not nested:
            return False
        level = [
            part for one in nested for part in (one.values() if isinstance(one, dict) else one)
        ]
    return True


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
    """Encode a value of ours: fields as an object, tuples as lists, enums as their values."""
    if isinstance(value, Struct):
        return {name: to_json(getattr(value, name)) for name in value.__struct_fields__}
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
    """Encode a value that has fields as a JSON object. Raises TypeError for any other."""
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


Value = TypeVar("Value")


def from_json(type_: type[Value], value: JSONValue) -> Value:
    """Read a Struct from JSON; unknown keys are ignored.

    Raises ValueError if the JSON is not of that shape.
    """
    try:
        read: Value = _read(type_, value)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a valid {type_.__name__}: {error}") from error
    return read


def _read(hint: Any, value: Any) -> Any:
    if _is_struct(hint):
        # The alias of a JSON value refers to itself, which modules need not import with it.
        hints = get_type_hints(hint, localns={"JSONValue": JSONValue})
        names = [name for name in hint.__struct_fields__ if name in value]
        return hint(**{name: _read(hints[name], value[name]) for name in names})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple and value is not None:
        items = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_read(item, part) for item, part in zip(items, value, strict=True))
    if origin in (Union, types.UnionType) and value is not None:
        # Of our unions one member is a value of ours and the other None; all else is plain JSON.
        ours = [member for member in arguments if _is_struct(member)]
        return _read(ours[0], value) if ours else value
    return value


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)
