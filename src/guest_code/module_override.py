"""Puts a version of a user's module in the place of its file, and notes what of it runs."""

from __future__ import annotations

import atexit
import contextlib
import importlib.abc
import importlib.util
import inspect
import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

MARK = "@lines@"
"""What precedes the lines and calls that ran on stderr."""

_FILE = "subject.py"
_MOST_CALLS, _LONGEST = 200, 400


# The signatures are those of importlib and sys.settrace.
# pylint: disable=unused-argument


class ModuleOverride(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the version under test where the file would be found."""

    def __init__(self, source: str, name: str, file: str) -> None:
        self._source = source
        self._name = name
        self._file = file

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the version's spec under the module's name; None for every other."""
        if fullname != self._name:
            return None
        spec = importlib.util.spec_from_loader(fullname, self, origin=self._file)
        assert spec is not None
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the version in the file's folder, as its author does: it may read files there."""
        code, here = compile(self._source, _FILE, "exec", dont_inherit=True), os.getcwd()
        with contextlib.suppress(OSError):
            os.chdir(os.path.dirname(self._file))
        try:
            exec(code, module.__dict__)  # pylint: disable=exec-used
        finally:
            os.chdir(here)


class RunTrace:
    """Notes the lines of the version that run, and the arguments its functions are called with."""

    def __init__(self) -> None:
        self.lines: set[int] = set()
        self.calls: dict[str, list[Any]] = {}
        self._made: dict[int, dict[str, str]] = {}

    def __call__(self, frame: FrameType, event: str, argument: Any) -> RunTrace | None:
        """Note the line, and stay with the frame if it is the version's. See sys.settrace."""
        if frame.f_code.co_filename != _FILE:
            return None
        self.lines.add(frame.f_lineno)
        caller = frame.f_back.f_code if frame.f_back else None
        # Of a recursion the outermost call is what somebody asked for.
        if event == "call" and len(self.calls) < _MOST_CALLS and caller is not frame.f_code:
            self._note_call(frame)
        return self

    def _note_call(self, frame: FrameType) -> None:
        # pylint: disable=no-member  # inspect makes these names when it is loaded
        code = frame.f_code
        number = code.co_argcount + code.co_kwonlyargcount
        number += bool(code.co_flags & inspect.CO_VARARGS) + bool(
            code.co_flags & inspect.CO_VARKEYWORDS
        )
        # Python 3.9 does not say which class a function is of.
        name = getattr(code, "co_qualname", code.co_name)
        if "<" in name or not code.co_flags & inspect.CO_OPTIMIZED:
            # The module, the body of a class, or what only the file itself can call.
            return
        names = list(code.co_varnames[:number])
        owner: dict[str, str] | None = None
        if "." in name and names and names[0] == "self":
            instance = id(frame.f_locals["self"])
            del names[0]
            owner = self._made.get(instance)
            if name.endswith(".__init__"):
                self._made[instance] = self._shown(frame, names)
        elif "." in name and names and names[0] == "cls":
            del names[0]
        call = [name, self._shown(frame, names), owner]
        self.calls.setdefault(json.dumps(call), call)

    def _shown(self, frame: FrameType, names: Sequence[str]) -> dict[str, str]:
        """Return the arguments' texts; those that are long or raise are left empty."""
        shown = dict.fromkeys(names, "")
        for name in names:
            with contextlib.suppress(Exception):
                text = repr(frame.f_locals[name])
                shown[name] = text if len(text) <= _LONGEST else ""
        return shown

    def tell(self) -> None:
        """Stop, and write what was noted to stderr behind MARK."""
        sys.settrace(None)
        said = {"lines": sorted(self.lines), "calls": list(self.calls.values())}
        os.write(2, f"\n{MARK}{json.dumps(said)}\n".encode())


def import_version(subject: dict[str, str]) -> ModuleType:
    """Return the module, imported as Python would: its package, which may import it, comes first.

    `subject` has its source, name and file.
    """
    override_module(subject["source"], subject["name"], subject["file"], False)
    return importlib.import_module(subject["name"])


def override_module(source: str, name: str, file: str, traced: bool) -> None:
    """Let `import name` get this source from now on; with `traced`, report at exit what ran."""
    sys.modules.pop(name, None)
    sys.meta_path.insert(0, ModuleOverride(source, name, file))
    if traced:
        trace = RunTrace()
        atexit.register(trace.tell)
        sys.settrace(trace)
