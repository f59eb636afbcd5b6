"""Turns a module of this package into the text of a program for the sandbox."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

_OWN_IMPORT = re.compile(r"^from \.(\w+) import [\w, ]+$", re.MULTILINE)
_FUTURE = "from __future__ import annotations\n"


def guest_source(module: ModuleType) -> str:
    """Return the module's text, with the text of each module of this package that it imports."""
    return _whole_text(Path(inspect.getfile(module)))


def guest_function(entry: str, function: Callable[..., object], /, **arguments: object) -> str:
    """Return the text of the function's module, with a function `entry` at its end.

    `entry` calls the function with what it is given and with `arguments`, which are written
    into the text by repr: plain values only.
    """
    text = _whole_text(Path(inspect.getfile(function)))
    call = f"{function.__name__}(*given, **{arguments!r})"
    return f"{text}\n\ndef {entry}(*given):\n    return {call}\n"


def load_statement(name: str, module: ModuleType) -> str:
    """Return source that binds `name` to the module, loaded into a namespace of its own.

    For text that is put into somebody else's program: no name of that program is touched.
    """
    title = module.__name__.rpartition(".")[2]
    code = f"compile({guest_source(module)!r}, {title + '.py'!r}, 'exec', dont_inherit=True)"
    return f"{name} = __import__('types').ModuleType({title!r})\nexec({code}, {name}.__dict__)\n"


def _whole_text(path: Path) -> str:
    """Return the file's text, each import of a neighbour replaced by the neighbour's text."""

    def imported(found: re.Match[str]) -> str:
        return _whole_text(path.with_name(f"{found[1]}.py")).replace(_FUTURE, "")

    return _OWN_IMPORT.sub(imported, path.read_text(encoding="utf-8"))
