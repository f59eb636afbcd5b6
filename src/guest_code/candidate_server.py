"""Serves a candidate program's functions from a confined process, one request at a time."""

from __future__ import annotations

import contextlib
import io
import sys
import types
from collections.abc import Callable
from typing import Any

MODULE = "program"
_MOST_TEXT = 2000


class CandidateServer:
    """Carries out the requests that `ask` returns for each answer, until it returns None.

    `values` is the module that writes and reads values.
    """

    def __init__(self, ask: Callable[[dict[str, Any]], Any], values: Any) -> None:
        self._ask = ask
        self._values = values
        self._lent: list[Any] = []
        self._module = types.ModuleType(MODULE)

    def serve(self) -> None:
        """Answer until there is nothing more to do."""
        answer: dict[str, Any] = {}
        while True:
            request = self._ask(answer)
            if request is None:
                return
            answer = self._carry_out(request)

    def _carry_out(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            if request["do"] == "load":
                return self._load(request)
            if request["do"] == "main":
                return self._run_as_program(request)
            given = self._values.decode(request["args"], self._borrow)
            named = self._values.decode(request["kwargs"], self._borrow)
            if request["do"] == "call":
                function = getattr(self._module, request["name"])
            else:
                function = self._lent[request["number"]]
            return {"value": self._encode(function(*given, **named))}
        except BaseException as problem:  # pylint: disable=broad-exception-caught
            return {"raised": [type(problem).__name__, str(problem)[:_MOST_TEXT]]}

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Import the candidate and name what it offers: functions, and values that can go."""
        module = self._module
        module.__file__ = request["file"]
        sys.modules[MODULE] = module
        code = compile(request["source"], request["file"], "exec", dont_inherit=True)
        exec(code, module.__dict__)  # pylint: disable=exec-used
        functions: dict[str, str] = {}
        values: dict[str, Any] = {}
        others: list[str] = []
        for name, value in list(module.__dict__.items()):
            if name.startswith("__") or isinstance(value, types.ModuleType):
                continue
            if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
                functions[name] = str(value.__doc__ or "")[:_MOST_TEXT]
                continue
            try:
                values[name] = self._encode(value)
            except (TypeError, ValueError, RecursionError):
                others.append(name)
        return {"functions": functions, "values": values, "others": others}

    def _run_as_program(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run it as __main__, as `python program.py` would."""
        module = types.ModuleType("__main__")
        module.__file__ = request["file"]
        sys.modules["__main__"] = module
        sys.argv = [request["file"], *request["arguments"]]
        sys.stdin = io.StringIO(request["stdin"])
        out, err, code = io.StringIO(), io.StringIO(), 0
        compiled = compile(request["source"], request["file"], "exec", dont_inherit=True)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                exec(compiled, module.__dict__)  # pylint: disable=exec-used
            except SystemExit as leaving:
                code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
            except Exception as problem:  # pylint: disable=broad-exception-caught
                print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
                code = 1
        return {"stdout": out.getvalue(), "stderr": err.getvalue(), "code": code}

    def _encode(self, value: Any) -> Any:
        return self._values.encode(value, self._lend)

    def _lend(self, function: Any) -> int:
        self._lent.append(function)
        return len(self._lent) - 1

    def _borrow(self, number: int) -> Any:
        """Return a function of the evaluator's, called there."""

        def call(*given: Any, **named: Any) -> Any:
            asked = {"number": number, "args": self._encode(given), "kwargs": self._encode(named)}
            reply = self._ask(asked)
            while "do" in reply:
                # The evaluator's function calls the candidate again.
                reply = self._ask(self._carry_out(reply))
            if "raised" in reply:
                raise RuntimeError(": ".join(reply["raised"]))
            return self._values.decode(reply["value"], self._borrow)

        return call
