"""Converts a parsed document to typed values, naming the key of whatever does not fit."""

import types
from collections.abc import Mapping, Sequence
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue
from .document import Document, nearest

T = TypeVar("T")


def read_as(document: Document, type_: type[T]) -> T:
    """Return the document as a value of this type; strict: nothing unknown, missing or coerced.

    Understands msgspec.Struct, mappings, tuples, lists, enums, literals,
    unions and bounded scalars (`documents.bounds`). Raises ConfigError.
    """
    read: T = _read(document, type_)
    return read


def _read(document: Document, hint: Any) -> Any:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin = get_origin(bare)
    if origin in (Union, types.UnionType):
        return _read_union(document, bare)
    if bare is Any or bare is object:
        return document.value
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return _read_record(document, bare)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _read_mapping(document, *get_args(bare))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        if not isinstance(document.value, list):
            raise document.complaint((), f"expected a list, found {_shown(document.value)}")
        hint = get_args(bare)[0]
        items = [_read(document.below(index), hint) for index in range(len(document.value))]
        return items if origin is list else tuple(items)
    return _read_scalar(document, hint)


def _read_union(document: Document, hint: Any) -> Any:
    members = [member for member in get_args(hint) if member is not NoneType]
    if document.value is None and len(members) < len(get_args(hint)):
        return None
    composed = (dict, list)
    fitting = [
        member for member in members if _is_composed(member) == isinstance(document.value, composed)
    ]
    if len(fitting) == 1:
        return _read(document, fitting[0])
    if len(members) == 1:
        return _read(document, members[0])
    return _read_scalar(document, hint)


def _is_composed(hint: Any) -> bool:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin = get_origin(bare)
    if isinstance(origin, type):
        return issubclass(origin, (Mapping, Sequence))
    return isinstance(bare, type) and issubclass(bare, msgspec.Struct)


def _read_record(document: Document, type_: Any) -> Any:
    given = _mapping_of(document)
    hints = get_type_hints(type_, include_extras=True)
    known = [name for name in hints if not name.startswith("_")]
    for key in given:
        if key not in known:
            raise _unknown_key(document, key, known)
    for one in msgspec.structs.fields(type_):
        if one.required and one.name not in given:
            raise document.complaint((one.name,), f"missing; expected {_spoken(hints[one.name])}")
    values = {name: _read(document.below(name), hints[name]) for name in known if name in given}
    try:
        return type_(**values)
    except ValueError as error:
        raise document.complaint((), str(error)) from error


def _unknown_key(document: Document, key: str, known: list[str]) -> ConfigError:
    near = nearest(key, known)
    meant = f"; did you mean {near}?" if near else ""
    return document.complaint(
        (key,), f"unknown key{meant}", hint="Known keys: " + ", ".join(sorted(known))
    )


def _read_mapping(document: Document, key_hint: Any, value_hint: Any) -> Mapping[Any, Any]:
    given = _mapping_of(document)
    read: dict[Any, Any] = {}
    for key in given:
        name: Any = key
        if isinstance(key_hint, type) and issubclass(key_hint, Enum):
            words = [str(member.value) for member in key_hint]
            if key not in words:
                raise _unknown_key(document, key, words)
            name = key_hint(key)
        read[name] = _read(document.below(key), value_hint)
    return types.MappingProxyType(read)


def _mapping_of(document: Document) -> dict[str, JSONValue]:
    if isinstance(document.value, dict):
        return document.value
    raise document.complaint((), f"expected keys and values, found {_shown(document.value)}")


def _read_scalar(document: Document, hint: Any) -> Any:
    try:
        return msgspec.convert(document.value, hint, strict=True)
    except (msgspec.ValidationError, ValueError) as error:
        expected = f"expected {_spoken(hint)}, found {_shown(document.value)}"
        words = _words(hint)
        near = nearest(str(document.value), words) if words else ""
        hint_text = f"Did you mean {near}?" if near else ""
        raise document.complaint((), expected, hint_text) from error


def _words(hint: Any) -> list[str]:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if isinstance(bare, type) and issubclass(bare, Enum):
        return [str(member.value) for member in bare]
    return [str(word) for word in get_args(bare)] if get_origin(bare) is Literal else []


def _spoken(hint: Any) -> str:
    """Return what a hint asks for, in a user's words."""
    words = _words(hint)
    if words:
        return "one of " + ", ".join(words)
    if get_origin(hint) is Annotated:
        return get_args(hint)[1].description or _spoken(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_spoken(member) for member in get_args(hint))
    names = {
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        NoneType: "null",
    }
    if isinstance(get_origin(hint), type):
        return "keys and values" if issubclass(get_origin(hint), Mapping) else "a list"
    return names.get(hint, "keys and values")


def _shown(value: JSONValue) -> str:
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    words = {True: "true", False: "false"}
    text = words[value] if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
