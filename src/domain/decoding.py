"""Decodes values from the JSON that `to_json` made of them."""

import dataclasses
import types
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .json_value import JSONValue

Value = TypeVar("Value")


def from_json(type_: type[Value], value: JSONValue) -> Value:
    """The dataclass that this JSON stands for; keys it does not know are passed over.

    Raises ValueError if the JSON is not of that shape.
    """
    try:
        read: Value = _read(type_, value)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is no {type_.__name__}: {error}") from error
    return read


def _read(hint: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        # The alias of a JSON value refers to itself, which modules need not import with it.
        hints = get_type_hints(hint, localns={"JSONValue": JSONValue})
        names = [field.name for field in dataclasses.fields(hint) if field.name in value]
        return hint(**{name: _read(hints[name], value[name]) for name in names})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple and value is not None:
        items = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_read(item, part) for item, part in zip(items, value, strict=True))
    if origin in (Union, types.UnionType) and value is not None:
        # Of our unions one member is a value of ours and the other None; all else is plain JSON.
        ours = [member for member in arguments if dataclasses.is_dataclass(member)]
        return _read(ours[0], value) if ours else value
    return value
