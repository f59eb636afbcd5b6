"""What a script gets of an outcome: the result as text, the whole as one JSON object."""

import json
from textwrap import indent
from typing import TYPE_CHECKING, TypeGuard

from ..domain.json_value import JSONObject, JSONValue, to_json
from .command_line import CANCELLED, MODEL_DOWN, SOLVED, UNSOLVED
from .output import Grid, Line, Part, Tone, count, picked

if TYPE_CHECKING:
    from ..domain.outcome import Outcome


_MOST_ITEMS, _MOST_LINES, _MOST_CHARACTERS = 200, 40, 4000
_MOST_ROWS, _MOST_COLUMNS = 20, 12
_ALL = "show result, save PATH"
SCHEMA = 2
"""The version of the JSON objects that scripts get; every key of version 1 is still there."""


def result_text(value: JSONValue) -> str:
    """Return a result as it is shown: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def result_parts(value: JSONValue, width: int, whole: bool = False) -> tuple[Part, ...]:
    """Show a result: records as a table, and unless `whole`, only the beginning of a long one."""
    if is_table(value):
        return _table(value, whole)
    text, left = (shown_result(value, width), "") if whole else beginning_of(value, width)
    separator = "\n" if "\n" in text else " "
    parts: tuple[Part, ...] = (Line(f"RESULT:{separator}{text}", Tone.RESULT, verbatim=True),)
    return (*parts, Line(f"{left}: {_ALL}", Tone.HINT)) if left else parts


def beginning_of(value: JSONValue, width: int) -> tuple[str, str]:
    """Return a result as it is shown, cut if it is long, and what was left out, in words."""
    left = ""
    if isinstance(value, list) and len(value) > _MOST_ITEMS:
        left = _more(len(value) - _MOST_ITEMS, "item")
        value = value[:_MOST_ITEMS]
    text = shown_result(value, width)
    if left and text.endswith("]"):
        text = f"{text[:-1].rstrip()}, ..."
    lines = text.split("\n")
    if len(lines) > _MOST_LINES:
        left = _more(len(lines) - _MOST_LINES, "line")
        text = "\n".join(lines[:_MOST_LINES])
    if len(text) > _MOST_CHARACTERS:
        left = left or _more(len(text) - _MOST_CHARACTERS, "character")
        text = text[:_MOST_CHARACTERS]
    return text, left


def is_table(value: JSONValue) -> TypeGuard[list[JSONObject]]:
    """Return True for records: several objects with the same keys and plain values."""
    if not isinstance(value, list) or len(value) < 2 or not isinstance(value[0], dict):
        return False
    names = list(value[0])
    return 0 < len(names) <= _MOST_COLUMNS and all(
        isinstance(row, dict)
        and list(row) == names
        and not any(isinstance(cell, (list, dict)) for cell in row.values())
        for row in value
    )


def _table(rows: list[JSONObject], whole: bool) -> tuple[Part, ...]:
    shown = rows if whole else rows[:_MOST_ROWS]
    cells = tuple(tuple(result_text(cell) for cell in row.values()) for row in shown)
    head = Line(f"RESULT: {count(len(rows), 'row')}", Tone.RESULT)
    parts: tuple[Part, ...] = (head, Grid(tuple(rows[0]), cells))
    left = len(rows) - len(shown)
    return (*parts, Line(f"{_more(left, 'row')}: {_ALL}", Tone.HINT)) if left else parts


def _more(left: int, noun: str) -> str:
    return f"{left:,} more {noun if left == 1 else noun + 's'}"


def shown_result(value: JSONValue, width: int) -> str:
    """Format a result: JSON that does not fit a line is indented, named texts are laid out."""
    if isinstance(value, dict) and any("\n" in v for v in value.values() if isinstance(v, str)):
        return "".join(f"\n{name}: {_below(result_text(one))}" for name, one in value.items())
    text = result_text(value)
    nested = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value)
    )
    if nested and len(text) > width - len("RESULT: "):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return text


def _below(text: str) -> str:
    """Start a text of several lines under its name."""
    return indent("\n" + text, "  ") if "\n" in text else text


def outcome_object(outcome: "Outcome") -> JSONObject:
    """Return everything that a script may want to know of an outcome."""
    called: JSONObject = {
        "name": outcome.function,
        **picked(outcome, "signature", "source"),
        "node": outcome.node_id or None,
    }
    found: JSONObject = {
        "schema": SCHEMA,
        "task": outcome.task.text,
        "status": outcome.status.value,
        "kind": outcome.kind or None,
        **picked(outcome, "result", "origin"),
        "node": outcome.node_id or None,
        "function": called if outcome.function else None,
        "signature": outcome.signature or None,
        **picked(outcome, "arguments", "reused"),
        "attempts": len(outcome.attempts),
        # A score is what was measured of a program; where none came, there is none.
        "score": outcome.score if outcome.origin else None,
        "model": outcome.model or None,
        "confidence": to_json(outcome.confidence),
        "seconds": round(outcome.seconds, 3),
        "usage": to_json(outcome.usage),
        "trace": [
            picked(step, "name", "kind", "ok", "detail", "tokens")
            | {"seconds": round(step.seconds, 4)}
            for step in outcome.trace
        ],
        "files": list(outcome.written_files),
        "source": outcome.source if outcome.code_is_result else None,
        **picked(outcome, "checks", "notes"),
    }
    return found if outcome.solved else found | picked(outcome, "error", "hint")


def failure_object(text: str, error: str, hint: str, status: str = "failed") -> JSONObject:
    """Return the object of a task that never came to an outcome."""
    from ..domain.outcome import Outcome, OutcomeStatus
    from ..domain.task import Task

    return outcome_object(Outcome(Task(text, text), OutcomeStatus(status), error=error, hint=hint))


def exit_code(outcome: "Outcome") -> int:
    """Return the exit code of a task."""
    if outcome.solved:
        return SOLVED
    if outcome.status.value == "cancelled":
        return CANCELLED
    return MODEL_DOWN if outcome.model_down else UNSOLVED
