"""Extracts a JSON object from a model's reply and checks it against a schema."""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import suppress

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue, is_too_deep
from .thought_marks import without_thinking

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_MAX_STARTS = 40
_REASONS = ("reason", "reasoning", "explanation", "why")


def read_json(text: str, schema: JSONObject) -> JSONObject:
    """Return the first object in the reply that satisfies the schema.

    Fences, prose around it, trailing commas, comments and Python's way of writing are read
    through. Raises BrokenReply that says what was wrong.
    """
    problem = ""
    for written in _objects(without_thinking(text)):
        value = _with_reason(written, schema)
        found = complaint(value, schema)
        if not found:
            return value
        problem = problem or found
    raise BrokenReply(problem or _no_object(text))


def complaint(value: JSONValue, schema: JSONObject, where: str = "the reply") -> str:
    """Return the first thing that is wrong, as a sentence ("" if the value fits).

    Known: type, enum, required, properties, items, minItems. Lengths are for the server's
    grammar alone: a long sentence is cut by who reads it, not refused.
    """
    kind = schema.get("type")
    if isinstance(kind, str) and not _is_a(value, kind):
        return f"{where} is not of type {kind}"
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        return f"{where} is {value!r:.60}, not one of {', '.join(map(str, allowed))}"
    if isinstance(value, dict):
        return _object_complaint(value, schema, where)
    if isinstance(value, list):
        return _array_complaint(value, schema, where)
    return ""


def _with_reason(value: JSONObject, schema: JSONObject) -> JSONObject:
    """Return the object with `because`, which some models call otherwise or leave out.

    It is asked for so that the model thinks first; nothing depends on it.
    """
    required = schema.get("required")
    if "because" in value or not isinstance(required, list) or "because" not in required:
        return value
    reasons = (value[name] for name in _REASONS if isinstance(value.get(name), str))
    return {**value, "because": next(reasons, "")}


def _no_object(text: str) -> str:
    said = without_thinking(text)
    if not said:
        return "the reply is empty"
    if said.count("{") > said.count("}"):
        return "the reply ends before its JSON object is closed"
    return f"the reply holds no JSON object but {said.splitlines()[0][:60]!r}"


def _objects(text: str) -> Iterator[JSONObject]:
    """Yield every object in the text, the outermost first; then what objects wrap."""
    starts = [match.start() for match in re.finditer(r"\{", text)][:_MAX_STARTS]
    end = -1
    inner: list[JSONObject] = []
    for start in starts:
        if start < end:
            continue
        value, length = _object_at(text[start:])
        if value is not None:
            end = start + length
            yield value
            inner += [item for item in value.values() if isinstance(item, dict)]
    yield from inner


def _object_at(text: str) -> tuple[JSONObject | None, int]:
    try:
        value, length = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        length = _closing_brace(text)
        value = _loosely(text[:length]) if length else None
    return (value, length) if isinstance(value, dict) and not is_too_deep(value) else (None, 0)


def _closing_brace(text: str) -> int:
    """Return where the first object ends, by counting braces outside quotes; 0 if it does not."""
    depth, quote, index = 0, "", 0
    while index < len(text):
        char = text[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char == '"' or (char == "'" and text[index - 1 : index] in tuple(" {[:,(\n")):
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return index + 1
        index += 1
    return 0


def _loosely(text: str) -> JSONValue:
    """Read what is nearly JSON: comments, trailing commas, raw line ends, Python literals."""
    plain = re.sub(
        r"^[ \t]*(//|#).*$|(?<=[\],}\"\d])[ \t]+(//|#)[^\n\"]*$", "", text, flags=re.MULTILINE
    )
    plain = _TRAILING_COMMA.sub(r"\1", plain)
    value: JSONValue = None
    with suppress(ValueError, RecursionError):
        value = json.loads(plain, strict=False)
        return value
    words = {"true": "True", "false": "False", "null": "None"}
    with suppress(ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        python = re.sub(r"\b(true|false|null)\b", lambda found: words[found[0]], plain)
        value = json.loads(json.dumps(ast.literal_eval(python)))
    return value


def _is_a(value: JSONValue, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _object_complaint(value: JSONObject, schema: JSONObject, where: str) -> str:
    required = schema.get("required")
    for name in required if isinstance(required, list) else []:
        if name not in value:
            return f'{where} has no "{name}"'
    properties = schema.get("properties")
    for name, rule in properties.items() if isinstance(properties, dict) else ():
        if name in value and isinstance(rule, dict):
            problem = complaint(value[name], rule, f'"{name}"')
            if problem:
                return problem
    return ""


def _array_complaint(value: list[JSONValue], schema: JSONObject, where: str) -> str:
    least = schema.get("minItems")
    if isinstance(least, int) and len(value) < least:
        return f"{where} has {len(value)} entries, at least {least} are needed"
    rule = schema.get("items")
    for item in value if isinstance(rule, dict) else ():
        problem = complaint(item, rule, f"an entry of {where}") if isinstance(rule, dict) else ""
        if problem:
            return problem
    return ""
