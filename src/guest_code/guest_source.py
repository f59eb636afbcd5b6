"""Turns a module of this package into the text of a program for the sandbox."""

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType


def guest_source(module: ModuleType) -> str:
    """Return the module's own text."""
    return Path(inspect.getfile(module)).read_text(encoding="utf-8")


def guest_function(entry: str, function: Callable[..., object], /, **arguments: object) -> str:
    """Return the text of the function's module, with a function `entry` at its end.

    `entry` calls the function with what it is given and with `arguments`, which are written
    into the text by repr: plain values only.
    """
    text = Path(inspect.getfile(function)).read_text(encoding="utf-8")
    call = f"{function.__name__}(*given, **{arguments!r})"
    return f"{text}\n\ndef {entry}(*given):\n    return {call}\n"


def load_statement(name: str, module: ModuleType) -> str:
    """Return source that binds `name` to the module, loaded into a namespace of its own.

    For text that is put into somebody else's program: no name of that program is touched.
    """
    title = module.__name__.rpartition(".")[2]
    code = f"compile({guest_source(module)!r}, {title + '.py'!r}, 'exec', dont_inherit=True)"
    return f"{name} = __import__('types').ModuleType({title!r})\nexec({code}, {name}.__dict__)\n"
