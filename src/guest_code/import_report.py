"""Can a user's module be imported, and which functions and methods does it define?"""

from __future__ import annotations

import ast
import contextlib
import enum
import inspect
import traceback
import types
from collections.abc import Callable
from typing import Any

_PLAIN_DUNDERS = frozenset(
    "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift radd rsub rmul eq ne lt"
    " le gt ge len contains getitem call neg pos abs invert bool int float index str repr format"
    " iter reversed hash round divmod iadd isub imul".split()
)


def report_import(
    import_module: Callable[[], types.ModuleType], make_reader: Callable[[dict[str, Any]], Any]
) -> str:
    """Return a dict's text: the error with its line, a missing module, and the targets.

    `import_module` imports the user's module; `make_reader` makes what reads the kinds of
    parameters in its namespace.
    """
    report: dict[str, object] = {"trouble": "", "line": 0, "missing": "", "targets": []}
    try:
        report["targets"] = targets_in(import_module().__dict__, "subject.py", make_reader)
    # The user's module may end in any way.
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        missing = problem.name if isinstance(problem, ModuleNotFoundError) else ""
        text = f"{type(problem).__name__}: {problem}".rstrip(": ")
        report.update(trouble=text, line=last_line_in(problem, "subject.py"), missing=missing or "")
    return repr(report)


def last_line_in(problem: BaseException, file: str) -> int:
    """Return the innermost line of the file that the exception passed through; 0 for none."""
    steps = traceback.walk_tb(problem.__traceback__)
    return ([line for frame, line in steps if frame.f_code.co_filename == file] or [0])[-1]


def typing_names(source: str, names: dict[str, Any]) -> dict[str, Any]:
    """Return what type hints may name besides `names`: what only type checkers import."""
    found = dict(names)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for one in node.body:
                # What cannot be imported here is unknown, and the hint that names it says so.
                with contextlib.suppress(Exception):
                    exec(ast.unparse(one), found)  # pylint: disable=exec-used
    return {name: value for name, value in found.items() if name not in names}


def targets_in(
    names: dict[str, Any], file: str, make_reader: Callable[[dict[str, Any]], Any]
) -> list[dict[str, Any]]:
    """Return the functions and methods of a module that were written in the file.

    `make_reader` makes what reads the kinds of parameters in a namespace. Each target has its
    name, its form ("function", "method", "property" or "class" for what needs no instance),
    whether it is a coroutine, its parameters, those of the constructor if it needs an instance
    (else None), its docstring and its line.
    """
    reader, found = make_reader(names), []
    for name, value in list(names.items()):
        if _is_written_in(value, file) and getattr(value, "__name__", "") == name:
            found.append(_target(reader, name, "function", value))
        is_class = isinstance(value, type) and value.__module__ == names["__name__"]
        if is_class and value.__name__ == name:
            found += _members(reader, value, file)
    return sorted(found, key=lambda target: target["line"])


def _members(reader: Any, class_: type, file: str) -> list[dict[str, Any]]:
    is_open = inspect.isabstract(class_) or getattr(class_, "_is_protocol", False)
    if is_open or issubclass(class_, enum.Enum):
        return []
    found = []
    for name, raw in vars(class_).items():
        if isinstance(raw, type) and raw.__qualname__ == f"{class_.__qualname__}.{name}":
            found += _members(reader, raw, file)
        if name.startswith("__") and name.strip("_") not in _PLAIN_DUNDERS:
            continue
        form, function = "method", raw
        if isinstance(raw, (staticmethod, classmethod)):
            form, function = "class", raw.__func__
        elif isinstance(raw, property) or hasattr(raw, "func"):
            form, function = "property", getattr(raw, "fget", None) or getattr(raw, "func", None)
        if not _is_written_in(function, file):
            continue
        target = _target(reader, f"{class_.__qualname__}.{name}", form, function)
        if isinstance(raw, staticmethod):
            target["parameters"] = reader.parameters(function)
        if form != "class":
            target["owner"] = _constructor(reader, class_)
        found.append(target)
    return found


def _constructor(reader: Any, class_: type) -> list[dict[str, Any]]:
    try:
        return list(reader.parameters(class_))
    except (TypeError, ValueError):
        # A class that is built in, or derived from one, need not say; most take nothing.
        return []


def _target(reader: Any, name: str, form: str, function: Any) -> dict[str, Any]:
    plain = inspect.unwrap(function)
    return {
        "name": name,
        "form": form,
        "is_async": inspect.iscoroutinefunction(plain),
        "parameters": reader.parameters(function, 0 if form == "function" else 1),
        "owner": None,
        "doc": inspect.getdoc(plain) or "",
        "line": plain.__code__.co_firstlineno,
    }


def _is_written_in(function: Any, file: str) -> bool:
    if not callable(function) or isinstance(function, type):
        return False
    plain = inspect.unwrap(function)
    return isinstance(plain, types.FunctionType) and plain.__code__.co_filename == file
