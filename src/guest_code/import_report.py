"""Imports a user's module under observation, and reports what that did."""

from __future__ import annotations

import json
import os
import sys
import types
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_ACTIONS = {
    "socket.connect": "connect to a server",
    "socket.getaddrinfo": "look up a server",
    "socket.bind": "open a port",
    "subprocess.Popen": "start a process",
    "os.system": "run a command",
    "os.remove": "delete a file",
    "os.mkdir": "make a folder",
    "os.rename": "rename a file",
    "os.rmdir": "delete a folder",
    "os.fork": "fork",
    "os.exec": "start a program",
    "os.putenv": "change the environment",
}


def report_import(subject: dict[str, str]) -> str:
    """Return JSON: the error with its line, a module that is missing, and what was tried.

    `subject` has the module's source, name, package and file.
    """
    module = types.ModuleType(subject["name"])
    module.__dict__.update(__package__=subject["package"], __file__=subject["file"])
    sys.modules[subject["name"]] = module
    tried: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        action = describe_event(event, arguments)
        if action:
            tried.append(action)

    # It cannot be taken out again: this process imports one module and ends.
    sys.addaudithook(watch)
    report: dict[str, object] = {"trouble": "", "line": 0, "missing": "", "tried": tried}
    try:
        code = compile(subject["source"], "subject.py", "exec", dont_inherit=True)
        exec(code, module.__dict__)  # pylint: disable=exec-used
    # The user's module may end in any way.
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        missing = problem.name if isinstance(problem, ModuleNotFoundError) else ""
        text = f"{type(problem).__name__}: {problem}".rstrip(": ")
        report.update(trouble=text, line=last_line_in(problem, "subject.py"), missing=missing or "")
    return json.dumps(report)


def describe_event(event: str, arguments: tuple[Any, ...]) -> str:
    """Return what an audit event does beyond importing ("" for nothing of interest)."""
    if event != "open":
        return _ACTIONS.get(event, "")
    path, mode, flags = arguments
    writes = set(mode) & set("wax+") if isinstance(mode, str) else flags & _WRITES
    return f"write to {path}" if writes else ""


def last_line_in(problem: BaseException, file: str) -> int:
    """Return the innermost line of the file that the exception passed through; 0 for none."""
    line = 0
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
