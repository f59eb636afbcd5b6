"""Runs a program as __main__ in a confined child, and lets it import other nodes' functions."""

from __future__ import annotations

import linecache
import sys
import types
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from typing import Any

from .wire import Message

FILE = "main.py"


def run(request: Message) -> None:
    """Compile the source, report the start, and run the program to its end."""
    code = compile_source(request["source"], FILE)
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=FILE, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    sys.argv = [FILE, *request["arguments"]]
    request["starts"]()
    execute(code, module)


def compile_source(source: str, name: str) -> types.CodeType:
    """Compile, with the lines kept where a traceback looks for them."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    code: types.CodeType = compile(source, name, "exec", dont_inherit=True)
    return code


def execute(code: types.CodeType, module: types.ModuleType) -> None:
    """Run a module's code in its own namespace."""
    namespace: dict[str, Any] = module.__dict__
    exec(code, namespace)  # pylint: disable=exec-used


def make_importable(sources: Mapping[str, str]) -> None:
    """Let the program import these modules by their dotted names; no file is read for it."""
    if sources:
        sys.meta_path.insert(0, _SourceFinder(sources))


class _SourceFinder:
    """A finder and loader of modules whose sources are known; their packages are empty."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        """Return the specification of a known module, or of a package that holds one."""
        if name in self._sources:
            return ModuleSpec(name, self, origin=_file_of(name))  # type: ignore[arg-type]
        if any(known.startswith(f"{name}.") for known in self._sources):
            return ModuleSpec(name, None, is_package=True)
        return None

    def create_module(self, _spec: ModuleSpec) -> None:
        """Let the import system make the module."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the module's source in its namespace."""
        source = self._sources[module.__name__]
        execute(compile_source(source, _file_of(module.__name__)), module)


def _file_of(name: str) -> str:
    return name.replace(".", "/") + ".py"
