"""What does a decorated function without a body ask for, and what keeps it from being a stub?"""

import ast
import builtins
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

from ..domain.errors import StubRefused
from .given_code import GivenCode, given_code, has_no_body

_EXAMPLE = 'def double(n: int) -> int: """Twice n."""'
_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def read_stub(stub: Callable[..., Any]) -> GivenCode:
    """Return the signature, docstring and doctests of a function that is still to be written.

    What its annotations name is read from its file: imports of the standard library, classes and
    aliases. Nothing of it is run. Raises StubRefused.
    """
    if not isinstance(stub, FunctionType):
        raise _refused(getattr(stub, "__name__", type(stub).__name__), "is not a plain function")
    name = stub.__name__
    problem = _problem(stub)
    if problem:
        raise _refused(name, problem)
    try:
        lines, _ = inspect.findsource(stub)
        node = ast.parse(textwrap.dedent(inspect.getsource(stub))).body[0]
        module = ast.parse("".join(lines))
    except (OSError, SyntaxError, IndexError) as error:
        raise _refused(name, "has no source that can be read; write it in a file") from error
    if not isinstance(node, ast.FunctionDef) or not has_no_body(node):
        raise _refused(name, "has a body; only a docstring, `...` or `pass` may stand there")
    node.decorator_list = []
    context = _Context(name, module, stub.__globals__).of(node)
    try:
        return given_code(node, context, place=f"{_module_of(stub)}.{stub.__qualname__}")
    except ValueError as error:
        raise _refused(name, f"cannot be read: {error}") from error


def _problem(stub: FunctionType) -> str:
    """Return why a function is not a stub, as far as Python knows without its source."""
    if inspect.iscoroutinefunction(stub) or inspect.isasyncgenfunction(stub):
        return "is asynchronous; only plain functions are written"
    if inspect.isgeneratorfunction(stub):
        return "is a generator; a function that returns its result is needed"
    signature = inspect.signature(stub)
    for one in signature.parameters.values():
        if one.kind in _ANY_NUMBER:
            return f"takes any number of arguments ({one}); each needs a name"
        if one.annotation is inspect.Parameter.empty:
            return f"has no annotation for {one.name}"
    if signature.return_annotation is inspect.Signature.empty:
        return "has no annotation for its result"
    if not (stub.__doc__ or "").strip():
        return "has no docstring; it says what the function does"
    return ""


def _module_of(stub: FunctionType) -> str:
    """Return the module's name; of a script, which is always `__main__`, that of its file."""
    is_script = stub.__module__ == "__main__"
    return Path(stub.__code__.co_filename).stem if is_script else stub.__module__


def _refused(name: str, problem: str) -> StubRefused:
    return StubRefused(f"{name} {problem}", hint=f"a stub looks like this: {_EXAMPLE}")


class _Context:
    """Collects the statements that define what a stub's annotations and defaults name."""

    def __init__(self, name: str, module: ast.Module, known: dict[str, Any]) -> None:
        self._name = name
        self._defined = {bound: one for one in module.body for bound in _bound(one)}
        self._known = known
        self._seen: set[str] = set()
        self._imports: list[str] = []
        self._definitions: list[str] = []

    def of(self, node: ast.FunctionDef) -> str:
        """Return the source of all that is named; imports first. Raises StubRefused."""
        for name in _names(node.args, node.returns):
            self._add(name)
        definitions = "\n\n\n".join(self._definitions)
        return "\n\n\n".join(filter(None, ("\n".join(self._imports), definitions)))

    def _add(self, name: str) -> None:
        if name in self._seen or hasattr(builtins, name):
            return
        self._seen.add(name)
        statement = self._defined.get(name)
        if statement is None or isinstance(statement, (ast.Import, ast.ImportFrom)):
            self._imports.append(self._import(name))
            return
        for other in _names(statement):
            self._add(other)
        self._definitions.append(ast.unparse(statement))

    def _import(self, name: str) -> str:
        """Return the import of a name that the file, or another cell of its notebook, imports."""
        value = self._known.get(name)
        if inspect.ismodule(value):
            module, line = value.__name__, f"import {value.__name__} as {name}"
        else:
            module = str(getattr(value, "__module__", "") or "")
            said = getattr(value, "__name__", name)
            line = f"from {module} import {said}" + (f" as {name}" if said != name else "")
        if name not in self._known or module in ("builtins", "__main__"):
            raise _refused(self._name, f"uses {name}, which is not defined in its file")
        if module.partition(".")[0] not in sys.stdlib_module_names:
            problem = f"uses {name} of {module}, and only the standard library can be imported"
            raise _refused(self._name, problem)
        return line.removesuffix(f" as {name}") if module == name else line


def _names(*nodes: ast.AST | None) -> Iterator[str]:
    """Return the names that code reads; annotations in quotes are read as code."""
    for node in (inner for one in nodes if one is not None for inner in ast.walk(one)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Constant):
            yield from _quoted(node.annotation)
    if nodes and isinstance(nodes[-1], ast.Constant):
        yield from _quoted(nodes[-1])


def _quoted(annotation: ast.Constant) -> Iterator[str]:
    if isinstance(annotation.value, str):
        yield from _names(ast.parse(annotation.value, mode="eval"))


def _bound(statement: ast.stmt) -> tuple[str, ...]:
    """Return the names that a top-level import, class or assignment binds."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return tuple(one.asname or one.name.partition(".")[0] for one in statement.names)
    if isinstance(statement, ast.ClassDef):
        return (statement.name,)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))
