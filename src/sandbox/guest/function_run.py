"""Calls one function of a program on a generated input and encodes its result."""

from __future__ import annotations

import io
import json
import os
import sys
import types
from typing import Any

from .node_run import compile_source, execute
from .result_encoding import describe, describe_error
from .wire import Message

FILE = "candidate.py"


def run(request: Message) -> None:
    """Make the input, tell that the metering starts, import the source, call, and describe.

    The description goes to stdout as one JSON object. With no source, the input itself is
    what is wanted, as JSON.
    """
    given = _make_input(request)
    if not request["source"]:
        print(json.dumps(given))
        return
    arguments = given if isinstance(given, tuple) else (given,)
    code = compile_source(request["source"], FILE)
    module = types.ModuleType("candidate")
    module.__file__ = FILE
    sys.modules["candidate"] = module
    sys.stdout.flush()
    request["starts"]()
    out, sys.stdout = sys.stdout, io.StringIO()
    said = _call(code, module, request, arguments)
    said["printed"] = sys.stdout.getvalue()
    out.write(json.dumps(said))
    out.flush()
    # What the program left to be done at exit is not the function's work.
    os._exit(0)


def _make_input(request: Message) -> Any:
    module = types.ModuleType("workload")
    sys.modules["workload"] = module
    execute(compile_source(request["setup"], "workload.py"), module)
    return module.__dict__["make_input"](request["seed"], request["size"])


def _call(
    code: types.CodeType, module: types.ModuleType, request: Message, arguments: tuple[Any, ...]
) -> Message:
    try:
        execute(code, module)
        result = module.__dict__[request["function"]](*arguments)
        if not request["describe"]:
            return {"result": "", "length": _exhaust(result)}
        return {
            "result": describe(result),
            "arguments": describe(arguments),
            "returned_argument": _place(result, arguments),
        }
    except Exception as problem:  # pylint: disable=broad-exception-caught
        return {"raised": describe_error(problem), "arguments": describe(arguments)}


def _exhaust(result: Any) -> int:
    """A lazy result's work is work, too."""
    if isinstance(result, types.GeneratorType) or hasattr(result, "__next__"):
        return sum(1 for _ in result)
    return 0


def _place(result: Any, arguments: tuple[Any, ...]) -> int | None:
    """Which mutable argument was returned itself, if one was."""
    for index, argument in enumerate(arguments):
        if result is argument and isinstance(result, (list, dict, set, bytearray)):
            return index
    return None
