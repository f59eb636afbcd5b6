"""Did two runs do the same, and if not, in what do they differ?"""

import json
import math
import re
from typing import Any

from ..domain.measurement import Counterexample
from ..domain.node_contract import describe_ending
from ..domain.program_run import Ending, RunResult

_TOLERANCE = 1e-9
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_FLOAT = re.compile(
    rf"{_QUOTED}|-?(?<!\d)(?:\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\binf\b|\bnan\b)", re.IGNORECASE
)
_MAX_CHARACTERS = 200
_LONG = 15
_PARTS = (
    "result raised arguments returned_argument shared_parts printed errors warnings log".split()
)


def same_run(a: RunResult, b: RunResult) -> bool:
    """Return whether two runs ended alike with the same output."""
    if a.ending is not b.ending:
        return False
    if a.ending is not Ending.FINISHED:
        return True
    one, other = said_by(a), said_by(b)
    if is_observed(one) and is_observed(other):
        return same_effects(one, other)
    return same_text(a.stdout, b.stdout)


def same_effects(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two calls did the same; what B keeps in names that A has not is its own."""
    if any(not _same_part(one.get(key), other.get(key)) for key in _PARTS):
        return False
    if not all(_same_printed(one[key], other[key]) for key in ("printed", "errors")):
        return False
    changed = (one["state"].keys() | other["state"].keys()) & set(one["names"])
    return all(_same_part(one["state"].get(name), other["state"].get(name)) for name in changed)


def _same_part(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return same_text(one, other)
    return one == other


def _same_printed(a: str, b: str) -> bool:
    """Return whether two texts agree but for the last digits of floats that were not rounded."""
    (plain, floats), (other_plain, other_floats) = map(_without_floats, (a, b))
    return plain == other_plain and all(
        x == y or max(map(_digits, (x, y))) >= _LONG and _same_float(float(x), float(y))
        for x, y in zip(floats, other_floats, strict=True)
    )


def _digits(number: str) -> int:
    """Return how many significant digits a number is written with."""
    return len(re.sub(r"\D", "", number.lower().partition("e")[0]).lstrip("0"))


def shown_difference(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, str]:
    """Return what each call did, by the first part in which they differ."""
    for key in _PARTS:
        if one.get(key) != other.get(key):
            if key in ("result", "raised"):
                return _shown_effects(one), _shown_effects(other)
            title = key.replace("_", " ")
            return f"{title}: {one.get(key)}", f"{title}: {other.get(key)}"
    return f"the module's values: {one['state']}", f"the module's values: {other['state']}"


def failure_of(run: RunResult) -> str:
    """Return why a run has no result: how it ended, or what it raised; "" if it has one."""
    if not run.finished:
        return describe_ending(run)
    return str(said_by(run).get("raised", ""))


def is_observed(said: object) -> bool:
    """Return whether it describes a call; a program may print its own objects."""
    if not isinstance(said, dict):
        return False
    names = said.get("names")
    if not isinstance(names, list) or not isinstance(said.get("state"), dict):
        return False
    return all(isinstance(one, str) for one in (said.get("printed"), said.get("errors"), *names))


def said_by(run: RunResult) -> dict[str, Any]:
    """Return the object that the run printed; {} if it printed something else."""
    try:
        said = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def same_text(a: str, b: str) -> bool:
    """Return whether two descriptions agree, floats to nine digits and all else exactly.

    -0.0 is not 0.0, NaN is NaN, 1 is not 1.0.
    """
    if a == b:
        return True
    (plain, floats), (other_plain, other_floats) = map(_without_floats, (a, b))
    # A # may be one of the text's own.
    if plain != other_plain or len(floats) != len(other_floats):
        return False
    return all(_same_float(float(x), float(y)) for x, y in zip(floats, other_floats, strict=True))


def _without_floats(text: str) -> tuple[str, list[str]]:
    """Get the text with its floats taken out, but for those in quotes: those are part of a text."""
    floats: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0][0] in "'\"":
            return match[0]
        floats.append(match[0])
        return "#"

    return _FLOAT.sub(take, text), floats


def _same_float(x: float, y: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if x == y == 0:
        return math.copysign(1, x) == math.copysign(1, y)
    return math.isclose(x, y, rel_tol=_TOLERANCE)


def counterexample(where: str, a: RunResult, b: RunResult) -> Counterexample:
    """Return where two runs differ, and how."""
    expected, got = shown_run(a), shown_run(b)
    if expected == got and is_observed(said_by(a)):
        # The results agree: it is another effect.
        expected, got = shown_difference(said_by(a), said_by(b))
    elif expected == got:
        expected, got = a.stdout, b.stdout
    return cut_counterexample(where, expected, got)


def cut_counterexample(where: str, expected: str, got: str) -> Counterexample:
    """Return a counterexample whose texts can be read at a glance."""
    return Counterexample(_cut(where), _cut(expected), _cut(got))


def shown_run(run: RunResult) -> str:
    """Return what came of the run, in a line: its result, its exception, or how it ended."""
    if not run.finished:
        return describe_ending(run)
    try:
        reported = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return _cut(run.stdout)
    if not isinstance(reported, dict):
        return _cut(str(reported))
    return _shown_effects(reported)


def _shown_effects(said: dict[str, Any]) -> str:
    if said.get("raised"):
        return _cut(f"an exception, {said['raised']}")
    return _cut(str(said.get("result", said)))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 3] + "..."
