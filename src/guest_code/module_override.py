"""Puts a version of a user's module in the place of its file, and notes which of its lines run."""

from __future__ import annotations

import atexit
import importlib.abc
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

MARK = "@lines@"
"""What stands on stderr before the lines that ran."""

_FILE = "subject.py"


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
        """Run the version."""
        code = compile(self._source, _FILE, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # pylint: disable=exec-used


class LineTrace:
    """Notes the lines of the version that run."""

    def __init__(self) -> None:
        self.lines: set[int] = set()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> LineTrace | None:
        """Note the line, and stay with the frame if it is the version's. See sys.settrace."""
        if frame.f_code.co_filename != _FILE:
            return None
        self.lines.add(frame.f_lineno)
        return self

    def tell(self) -> None:
        """Stop, and write the lines to stderr behind MARK."""
        sys.settrace(None)
        os.write(2, f"\n{MARK}{json.dumps(sorted(self.lines))}\n".encode())


def override_module(source: str, name: str, file: str, traced: bool) -> None:
    """From now on `import name` gets this source; `traced` tells at exit which lines ran."""
    sys.modules.pop(name, None)
    sys.meta_path.insert(0, ModuleOverride(source, name, file))
    if traced:
        trace = LineTrace()
        atexit.register(trace.tell)
        sys.settrace(trace)
