"""What a script gets of an outcome: the result as text, the whole as one JSON object."""

import json
from textwrap import indent
from typing import TYPE_CHECKING

from ..domain.json_value import JSONObject, JSONValue, to_json
from .command_line import CANCELLED, MODEL_DOWN, SOLVED, UNSOLVED

if TYPE_CHECKING:
    from ..domain.outcome import Outcome


SCHEMA = 2
"""The version of the JSON objects that scripts get; every key of version 1 is still there."""


def result_text(value: JSONValue) -> str:
    """A result as it is shown: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def shown_result(value: JSONValue, width: int) -> str:
    """A result for people: JSON that does not fit a line is indented, named texts are laid out."""
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
    """A text of several lines begins under its name."""
    return indent("\n" + text, "  ") if "\n" in text else text


def outcome_object(outcome: "Outcome") -> JSONObject:
    """Everything a script may want to know of an outcome."""
    told: JSONObject = {
        "schema": SCHEMA,
        "task": outcome.task.text,
        "status": outcome.status.value,
        "kind": outcome.kind or None,
        "result": outcome.result,
        "origin": outcome.origin.value if outcome.origin else None,
        "node": outcome.node_id or None,
        "function": _function_object(outcome),
        "signature": outcome.signature or None,
        "arguments": outcome.arguments,
        "reused": outcome.reused,
        "attempts": len(outcome.attempts),
        # A score is what was measured of a program; where none came, there is none.
        "score": outcome.score if outcome.origin else None,
        "model": outcome.model or None,
        "confidence": to_json(outcome.confidence),
        "seconds": round(outcome.seconds, 3),
        "trace": [
            {
                "name": step.name,
                "kind": step.kind,
                "seconds": round(step.seconds, 4),
                "ok": step.ok,
                "detail": step.detail,
                "tokens": step.tokens,
            }
            for step in outcome.trace
        ],
        "files": list(outcome.written_files),
        "source": outcome.source if outcome.code_is_result else None,
        "checks": list(outcome.checks),
    }
    if not outcome.solved:
        told |= {"error": outcome.error, "hint": outcome.hint}
    return told


def _function_object(outcome: "Outcome") -> JSONObject | None:
    """The typed function that answers; None where none does."""
    if not outcome.function:
        return None
    return {
        "name": outcome.function,
        "signature": outcome.signature,
        "source": outcome.source,
        "node": outcome.node_id or None,
    }


def failure_object(task: str, error: str, hint: str, status: str = "failed") -> JSONObject:
    """The object of a task that never came to an outcome."""
    return {
        "schema": SCHEMA,
        "task": task,
        "status": status,
        "kind": None,
        "result": None,
        "origin": None,
        "node": None,
        "function": None,
        "signature": None,
        "arguments": None,
        "reused": False,
        "attempts": 0,
        "score": None,
        "model": None,
        "confidence": None,
        "seconds": 0.0,
        "trace": [],
        "files": [],
        "source": None,
        "checks": [],
        "error": error,
        "hint": hint,
    }


def exit_code(outcome: "Outcome") -> int:
    """The exit code that tells how a task ended."""
    if outcome.solved:
        return SOLVED
    if outcome.status.value == "cancelled":
        return CANCELLED
    return MODEL_DOWN if outcome.model_down else UNSOLVED
