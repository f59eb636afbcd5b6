"""A tool's arguments: their declaration, validation and JSON Schema."""

import difflib
import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from ..documents.bounds import Text
from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject, JSONValue

_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_ASSIGNMENT = re.compile(r"([a-z][a-z0-9_]*)=(\S*)(?:\s+|$)")
_JSON_TYPES = {"text": "string"}


class Argument(Struct, frozen=True):
    """One argument of a tool besides the prompt.

    `choices` and `pattern` (a regular expression for the whole of it) are for texts, `minimum`
    and `maximum` for numbers.
    """

    type: Literal["text", "integer", "number", "boolean"] = "text"
    description: str = ""
    required: bool = False
    choices: tuple[Text, ...] = ()
    pattern: Text | None = None
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.type != "text" and (self.choices or self.pattern is not None):
            raise ValueError("choices and pattern are for arguments of type text only")
        bounded = self.minimum is not None or self.maximum is not None
        if bounded and self.type not in ("integer", "number"):
            raise ValueError("minimum and maximum are for numbers only")
        check_pattern(self.pattern)

    def problem_of(self, value: JSONValue) -> str:
        """Return what is wrong with this value, as the end of a sentence ("" if nothing)."""
        # True is an int to Python, but not to the author of the manifest.
        is_bool = isinstance(value, bool)
        if not isinstance(value, _TYPES[self.type]) or is_bool != (self.type == "boolean"):
            return f"must be of type {self.type}"
        if self.choices and value not in self.choices:
            return f"must be one of {', '.join(self.choices)}"
        if self.pattern is not None and not re.fullmatch(self.pattern, str(value)):
            return f"must have the form {self.pattern}"
        if isinstance(value, (int, float)) and not is_bool:
            return self._out_of_range(value)
        return ""

    def _out_of_range(self, value: float) -> str:
        if self.minimum is not None and not value >= self.minimum:
            return f"must be {self.minimum:g} or more"
        if self.maximum is not None and not value <= self.maximum:
            return f"must be {self.maximum:g} or less"
        return ""


def check_pattern(pattern: str | None) -> None:
    """Raise ValueError if a manifest's pattern is not a regular expression."""
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise ValueError(f"pattern: no regular expression: {error}") from error


def check_arguments(
    known: Mapping[str, Argument], given: JSONObject, *, takes_any: bool = False
) -> None:
    """Raise ToolFailed if an argument is missing, unknown or does not fit.

    With `takes_any`, a tool that names no arguments takes any.
    """
    if not known and takes_any:
        return
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            accepted = f"it takes {', '.join(known)}" if known else "it takes none but the prompt"
            hint = f"did you mean {near[0]}?" if near else accepted
            raise ToolFailed(f"the tool takes no argument {name!r}; {hint}", hint=hint)
        problem = known[name].problem_of(value)
        if problem:
            raise ToolFailed(f"the argument {name!r} {problem}")
    for name, argument in known.items():
        if argument.required and name not in given:
            raise ToolFailed(f"the argument {name!r} is missing", hint=argument.description)


def split_arguments(text: str, known: Mapping[str, Argument]) -> tuple[str, JSONObject]:
    """Return the text without the name=value words it begins with, and those as arguments.

    A value that is not of the argument's type stays text, for `check_arguments` to refuse.
    """
    given: JSONObject = {}
    rest = text
    while match := _ASSIGNMENT.match(rest):
        if match[1] not in known:
            break
        given[match[1]] = _read_value(match[2], known[match[1]].type)
        rest = rest[match.end() :]
    return rest, given


def _read_value(word: str, kind: str) -> JSONValue:
    words: Mapping[str, JSONValue] = {"true": True, "false": False}
    if kind == "boolean":
        return words.get(word, word)
    try:
        return int(word) if kind == "integer" else float(word) if kind == "number" else word
    except ValueError:
        return word


def schema_of(arguments: Mapping[str, Argument]) -> JSONObject:
    """Return the arguments as a JSON Schema ({} where none are named)."""
    if not arguments:
        return {}
    properties: JSONObject = {name: _property(one) for name, one in arguments.items()}
    required: list[JSONValue] = [name for name, one in arguments.items() if one.required]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _property(argument: Argument) -> JSONObject:
    choices: list[JSONValue] = [*argument.choices]
    further: JSONObject = {
        "enum": choices or None,
        "pattern": f"^(?:{argument.pattern})$" if argument.pattern else None,
        "minimum": argument.minimum,
        "maximum": argument.maximum,
    }
    bounds = {key: value for key, value in further.items() if value is not None}
    kind = _JSON_TYPES.get(argument.type, argument.type)
    return {"type": kind, "description": argument.description, **bounds}
