"""What a user typed behind `run NODE`, as the input that the node understands."""

import json
import re
import shlex
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject, JSONValue

if TYPE_CHECKING:
    from ...domain.node import Node

_SLOTS = ("<n>", "<s>", "<file>")
_NAMED = re.compile(r"[A-Za-z_]\w*=")
_JOINERS = ("and", ",", ";")


def node_input(text: str, node: "Node") -> JSONObject | str:
    """What was typed: arguments as name=value, one JSON object, or a task in words.

    A typed function is called with its defaults where nothing was typed.
    "5 and 6" alone is "add 5 and 6" to a node made for "add 10 and 20". Raises BadArguments.
    """
    if not text and node.function:
        return {"arguments": {}}
    if text.startswith("{"):
        return _read_object(text, node)
    named = _named_arguments(text, node)
    if named is not None:
        return {"arguments": named}
    return _filled(node.made_for, text) or text


def _read_object(text: str, node: "Node") -> JSONObject:
    example = f"{{{node.signature}}}" if node.signature else '{"description": "..."}'
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadArguments(
            f"That looks like JSON but is not: {error}",
            hint=f"Write a JSON object for {example}, or plain words.",
        ) from error
    if not isinstance(given, dict):
        raise BadArguments("A node is given one JSON object.", hint=example)
    return given


def _named_arguments(text: str, node: "Node") -> JSONObject | None:
    """The arguments of "n=7 text='a b'"; None where the text is not all of that form."""
    if not node.function or not _NAMED.match(text):
        return None
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    if not all(_NAMED.match(word) for word in words):
        return None
    pairs = (word.partition("=") for word in words)
    return {name: _value(value) for name, _, value in pairs}


def _value(text: str) -> JSONValue:
    """A value as JSON where it is JSON, else as text."""
    try:
        value: JSONValue = json.loads(text)
    except ValueError:
        return text
    return value


def _filled(task: str, values: str) -> str:
    """The task with these values in place of its own; "" if they are not of the same kinds."""
    # Imported here: nothing of a task's own is loaded before the prompt.
    from ...language.tokenizer import plain_text, read_words

    task, values = plain_text(task), plain_text(values)
    given = [word for word in read_words(values) if word.mark not in _JOINERS]
    places = [word for word in read_words(task) if word.mark in _SLOTS]
    if not given or [word.mark for word in given] != [word.mark for word in places]:
        return ""
    text, at = "", 0
    for place, value in zip(places, given):
        text += task[at : place.start] + values[value.start : value.end]
        at = place.end
    return text + task[at:]
