"""How a node's function is called: shown as a card, and read from what is typed after run."""

import re
import shlex
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject, JSONValue, parse_json
from ..output import Grid, Line, Part, Tone

if TYPE_CHECKING:
    from ...domain.node import Node

_SHOWN_CALLS = 2
_SLOTS = ("<n>", "<s>", "<file>")
_NAMED = re.compile(r"[A-Za-z_]\w*=")
_JOINERS = ("and", ",", ";")


def function_card(node: "Node") -> tuple[Part, ...]:
    """Return its signature, parameters and two calls; for a program of version 1 what it reads."""
    # Imported here and below: the prompt starts without them.
    from ...documents.function_arguments import parameter_descriptions
    from ...domain.signature import call_text, read_signature

    if not node.function:
        return (Line("version 1: a program that reads a description", Tone.HINT),)
    try:
        signature = read_signature(node.source, node.function)
    except ValueError as problem:
        return (Line(f"{node.function} cannot be called: {problem}", Tone.BAD),)
    calls = node.example_calls
    said = parameter_descriptions(signature, node.source, calls[0] if calls else {})
    parts: list[Part] = [Line(str(signature), Tone.HEAD)]
    if said:
        parts.append(Grid(("", ""), tuple(said.items())))
    shown = [call_text(node.function, call) for call in calls[:_SHOWN_CALLS]]
    if shown:
        parts += [Line("For example", Tone.HINT), *(Line(f"  {call}") for call in shown)]
    return tuple(parts)


def parameter_names(node: "Node") -> tuple[str, ...]:
    """Return the names of its function's parameters; () if they cannot be read."""
    from ...domain.signature import read_signature

    try:
        signature = read_signature(node.source, node.function)
    except ValueError:
        return ()
    return tuple(one.name for one in signature.parameters) if node.function else ()


def node_input(text: str, node: "Node") -> JSONObject | str:
    """Read arguments typed as name=value, one JSON object, or a task in words.

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
        given = parse_json(text)
    except ValueError as error:
        raise BadArguments(
            f"That looks like JSON but is not: {error}",
            hint=f"Write a JSON object for {example}, or plain words.",
        ) from error
    if not isinstance(given, dict):
        raise BadArguments("A node is given one JSON object.", hint=example)
    return given


def _named_arguments(text: str, node: "Node") -> JSONObject | None:
    """Return the arguments of "n=7 text='a b'"; None where the text is not all of that form."""
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
    """Return a value as JSON where it is JSON, else as text."""
    try:
        return parse_json(text)
    except ValueError:
        return text


def _filled(task: str, values: str) -> str:
    """Return the task with these values instead of its own; "" if their kinds differ."""
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
