"""Adds a cache to pure recursive functions that compute the same values repeatedly."""

import ast
from collections.abc import Iterator

from .ast_queries import PURE_BUILTINS, calls_to, has_effects
from .rewrite import NodeEdit, Rewrite, RewriteEdits

_SCALARS = frozenset(("int", "str", "float", "bool"))
_UNHASHABLE_USE = (ast.Subscript, ast.Attribute)


def _find(tree: ast.Module) -> Iterator[RewriteEdits]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not _is_pure(function):
            continue
        if len(list(calls_to(function.body, function.name))) < 2:
            continue
        if not _takes_scalars(function):
            continue
        decorated = NodeEdit((function,), "@cache", keep=True)
        yield RewriteEdits((decorated,), ("from functools import cache",))


def _is_pure(function: ast.FunctionDef) -> bool:
    """No effects, no attributes, no globals; calls itself and pure builtins only."""
    arguments = function.args
    if function.decorator_list or arguments.vararg or arguments.kwarg or has_effects(function):
        return False
    local = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for node in ast.walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.Lambda)):
            return False
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node is not function:
            return False
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            local.add(node.id)
    known = local | PURE_BUILTINS | {function.name}
    return all(_stays_inside(node, known) for node in ast.walk(function))


def _stays_inside(node: ast.AST, known: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in known
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        exceptions = node.id.endswith(("Error", "Exception"))
        return node.id in known or exceptions or node.id in ("int", "str", "float")
    if isinstance(node, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)):
        # What is cached is handed out again and again: it must not be something one can change.
        return False
    return not isinstance(node, _UNHASHABLE_USE) or _is_text_index(node)


def _is_text_index(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)


def _takes_scalars(function: ast.FunctionDef) -> bool:
    """Every parameter is annotated as a scalar, or used in arithmetic and comparisons alone."""
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if argument.annotation is not None:
            if ast.unparse(argument.annotation) not in _SCALARS:
                return False
        elif not _counts_with(function, argument.arg):
            return False
    return bool(function.args.args or function.args.posonlyargs)


def _counts_with(function: ast.FunctionDef, name: str) -> bool:
    for parent in ast.walk(function):
        if isinstance(parent, (ast.BinOp, ast.Compare)):
            if any(isinstance(c, ast.Name) and c.id == name for c in ast.iter_child_nodes(parent)):
                return True
    return False


MEMOIZE = Rewrite(
    name="remember results",
    why="The function asks itself the same questions again and again; with @cache each is\n"
    "answered once, which turns exponential work into linear work.",
    precondition="a pure function of plain values that calls itself at least twice",
    find=_find,
    applies=(
        (
            "def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n",
            "from functools import cache\n@cache\ndef fib(n):\n    if n < 2:\n        return n\n"
            "    return fib(n - 1) + fib(n - 2)\n",
        ),
    ),
    refuses=(
        "def fact(n):\n    if n < 2:\n        return 1\n    return n * fact(n - 1)\n",
        "def f(n):\n    print(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        "def f(n):\n    return [n] if n < 2 else f(n - 1) + f(n - 2)\n",
        "def f(n: list):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        "def f(n):\n    return STATE.x if n < 2 else f(n - 1) + f(n - 2)\n",
    ),
)
