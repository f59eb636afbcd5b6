"""Runs a program or one function of it under the profiler, and reports where its time went."""

from __future__ import annotations

import json
import sys
from cProfile import Profile
from types import CodeType
from typing import Any

MARK = "@profile@"
"""What precedes the rows on stderr: [function, seconds in itself] each."""

_FILE = "subject.py"


def profile_call(*arguments: Any, source: str, name: str) -> Any:
    """Import the source and call one of its functions, which alone is profiled."""
    names: dict[str, Any] = {"__name__": "candidate"}
    exec(_compiled(source), names)  # pylint: disable=exec-used
    profiler = Profile()
    try:
        return profiler.runcall(names[name], *arguments)
    finally:
        _tell(profiler)


def profile_program(source: str) -> None:
    """Run the source as a program."""
    names: dict[str, Any] = {"__name__": "__main__"}
    code = _compiled(source)
    profiler = Profile()
    try:
        # The stubs know of text only.
        profiler.runctx(code, names, names)  # type: ignore[arg-type]
    finally:
        _tell(profiler)


def _compiled(source: str) -> CodeType:
    code: CodeType = compile(source, _FILE, "exec", dont_inherit=True)
    return code


def _tell(profiler: Profile) -> None:
    rows = [
        (entry.code if isinstance(entry.code, str) else entry.code.co_name, entry.inlinetime)
        for entry in profiler.getstats()
        if isinstance(entry.code, str) or entry.code.co_filename == _FILE
    ]
    sys.stderr.write(f"\n{MARK}{json.dumps(rows)}\n")
    sys.stderr.flush()
