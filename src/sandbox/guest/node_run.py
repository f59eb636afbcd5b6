"""Runs a program as __main__ in a confined child."""

from __future__ import annotations

import linecache
import sys
import types
from typing import Any

from .wire import Message

FILE = "main.py"


def run(request: Message) -> None:
    """Compile the source, tell that the program starts, and run it; it ends as it wishes."""
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
