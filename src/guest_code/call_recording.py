"""Makes a call of a user's function and writes down what it did, in terms a test can be made of."""

# Calls and values are source text: evaluating it is what this is for.
# pylint: disable=exec-used,eval-used

from __future__ import annotations

import contextlib
import dis
import io
import json
import math
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

_LONGEST = 600
_LIBRARIES = (
    "asyncio collections datetime decimal fractions io numpy operator pathlib re uuid".split()
)
_MOST_DRAWN = 1000
_FILE = "subject.py"


def record_call(
    names: Sequence[str],
    values: Sequence[str],
    owner: str,
    call: str,
    *,
    import_module: Callable[[], types.ModuleType],
    written: Callable[[Any], str],
) -> str:
    """Import the module, make the call with the names bound to the values, and report as JSON.

    `owner` makes the instance that it is called on ("" for none), which `call` names _self;
    `written` writes a value as source.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        module = import_module()
    return json.dumps(CallRecorder(module.__dict__, written).record(names, values, owner, call))


class CallRecorder:
    """Makes calls in a module, whose names it is given, and describes what they did."""

    def __init__(self, module: dict[str, Any], written: Callable[[Any], str] = repr) -> None:
        self._module = module
        self._written = written

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
        said: dict[str, object] = dict.fromkeys(
            ("raised", "message", "how", "value", "warns", "own"), ""
        )
        state = ""
        printed = io.StringIO()
        try:
            if owner:
                space["_self"] = eval(owner, space)
                state = self._attributes(space["_self"])
            with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                result = eval(call, space)
                # What is lazy may raise only when it is drawn from.
                said["how"] = "list" if hasattr(type(result), "__next__") else ""
                said["how"], said["value"] = self.comparison_of(result)
            said["warns"] = seen[0].category.__name__ if seen else ""
        # What the user's function raises is what is asked for.
        except (Exception, SystemExit) as problem:  # pylint: disable=broad-exception-caught
            said.update(raised=type(problem).__qualname__, message=str(problem))
            said["own"] = _is_raised_by(problem)
        after = [self.as_expression(space[name]) for name in names]
        now = self._attributes(space["_self"]) if owner and not said["raised"] else state
        said["after"] = ["" if a == b else a for a, b in zip(after, before)]
        said["state"] = now if now != state else ""
        said["printed"] = printed.getvalue()
        return said

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
        try:
            text = self._written(value)
            if len(text) > _LONGEST:
                return ""
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
        """Return the module's names as they are now, and those that values of common types need."""
        space = dict(self._module)
        for name in _LIBRARIES:
            # The file may have `from datetime import datetime`.
            if getattr(space.get(name), "__module__", "") != space.get("__name__"):
                with contextlib.suppress(ImportError):
                    space[name] = __import__(name)
        return space


def _is_raised_by(problem: BaseException) -> bool:
    """Return whether the file's own code raises it on purpose, rather than runs into it."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or isinstance(problem, SystemExit):
        return True
    code = trace.tb_frame.f_code
    if code.co_filename != _FILE:
        return False
    name = dis.opname[code.co_code[trace.tb_lasti]]
    return name in ("RAISE_VARARGS", "RERAISE")
