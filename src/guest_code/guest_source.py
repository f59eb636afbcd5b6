"""Turns a module of this package into the text of a program for the sandbox."""

import functools
import inspect
import marshal
import re
import sys
from binascii import b2a_base64
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

_OWN_IMPORT = re.compile(r"^from \.(\w+) import [\w, ]+$", re.MULTILINE)
_FUTURE = "from __future__ import annotations\n"


def guest_source(module: ModuleType) -> str:
    """Return the module's text, with the text of each module of this package that it imports."""
    return _whole_text(Path(inspect.getfile(module)))


def guest_function(entry: str, function: Callable[..., object], /, **arguments: object) -> str:
    """Return source that loads the function's module, with a function `entry` at its end.

    `entry` calls the function with what it is given and with `arguments`, which are written
    into the text by repr: plain values only.
    """
    path = Path(inspect.getfile(function))
    call = f"{function.__name__}(*given, **{arguments!r})"
    return (
        f"exec({_code(_whole_text(path), path.name)})\n\ndef {entry}(*given):\n    return {call}\n"
    )


def load_statement(name: str, module: ModuleType) -> str:
    """Return source that binds `name` to the module, loaded into a namespace of its own.

    For text that is put into somebody else's program: no name of that program is touched.
    """
    title = module.__name__.rpartition(".")[2]
    code = _code(guest_source(module), f"{title}.py")
    return f"{name} = __import__('types').ModuleType({title!r})\nexec({code}, {name}.__dict__)\n"


@functools.cache
def _code(text: str, file: str) -> str:
    """Return an expression for the text's code object.

    It is compiled here, because most of what a short run takes would be that; another version of
    Python than this one compiles the text itself.
    """
    compiled = b2a_base64(marshal.dumps(compile(text, file, "exec", dont_inherit=True)))
    here = (sys.implementation.cache_tag, sys.hexversion)
    there = "(__import__('sys').implementation.cache_tag, __import__('sys').hexversion)"
    unpacked = f"__import__('binascii').a2b_base64({compiled!r})"
    loaded = f"__import__('marshal').loads({unpacked})"
    return f"{loaded} if {there} == {here!r} else compile({text!r}, {file!r}, 'exec', 0, True)"


def _whole_text(path: Path) -> str:
    """Return the file's text, each import of a neighbour replaced by the neighbour's text."""

    def imported(found: re.Match[str]) -> str:
        return _whole_text(path.with_name(f"{found[1]}.py")).replace(_FUTURE, "")

    return _OWN_IMPORT.sub(imported, path.read_text(encoding="utf-8"))
