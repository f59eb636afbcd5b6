"""Asks the user's code what it does for a call, confined, in words that a test can be made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Limits
from .call_drawing import DrawnCall
from .import_probe import ImportProbe, result_of
from .module import UserModule

_FUNCTION = "_evolver_observe"
_LIMITS = Limits(wall_seconds=3.0, cpu_seconds=0.5)
_LONGEST_MS = 150.0

_OBSERVING = '''
import builtins
import contextlib
import copy
import io
import json
import sys
import types

_module = types.ModuleType(NAME)
_module.__dict__.update(__package__=PACKAGE, __file__=FILE)
sys.modules[NAME] = _module
with contextlib.redirect_stdout(io.StringIO()):
    exec(compile(SOURCE, "subject.py", "exec", dont_inherit=True), _module.__dict__)


def _space():
    space = dict(_module.__dict__)
    for name in ("datetime", "decimal", "fractions", "numpy"):
        if name not in space:
            try:
                space[name] = __import__(name)
            except ImportError:
                continue
    return space


def _text(value):
    """The value as an expression that is equal to it; "" where there is none."""
    text = repr(value)
    if len(text) > 600:
        return ""
    try:
        again = eval(text, _space())
        return text if type(again) is type(value) and bool(again == value) else ""
    except Exception:
        return ""


def _seen(value):
    """How a test compares the result: (what is done to it, what it is)."""
    if hasattr(type(value), "__next__"):
        drawn = [item for item, _ in zip(value, range(1001))]
        return ("list", _text(drawn)) if len(drawn) <= 1000 else ("", "")
    if type(value) is float and value == value and abs(value) != float("inf"):
        return ("float", repr(value))
    if hasattr(value, "tolist"):
        return ("tolist", _text(value.tolist()))
    text = _text(value)
    if text:
        return ("", text)
    text = repr(value)
    return ("repr", repr(text)) if " at 0x" not in text and len(text) <= 600 else ("", "")


def _attributes(instance):
    try:
        return _text(vars(instance))
    except TypeError:
        return ""


def _observed(names, values, owner, call):
    space = _space()
    said = io.StringIO()
    for name, value in zip(names, values):
        space[name] = eval(value, space)
    before = [_text(space[name]) for name in names]
    told = {"raised": "", "message": "", "how": "", "value": "", "after": [], "state": ""}
    state = ""
    try:
        if owner:
            space["_self"] = eval(owner, space)
            state = _attributes(space["_self"])
        with contextlib.redirect_stdout(said):
            told["how"], told["value"] = _seen(eval(call, space))
    except Exception as problem:
        kind = type(problem)
        told["raised"] = kind.__qualname__
        told["message"] = str(problem)
    after = [_text(space[name]) for name in names]
    told["after"] = ["" if a == b else a for a, b in zip(after, before)]
    if owner and "_self" in space and not told["raised"]:
        now = _attributes(space["_self"])
        told["state"] = now if now != state else ""
    told["printed"] = said.getvalue()
    return told


def _evolver_observe(names, values, owner, call):
    return json.dumps(_observed(names, values, owner, call))
'''


UNSTEADY = "its result is not the same every time"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a call did: its result or exception, what it changed, and what it printed.

    `trouble` says why no test can be made of it.
    """

    case: DrawnCall
    raised: str = ""
    message: str = ""
    how: str = ""
    value: str = ""
    after: tuple[str, ...] = ()
    state: str = ""
    printed: str = ""
    trouble: str = ""


def observe(
    looker: ImportProbe, apart: Sandbox, module: UserModule, cases: Sequence[DrawnCall]
) -> tuple[Observation, ...]:
    """Make each call in two processes that share nothing; what differs is no test."""
    rows = [(c.names, c.values, c.owner, call_of(c, instance="_self")) for c in cases]
    setup = f"CASES = {rows!r}\n\ndef make_input(seed, size):\n    return CASES[seed]\n"
    program = looker.program(_head(module) + _OBSERVING, _FUNCTION, setup, _LIMITS)
    found: list[Observation] = []
    with looker.sandbox.open(program) as here, apart.open(program) as there:
        for place, case in enumerate(cases):
            given = {"seed": place, "size": 0}
            run = here.run(dict(given))
            first = result_of(run)
            if not isinstance(first, str):
                found.append(Observation(case, trouble=describe_ending(run)))
            elif run.metrics.cpu_ms > _LONGEST_MS:
                found.append(Observation(case, trouble="it takes too long for a test"))
            elif first != result_of(there.run(dict(given))):
                found.append(Observation(case, trouble=UNSTEADY))
            else:
                found.append(_read(case, first))
    return tuple(found)


def call_of(case: DrawnCall, instance: str = "", inline: Sequence[str] = ()) -> str:
    """The call as source; names in `inline` stand as their values, the others as names."""
    pairs = zip(case.names, case.values, case.words, strict=True)
    texts = [
        (f"{word}=" if word else "") + (value if name in inline else name)
        for name, value, word in pairs
    ]
    function = case.target
    if case.owner:
        function = f"{instance or case.owner}.{case.target.rpartition('.')[2]}"
    return f"{function}({', '.join(texts)})"


def _head(module: UserModule) -> str:
    return (
        f"SOURCE, NAME = {module.source!r}, {module.name!r}\n"
        f"PACKAGE, FILE = {module.package!r}, {str(module.path)!r}\n"
    )


def _read(case: DrawnCall, text: str) -> Observation:
    told = json.loads(text)
    trouble = ""
    if not told["raised"] and not told["value"]:
        trouble = "its result has no plain value to compare with"
    return Observation(
        case,
        told["raised"],
        told["message"],
        told["how"],
        told["value"],
        tuple(told["after"]),
        told["state"],
        told["printed"],
        trouble,
    )
