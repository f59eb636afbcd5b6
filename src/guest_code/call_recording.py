"""Makes a call of a user's function and writes down what it did, in terms a test can be made of."""

# Calls and values are source text: evaluating it is what this is for.
# pylint: disable=exec-used,eval-used

from __future__ import annotations

import contextlib
import io
import json
import math
import sys
import types
from collections.abc import Sequence
from typing import Any

_LONGEST = 600
_MOST_DRAWN = 1000


def record_call(
    names: Sequence[str], values: Sequence[str], owner: str, call: str, subject: dict[str, str]
) -> str:
    """Import the module, make the call with the names bound to the values, and report as JSON.

    `owner` makes the instance that it is called on ("" for none), which `call` names _self;
    `subject` has the module's source, name, package and file.
    """
    return json.dumps(CallRecorder(_imported(subject)).record(names, values, owner, call))


class CallRecorder:
    """Makes calls in a module, whose names it is given, and describes what they did."""

    def __init__(self, module: dict[str, Any]) -> None:
        self._module = module

    def record(
        self, names: Sequence[str], values: Sequence[str], owner: str, call: str
    ) -> dict[str, object]:
        """Return what the call did: its result and how to compare it, or what it raised.

        `after` are the arguments that it changed ("" for the others), `state` the attributes of
        the instance if it changed them.
        """
        space = self._space()
        for name, value in zip(names, values):
            space[name] = eval(value, space)
        before = [self.as_expression(space[name]) for name in names]
        told: dict[str, object] = {"raised": "", "message": "", "how": "", "value": ""}
        state = ""
        printed = io.StringIO()
        try:
            if owner:
                space["_self"] = eval(owner, space)
                state = self._attributes(space["_self"])
            with contextlib.redirect_stdout(printed):
                told["how"], told["value"] = self.comparison_of(eval(call, space))
        # What the user's function raises is what is asked for.
        except Exception as problem:  # pylint: disable=broad-exception-caught
            told.update(raised=type(problem).__qualname__, message=str(problem))
        after = [self.as_expression(space[name]) for name in names]
        now = self._attributes(space["_self"]) if owner and not told["raised"] else state
        told["after"] = ["" if a == b else a for a, b in zip(after, before)]
        told["state"] = now if now != state else ""
        told["printed"] = printed.getvalue()
        return told

    def comparison_of(self, value: Any) -> tuple[str, str]:
        """Return how a test compares a result: (what is done to it, what that is equal to).

        The second is "" where it cannot be compared.
        """
        if hasattr(type(value), "__next__"):
            drawn = [item for item, _ in zip(value, range(_MOST_DRAWN + 1))]
            return ("list", self.as_expression(drawn)) if len(drawn) <= _MOST_DRAWN else ("", "")
        if type(value) is float and math.isfinite(value):  # pylint: disable=unidiomatic-typecheck
            return ("float", repr(value))
        if hasattr(value, "tolist"):
            return ("tolist", self.as_expression(value.tolist()))
        text = self.as_expression(value)
        if text:
            return ("", text)
        text = repr(value)
        return ("repr", repr(text)) if " at 0x" not in text and len(text) <= _LONGEST else ("", "")

    def as_expression(self, value: Any) -> str:
        """Return an expression that is equal to the value, with the module's names; "" if none."""
        text = repr(value)
        if len(text) > _LONGEST:
            return ""
        try:
            again = eval(text, self._space())
            return text if type(again) is type(value) and bool(again == value) else ""
        # Neither the text nor the comparison are ours.
        except Exception:  # pylint: disable=broad-exception-caught
            return ""

    def _attributes(self, instance: Any) -> str:
        try:
            return self.as_expression(vars(instance))
        except TypeError:
            return ""

    def _space(self) -> dict[str, Any]:
        """The module's names as they are now, and those that values of common types need."""
        space = dict(self._module)
        for name in ("datetime", "decimal", "fractions", "numpy"):
            if name not in space:
                with contextlib.suppress(ImportError):
                    space[name] = __import__(name)
        return space


def _imported(subject: dict[str, str]) -> dict[str, Any]:
    module = types.ModuleType(subject["name"])
    module.__dict__.update(__package__=subject["package"], __file__=subject["file"])
    sys.modules[subject["name"]] = module
    with contextlib.redirect_stdout(io.StringIO()):
        code = compile(subject["source"], "subject.py", "exec", dont_inherit=True)
        exec(code, module.__dict__)
    return module.__dict__
