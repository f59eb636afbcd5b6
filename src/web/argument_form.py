"""The form of a function's arguments, made from their JSON Schema, and the values typed into it."""

import json
import math
from collections.abc import Callable, Mapping

from msgspec import Struct

from ..domain.errors import BadArguments
from ..domain.json_value import JSONObject, JSONValue, parse_json

_STEPS = {"integer": "1", "number": "any"}
_INPUTS = {"date": "date", "time": "time"}
_TYPES = {
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    str: ("string",),
    list: ("array",),
    dict: ("object",),
    type(None): ("null",),
}
_YES_NO = (("true", "yes"), ("false", "no"))


class FormField(Struct, frozen=True):
    """One argument; with `choices`, pairs (value, shown), one of them is taken.

    `type` is that of the input ("" for several lines), `value` its content.
    """

    name: str
    description: str
    type: str = ""
    step: str = ""
    required: bool = True
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def form_fields(schema: JSONObject, values: JSONObject | None = None) -> tuple[FormField, ...]:
    """Return a field for each argument, filled with `values` where they are known."""
    needed, known = schema.get("required"), values or {}
    return tuple(
        _field(name, of, isinstance(needed, list) and name in needed, known)
        for name, of in _properties(schema).items()
    )


def read_form(schema: JSONObject, given: Mapping[str, str]) -> JSONObject:
    """Read the arguments from a form; an optional one that is empty is left out.

    Raises BadArguments naming the field that cannot be read.
    """
    properties = _properties(schema)
    return {
        field.name: _read(field.name, properties[field.name], given.get(field.name, ""))
        for field in form_fields(schema)
        if field.required or given.get(field.name, "")
    }


def _properties(schema: JSONObject) -> dict[str, JSONObject]:
    """Return each property with the definition that it refers to."""
    properties = schema.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return {name: _resolved(of, schema) for name, of in named}


def _resolved(of: JSONValue, schema: JSONObject) -> JSONObject:
    name, definitions = of.get("$ref") if isinstance(of, dict) else None, schema.get("$defs")
    if isinstance(name, str) and isinstance(definitions, dict):
        meant = definitions.get(name.rpartition("/")[2])
        return {**meant, **of} if isinstance(meant, dict) and isinstance(of, dict) else {}
    return of if isinstance(of, dict) else {}


def _field(name: str, of: JSONObject, required: bool, values: JSONObject) -> FormField:
    said, plain, choices = str(of.get("description", "")), str(of.get("type")), of.get("enum")
    value = values.get(name)
    if isinstance(choices, list) or plain == "boolean":
        listed = choices if isinstance(choices, list) else []
        pairs = tuple((json.dumps(one), _shown(one)) for one in listed) or _YES_NO
        chosen = json.dumps(value) if name in values else ""
        return FormField(name, said, required=required, value=chosen, choices=pairs)
    shown = _typed(name, of, value) if name in values else ""
    if plain in _STEPS:
        return FormField(name, said, "number", _STEPS[plain], required, shown)
    if plain == "string" and "format" in of:
        return FormField(name, said, _INPUTS.get(str(of["format"]), "text"), "", required, shown)
    return FormField(name, said, required=required, value=shown)


def _read(name: str, of: JSONObject, text: str) -> JSONValue:
    """Read one value: text as it is, else the first of JSON, text and a number that fits."""
    text = text.replace("\r\n", "\n")
    if of.get("type") == "string" and not isinstance(of.get("enum"), list):
        return text
    parsed = _parsed(parse_json, text)
    for value in (*parsed, text, *_parsed(int, text), *_parsed(_decimal, text)):
        if _fits(of, value):
            return value
    if parsed:
        return parsed[0]
    hint = 'write anything but text as JSON, such as [1, 2] or {"a": 1}'
    raise BadArguments(f"{name}: {text[:60]!r} cannot be read", hint=hint)


def _parsed(read: Callable[[str], JSONValue], text: str) -> tuple[JSONValue, ...]:
    try:
        return (read(text),)
    except ValueError:
        return ()


def _decimal(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("not a number")
    return number


def _fits(of: JSONObject, value: JSONValue) -> bool:
    """Return whether a value has a type that the schema names; any has if it names none."""
    options, named, listed = of.get("anyOf"), of.get("type"), of.get("enum")
    if isinstance(options, list):
        return any(isinstance(one, dict) and _fits(one, value) for one in options)
    if isinstance(listed, list):
        return value in listed
    return named is None or named in _TYPES[type(value)]


def _shown(value: JSONValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _typed(name: str, of: JSONObject, value: JSONValue) -> str:
    """Return what is typed for a value: a text that would be read as another value is quoted."""
    is_read = not isinstance(value, str) or _read(name, of, value) == value
    return _shown(value) if is_read else json.dumps(value, ensure_ascii=False)
