"""Leaves out of a reply's code what only tries the function."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from ..documents.source_edits import without

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LIMITS = ("setrecursionlimit", "set_int_max_str_digits")


def without_demonstration(source: str, name: str) -> str:
    """Return the code without the top-level calls, prints and tests that only try the function.

    Statements that set or change what a function uses are kept, calls of `name` are not.
    """
    body = ast.parse(source).body
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    others = {key: node for key, node in functions.items() if key != name}
    changed = [set(_changed(node, others)) for node in body]
    needed = _needed(body, changed)
    tried: list[ast.stmt] = []
    results: set[str] = set()
    for node, names in zip(body, changed, strict=True):
        if names & needed or node is functions.get(name):
            continue
        follows = isinstance(node, ast.Assign) and names_in(node, ast.Load) & results
        if follows or _is_demonstration(node, functions):
            tried.append(node)
            results |= names_in(node, ast.Store)
    return without(source, tried)


def is_trial(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    """Return True for `main` and the tests, which only call the others."""
    if not isinstance(node, ast.FunctionDef) or node.args.args:
        return False
    return node.name == "main" or node.name.startswith("test_")


def names_in(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    """Return the names that are loaded or stored in a piece of code."""
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, context)
    }


def _needed(body: Sequence[ast.stmt], changed: Sequence[set[str]]) -> set[str]:
    """Return the module's variables that functions use, and those that these are made of."""
    needed: set[str] = set()
    variables: set[str] = set()
    for node in body:
        if not isinstance(node, _DEFINITIONS):
            variables |= names_in(node, ast.Store)
        elif not is_trial(node):
            own = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
            needed |= names_in(node, ast.Load) - names_in(node, ast.Store) - own
    for node, names in zip(reversed(body), reversed(changed), strict=True):
        if names & needed & variables:
            needed |= names_in(node, ast.Load) - names
    return needed & variables


def _changed(node: ast.AST, functions: Mapping[str, ast.FunctionDef]) -> Iterator[str]:
    """Yield the names that a top-level statement sets, fills, or calls a method of.

    A call of one of the functions changes what that does.
    """
    if isinstance(node, _DEFINITIONS) or "__name__" in names_in(node, ast.Load):
        return
    for part in ast.walk(node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            called = _root(part.value.func)
            yield called
            for inner in functions[called].body if called in functions else ():
                yield from _changed(inner, {})
        elif isinstance(getattr(part, "ctx", None), ast.Store):
            yield _root(part)


def _root(node: ast.AST) -> str:
    """Return the name that `name[key].attribute(...)` begins with ("" if not with a name)."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_demonstration(node: ast.stmt, functions: Mapping[str, ast.FunctionDef]) -> bool:
    if isinstance(node, ast.Expr):
        called = ast.unparse(node.value.func) if isinstance(node.value, ast.Call) else ""
        return not isinstance(node.value, ast.Constant) and not called.endswith(_LIMITS)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Try)):
        calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
        own = {*functions, "input"}
        return any(isinstance(called, ast.Name) and called.id in own for called in calls)
    return is_trial(node) or isinstance(node, (ast.If, ast.Assert, ast.For, ast.While, ast.With))
