"""Shows code that is a task's result: highlighted, with its cases and how to run it."""

import json
import shlex
from typing import TYPE_CHECKING

from ..domain.json_value import JSONValue, parse_json
from ..domain.signature import read_signature
from .outcome_report import result_text
from .output import Grid, Line, Part, Tone

if TYPE_CHECKING:
    from ..domain.outcome import Outcome
    from ..domain.task import Example


def is_new_code(outcome: "Outcome") -> bool:
    """Return True if a model wrote the code for this task."""
    return bool(outcome.source and outcome.model) and not outcome.reused


def code_notes(outcome: "Outcome") -> tuple[Part, ...]:
    """Return the notes below code: its cases, what was checked, and how to run it."""
    names: tuple[str, ...] = ()
    if outcome.cases:
        signature = read_signature(f"def {outcome.signature}: ...", outcome.function)
        names = tuple(parameter.name for parameter in signature.parameters)
    rows = dict.fromkeys((_call(one, names), result_text(one.expected)) for one in outcome.cases)
    parts: list[Part] = [Grid(("Call", "Result"), tuple(rows))] if rows else []
    parts += [Line(check, Tone.STEP) for check in outcome.checks]
    if outcome.node_id:
        parts.append(Line(f"Run it: {run_command(outcome)}", Tone.HINT))
    return tuple(parts)


def run_command(outcome: "Outcome") -> str:
    """Return the command that runs the function, with the values of a case where it needs some."""
    fixed = outcome.arguments or {}
    cases = [case.arguments or {} for case in outcome.cases]
    fitting = [case for case in cases if fixed.items() <= case.items()]
    values = next(iter(fitting or cases), {}) | fixed
    typed = (f"{name}={shlex.quote(_typed(value))}" for name, value in values.items())
    return " ".join(("run", outcome.node_id, *typed))


def _call(case: "Example", names: tuple[str, ...]) -> str:
    """Return a call; after an omitted parameter, arguments are named."""
    given = case.arguments or {}
    shown = [
        repr(given[name]) if given.keys() >= {*names[:place]} else f"{name}={given[name]!r}"
        for place, name in enumerate(names)
        if name in given
    ]
    return f"{case.description.partition('(')[0]}({', '.join(shown)})"


def _typed(value: JSONValue) -> str:
    """Return a value as typed after `name=`: text as it is, unless it would be read as JSON."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        parse_json(value)
    except ValueError:
        return value
    return json.dumps(value, ensure_ascii=False)
