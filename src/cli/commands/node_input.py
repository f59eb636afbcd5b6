"""What a user typed behind `run NODE`, as the input that the node understands."""

import json
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject

if TYPE_CHECKING:
    from ...domain.node import Node

_SLOTS = ("<n>", "<s>", "<file>")
_JOINERS = ("and", ",", ";")


def node_input(text: str, task: str = "") -> JSONObject | str:
    """A description, or the whole input where it is one JSON object. Raises BadArguments.

    `task` is what the node was made for: "5 and 6" alone is "add 5 and 6" to a node made for
    "add 10 and 20".
    """
    if not text.startswith("{"):
        return _filled(task, text) or text
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadArguments(
            f"That looks like JSON but is not: {error}",
            hint='Write {"description": "..."} or plain words.',
        ) from error
    if not isinstance(given, dict):
        raise BadArguments("A node is given one JSON object.", hint='{"description": "..."}')
    return given


def task_of(node: "Node") -> str:
    """The task that the node was made for ("" if that is not known)."""
    plan = node.specification.get("plan")
    task = plan.get("task") if isinstance(plan, dict) else None
    text = task.get("text") if isinstance(task, dict) else None
    return text if isinstance(text, str) else ""


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
