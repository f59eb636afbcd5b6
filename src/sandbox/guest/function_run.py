"""Calls one function of a program on generated inputs and encodes what it did."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import types
from collections.abc import Callable
from typing import Any

from .call_effects import alter, observed
from .node_run import compile_source, execute
from .result_encoding import describe
from .wire import Message

FILE = "candidate.py"
_LONGEST_CALL, _LONGEST_AFRESH = 0.2, 1.0
"""CPU seconds of one call in a series, and of one whose source is imported first."""


def run(request: Message) -> None:
    """Make the input, report the start, import the source, call, and describe.

    The description goes to stdout as one JSON object; with "series", pairs of a seed and a size,
    it holds one of each call. With "afresh", each of them imports the source into a new module.
    With no source, the input itself is what is wanted, as JSON.
    """
    make_input = _input_maker(request)
    given = None if request["series"] else make_input(request["seed"], request["size"])
    if not request["source"]:
        print(json.dumps(given))
        return
    arguments = given if isinstance(given, tuple) else (given,)
    code = compile_source(request["source"], FILE)
    sys.stdout.flush()
    out = sys.stdout
    request["starts"]()
    if request["series"]:
        said = _call_in_turn(code, request, make_input)
    elif request["describe"]:
        said = _call_afresh(code, request, arguments)
    else:
        sys.stdout = io.StringIO()
        said = _cost_only(code, _new_module(), request, arguments)
    out.write(json.dumps(said))
    out.flush()
    # What the program left to be done at exit is not the function's work.
    os._exit(0)


def _input_maker(request: Message) -> Callable[[int, int], Any]:
    module = types.ModuleType("workload")
    sys.modules["workload"] = module
    execute(compile_source(request["setup"], "workload.py"), module)
    maker: Callable[[int, int], Any] = module.__dict__["make_input"]
    return maker


def _new_module() -> types.ModuleType:
    module = types.ModuleType("candidate")
    module.__file__ = FILE
    sys.modules["candidate"] = module
    return module


def _call_afresh(code: types.CodeType, request: Message, arguments: tuple[Any, ...]) -> Message:
    module = _new_module()
    return observed(module, lambda: _imported(code, module, request, arguments), arguments)


def _imported(
    code: types.CodeType, module: types.ModuleType, request: Message, arguments: tuple[Any, ...]
) -> Any:
    execute(code, module)
    return module.__dict__[request["function"]](*arguments)


def _cost_only(
    code: types.CodeType, module: types.ModuleType, request: Message, arguments: tuple[Any, ...]
) -> Message:
    try:
        return {"result": "", "length": _exhaust(_imported(code, module, request, arguments))}
    except Exception as problem:  # pylint: disable=broad-exception-caught
        return {"raised": describe(problem)}


def _call_in_turn(
    code: types.CodeType, request: Message, make_input: Callable[[int, int], Any]
) -> Message:
    """Make calls one after another in this process, each result altered before the next call.

    So a result that the function gives out again, or a state that it keeps, shows. With "trace",
    the result lists the lines that ran. It ends before a call that takes too long.
    """
    lines: set[int] = set()

    def trace(frame: types.FrameType, _event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        lines.add(frame.f_lineno)
        return trace

    stopped: list[int] = []

    def stop(number: int, _frame: Any) -> None:
        stopped.append(number)
        raise _TooLong

    answer = _answer_afresh if request["afresh"] else _answer_in_turn
    call = answer(code, request)
    signal.signal(signal.SIGVTALRM, stop)
    if request["trace"]:
        sys.settrace(trace)
    calls: list[Message] = []
    for seed, size in request["series"]:
        given = make_input(seed, size)
        said: Message = {}
        try:
            said = call(given if isinstance(given, tuple) else (given,))
        except _TooLong:
            pass
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        # Not by what is raised: a program may catch everything.
        if stopped:
            break
        calls.append(said)
    sys.settrace(None)
    return {"series": calls, "lines": sorted(lines)}


def _answer_afresh(code: types.CodeType, request: Message) -> Callable[[tuple[Any, ...]], Message]:
    def answer(arguments: tuple[Any, ...]) -> Message:
        signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST_AFRESH)
        return _call_afresh(code, request, arguments)

    return answer


def _answer_in_turn(code: types.CodeType, request: Message) -> Callable[[tuple[Any, ...]], Message]:
    module = _new_module()
    sys.stdout, out = io.StringIO(), sys.stdout
    execute(code, module)
    sys.stdout = out
    function = module.__dict__[request["function"]]

    def answer(arguments: tuple[Any, ...]) -> Message:
        results: list[Any] = []

        def call() -> Any:
            results.append(function(*arguments))
            return results[0]

        signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST_CALL)
        said = observed(module, call, arguments)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        for result in results:
            alter(result)
        return said

    return answer


class _TooLong(BaseException):
    """A call of a series takes longer than it may."""


def _exhaust(result: Any) -> int:
    """Draw a lazy result to its end, since its work counts; return how many items it had."""
    if isinstance(result, types.GeneratorType) or hasattr(result, "__next__"):
        return sum(1 for _ in result)
    return 0
