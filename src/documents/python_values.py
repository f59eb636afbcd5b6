"""Turns Python values into the JSON of a call, and the JSON of its result into a Python value."""

from pathlib import Path
from typing import Any

import msgspec

from ..domain.errors import BadArguments
from ..domain.json_value import JSONValue
from ..domain.signature import Signature
from .function_arguments import result_type


def json_argument(name: str, value: object) -> JSONValue:
    """An argument as JSON: sets and tuples as lists, dates and decimals as text, a file as @path.

    Raises BadArguments for what JSON cannot carry.
    """
    if isinstance(value, Path):
        return f"@{value}"
    try:
        carried: JSONValue = msgspec.to_builtins(value, str_keys=True, enc_hook=_path_text)
    except (TypeError, NotImplementedError, RecursionError) as problem:
        raise BadArguments(f"{name}: {problem}", hint="give a value that JSON can carry") from None
    return carried


def python_result(signature: Signature, source: str, value: JSONValue) -> Any:
    """A result as the type of its annotation where JSON lacks that: set, tuple, Decimal, date ...

    A dataclass stays a dict. What is not as annotated stays the JSON that it is.
    """
    kind = result_type(signature, source)
    try:
        return _plain(msgspec.convert(value, kind, str_keys=True, dec_hook=_path))
    except msgspec.ValidationError:
        return value


def _plain(value: Any) -> Any:
    """Objects made for the classes of the source, which are not imported here, as dicts."""
    if isinstance(value, msgspec.Struct):
        return {
            name: _plain(item)
            for name, item in msgspec.structs.asdict(value).items()
            if item is not msgspec.UNSET
        }
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(item) for item in value)
    return value


def _path_text(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is not a type that JSON can carry")


def _path(kind: type, value: object) -> object:
    return kind(value)
