"""What does a decorated function without a body ask for, and what keeps it from being a stub?"""

import ast
import builtins
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from symtable import SymbolTable, symtable
from types import FunctionType
from typing import Any

from ..domain.errors import StubRefused
from .given_code import GivenCode, given_code, has_no_body

_EXAMPLE = 'def double(n: int) -> int: """Twice n."""'
_CELL = re.compile(r"ipykernel_\d+|<ipython-input")
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
    """Return the module's name; of a script, which is always `__main__`, its path."""
    file = stub.__code__.co_filename
    if stub.__module__ != "__main__":
        return stub.__module__
    # Each cell of a notebook has a file name of its own, and another one in each session.
    return "notebook" if _CELL.search(file) else str(Path(file).resolve())


def _refused(name: str, problem: str) -> StubRefused:
    return StubRefused(f"{name} {problem}", hint=f"a stub looks like this: {_EXAMPLE}")


class _Context:
    """Collects the statements that define what a stub's annotations and defaults name."""

    def __init__(self, name: str, module: ast.Module, known: dict[str, Any]) -> None:
        self._name = name
        self._defined = {bound: one for one in _statements(module.body) for bound in _bound(one)}
        self._known = known
        self._seen: set[str] = set()
        self._imports: list[str] = []
        self._definitions: dict[tuple[int, int], ast.stmt] = {}

    def of(self, node: ast.FunctionDef) -> str:
        """Return the source of all that is named; imports first. Raises StubRefused."""
        self._follow(node)
        ordered = [self._definitions[place] for place in sorted(self._definitions)]
        texts = [
            ast.unparse(_quoting(one, {name for later in ordered[n:] for name in _bound(later)}))
            for n, one in enumerate(ordered)
        ]
        return "\n\n\n".join(filter(None, ("\n".join(sorted(self._imports)), *texts)))

    def _follow(self, statement: ast.stmt) -> None:
        value = getattr(statement, "value", None)  # Of an alias; no other text is a type.
        quoted = set(_quoted_in(value)).intersection(self._defined) if value else set()
        for name in sorted(_names(statement) | quoted):
            if name not in self._seen:
                self._seen.add(name)
                self._add(name)

    def _add(self, name: str) -> None:
        statement = self._defined.get(name)
        if statement is None and hasattr(builtins, name):
            return
        if statement is None or isinstance(statement, (ast.Import, ast.ImportFrom)):
            self._imports.append(_written_import(name, statement) or self._import(name))
            return
        self._definitions[statement.lineno, statement.col_offset] = statement
        self._follow(statement)

    def _import(self, name: str) -> str:
        """Return the import of a name that the file, or another cell of its notebook, imports."""
        value = self._known.get(name)
        if inspect.ismodule(value):
            module, line = value.__name__, f"import {value.__name__} as {name}"
        else:
            module = str(getattr(value, "__module__", "") or "")
            said = getattr(value, "__name__", name)
            line = f"from {module} import {said}" + (f" as {name}" if said != name else "")
            if getattr(sys.modules.get(module), said, None) is not value:
                module = ""
        if name not in self._known or module in ("", "builtins", "__main__"):
            raise _refused(self._name, f"uses {name}, which is not defined in its file")
        if module.partition(".")[0] not in sys.stdlib_module_names:
            problem = f"uses {name} of {module}, and only the standard library can be imported"
            raise _refused(self._name, problem)
        return line.removesuffix(f" as {name}") if module == name else line


def _written_import(name: str, statement: ast.stmt | None) -> str:
    """Return the file's own import of a name ("" if it is not of the standard library)."""
    for one in statement.names if isinstance(statement, (ast.Import, ast.ImportFrom)) else []:
        module = one.name
        if isinstance(statement, ast.ImportFrom):
            module = "." * statement.level + (statement.module or "")
        is_known = module.partition(".")[0] in sys.stdlib_module_names
        if is_known and (one.asname or one.name.partition(".")[0]) == name:
            start = f"from {module} import" if isinstance(statement, ast.ImportFrom) else "import"
            return f"{start} {one.name}" + (f" as {one.asname}" if one.asname else "")
    return ""


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those of `if` and `try` as well, first branches last."""
    for one in body:
        if isinstance(one, (ast.If, ast.Try)):
            yield from _statements(one.orelse)
            for handler in getattr(one, "handlers", ()):
                yield from _statements(handler.body)
            yield from _statements(one.body)
        else:
            yield one


def _names(statement: ast.stmt) -> set[str]:
    """Return the names that a statement reads and does not bind, in quoted annotations as well."""
    places = [(node, place) for node in ast.walk(statement) for place in ("annotation", "returns")]
    said = [getattr(node, place, None) for node, place in places]
    quoted = {name for one in said if isinstance(one, ast.expr) for name in _quoted_in(one)}
    return quoted | set(_globals(symtable(ast.unparse(statement), "<stub>", "exec")))


def _globals(table: SymbolTable) -> Iterator[str]:
    for one in table.get_symbols():
        if one.is_referenced() and (one.is_global() or table.get_type() == "module"):
            yield one.get_name()
    for inner in table.get_children():
        yield from _globals(inner)


def _quoted_in(node: ast.AST) -> Iterator[str]:
    """Yield the names in texts that stand for types, and so not in those of a `Literal`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        with suppress(SyntaxError, ValueError):
            yield from _names(ast.Expr(ast.parse(node.value.strip(), mode="eval").body))
    parts = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Subscript):
        kind = ast.unparse(node.value).rpartition(".")[2]
        if kind in ("Literal", "Annotated"):
            first = node.slice.elts[:1] if isinstance(node.slice, ast.Tuple) else []
            parts = [*first] if kind == "Annotated" else []
    for part in parts:
        yield from _quoted_in(part)


def _quoting(statement: ast.stmt, later: set[str]) -> ast.stmt:
    """Put annotations that name what is defined later in quotes, as they may be read before."""
    for node in ast.walk(statement):
        for place in ("annotation", "returns"):
            said = getattr(node, place, None)
            if isinstance(said, ast.expr):
                names = {one.id for one in ast.walk(said) if isinstance(one, ast.Name)}
                if later & names:
                    setattr(node, place, ast.Constant(ast.unparse(said)))
    return statement


def _bound(statement: ast.stmt) -> tuple[str, ...]:
    """Return the names that an import, class, function or assignment binds."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return tuple(one.asname or one.name.partition(".")[0] for one in statement.names)
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
        return (statement.name,)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))
