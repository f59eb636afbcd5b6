"""Extracts a JSON object from a model's reply."""

import ast
import json
import re
from collections.abc import Iterator

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue
from .schema_check import complaint

_THOUGHT_TAG = re.compile(r"<(/?)(?:think|thinking|thought)>", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MAX_STARTS = 40


def without_thinking(text: str) -> str:
    """The reply without the model's thinking, be it closed, left open, or opened elsewhere."""
    said = _without_thoughts(text.replace("\r\n", "\n").replace("\r", "\n"))
    return said.strip("\ufeff\u200b \n\t")


def _without_thoughts(text: str) -> str:
    """In one pass: a model that repeats its tag would make a search from each one slow."""
    kept: list[str] = []
    at, is_open = 0, False
    for tag in _THOUGHT_TAG.finditer(text):
        if tag[1]:
            if not is_open:
                # It was opened elsewhere: all before it was thought.
                kept.clear()
            at, is_open = tag.end(), False
        elif not is_open:
            kept.append(text[at : tag.start()])
            is_open = True
    return "".join(kept) + ("" if is_open else text[at:])


def read_json(text: str, schema: JSONObject) -> JSONObject:
    """The first object in the reply that satisfies the schema.

    Fences, prose around it, trailing commas, comments and Python's way of writing are read
    through. Raises BrokenReply that says what was wrong.
    """
    problem = ""
    for value in _objects(without_thinking(text)):
        found = complaint(value, schema)
        if not found:
            return value
        problem = problem or found
    raise BrokenReply(problem or _no_object(text))


def _no_object(text: str) -> str:
    said = without_thinking(text)
    if not said:
        return "the reply is empty"
    if said.count("{") > said.count("}"):
        return "the reply ends before its JSON object is closed"
    return f"the reply holds no JSON object but {said.splitlines()[0][:60]!r}"


def _objects(text: str) -> Iterator[JSONObject]:
    """Every object in the text, the outermost first; then what objects wrap."""
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
    return (value, length) if isinstance(value, dict) else (None, 0)


def _closing_brace(text: str) -> int:
    """Where the first object ends, by counting braces outside quotes; 0 if it does not."""
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
    try:
        value: JSONValue = json.loads(plain, strict=False)
        return value
    except (ValueError, RecursionError):
        pass
    try:
        literal = ast.literal_eval(re.sub(r"\b(true|false|null)\b", _python_word, plain))
        value = json.loads(json.dumps(literal))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    return value


def _python_word(match: re.Match[str]) -> str:
    return {"true": "True", "false": "False", "null": "None"}[match.group()]
