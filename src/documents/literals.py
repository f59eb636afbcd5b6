"""Reads literals from Python source, and turns Python values into JSON and back."""

import ast
import datetime
import decimal
import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..domain.errors import BadArguments
from ..domain.json_value import JSONValue, TooDeep, is_too_deep, to_json
from ..domain.signature import Signature
from .function_arguments import type_of

_LONGEST = 20_000

_NOT_AS_TEXT = (bytes, bytearray, memoryview, datetime.timedelta, uuid.UUID)
"""What msgspec writes as text of its own: base64, an ISO 8601 duration, hexadecimal digits."""

_NO_JSON = "{} is not a type that JSON can carry"

_CONSTRUCTORS: Mapping[str, Callable[..., object]] = {
    "Decimal": decimal.Decimal,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "time": datetime.time,
    "Path": str,
    "set": set,
    "frozenset": frozenset,
    "tuple": tuple,
    "list": list,
    "dict": dict,
}
"""Calls that are taken for a literal: what the types build that have no literal of their own."""


def literal_value(node: ast.expr) -> object:
    """Return the value of a literal, or of a constructor call such as date(2024, 3, 15).

    Raises ValueError for anything else, and for what is too long or too deep.
    """
    try:
        if isinstance(node, ast.Call):
            make = _CONSTRUCTORS.get(ast.unparse(node.func).rpartition(".")[2])
            if make is None or node.keywords:
                raise ValueError("a call is not a literal")
            return make(*(literal_value(argument) for argument in node.args))
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            make = {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)]
            return make([literal_value(item) for item in node.elts])
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [literal_value(key) for key in node.keys if key is not None]
            return dict(zip(keys, map(literal_value, node.values)))
        return ast.literal_eval(node)
    except (TypeError, ArithmeticError, SyntaxError, RecursionError, MemoryError) as problem:
        raise ValueError(str(problem)) from problem


def read_literal(text: str) -> object:
    """Return the value of one literal; several with commas are a tuple. Raises ValueError."""
    if len(text) > _LONGEST:
        raise ValueError("too long for a literal")
    try:
        return literal_value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as problem:
        raise ValueError(f"no literal: {problem}") from problem


def json_of(value: object) -> JSONValue:
    """Return a literal's value as JSON. Raises ValueError for bytes and complex numbers."""
    if isinstance(value, (bytes, complex)) or value is Ellipsis:
        raise ValueError(f"{type(value).__name__} has no JSON form")
    if isinstance(value, Mapping):
        return {str(key): json_of(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((json_of(item) for item in value), key=lambda item: (str(type(item)), item))
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    return to_json(value)


def annotation_of(value: object) -> str:
    """Return the annotation of a value: list[int], tuple[int | str, ...], dict[str, int]."""
    if value is None:
        return "None"
    if isinstance(value, Mapping):
        keys, values = _union(value.keys()), _union(value.values())
        return f"dict[{keys}, {values}]" if value else "dict"
    if isinstance(value, (list, set, frozenset)):
        name = type(value).__name__
        return f"{name}[{_union(value)}]" if value else name
    if isinstance(value, tuple):
        return f"tuple[{_union(value)}, ...]" if value else "tuple"
    return type(value).__name__


def _union(values: object) -> str:
    kinds = sorted({annotation_of(one) for one in values})  # type: ignore[attr-defined]
    if "float" in kinds and "int" in kinds:
        kinds.remove("int")
    return " | ".join(kinds)


def json_argument(name: str, value: object, kind: Any = Any) -> tuple[JSONValue, tuple[str, ...]]:
    """Return an argument as JSON, sets as lists, dates and decimals as text, and its files' paths.

    Bytes, durations and UUIDs are text only where `kind`, the parameter's type, reads them back.
    Raises BadArguments for what JSON cannot carry, and for a `Path` that is not a file.
    """
    files: list[str] = []

    def path_text(part: object) -> str:
        if not isinstance(part, Path):
            raise NotImplementedError(_NO_JSON.format(type(part).__name__))
        if not os.path.isfile(part):
            raise BadArguments(f"{name}: file not found: {part}", hint="name a regular file")
        files.append(str(part.resolve()))
        return files[-1]

    try:
        plain = msgspec.to_builtins(value, builtin_types=_NOT_AS_TEXT, enc_hook=path_text)
        if is_too_deep(plain):
            raise TooDeep("nested too deeply")
        carried: JSONValue = msgspec.to_builtins(plain, str_keys=True)
        json.dumps(carried, ensure_ascii=False).encode()
        if lost := _lost_types(plain, carried, kind):
            raise NotImplementedError(_NO_JSON.format(lost[0]))
    except (TypeError, NotImplementedError, RecursionError, ValueError) as problem:
        said = str(problem).partition(";")[0]
        raise BadArguments(f"{name}: {said}", hint="give a value that JSON can carry") from None
    return carried, tuple(files)


def _lost_types(plain: object, carried: JSONValue, kind: Any) -> list[str]:
    """Return the types of what a function with a parameter of this kind would get as text."""
    given = _types_without_json(plain)
    if not given:
        return []
    try:
        read = msgspec.convert(carried, kind)
    except msgspec.ValidationError:
        return given
    back = _types_without_json(msgspec.to_builtins(read, builtin_types=_NOT_AS_TEXT))
    return given if len(back) < len(given) else []


def _types_without_json(value: object) -> list[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return [name for item in value for name in _types_without_json(item)]
    return [type(value).__name__] if isinstance(value, _NOT_AS_TEXT) else []


def python_result(signature: Signature, source: str, value: JSONValue) -> Any:
    """Return a result as the type of its annotation, if JSON lacks that: set, Decimal, date ...

    A dataclass stays a dict. What is not as annotated stays the JSON that it is.
    """
    try:
        return python_value(signature.returns, source, value)
    except ValueError:
        return value


def python_value(annotation: str, source: str, value: JSONValue) -> Any:
    """Return a JSON value as what an annotation says. Raises ValueError if it does not fit."""
    kind = type_of(annotation, source)
    return _plain(msgspec.convert(value, kind, str_keys=True, dec_hook=_path))


def as_annotated(value: Any, kind: Any) -> Any:
    """Return a result as the caller's own type, where its parts make one: a dict as a dataclass."""
    try:
        return msgspec.convert(value, kind, str_keys=True, dec_hook=_path)
    except (msgspec.ValidationError, TypeError):
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


def _path(kind: type, value: object) -> object:
    return kind(value)
