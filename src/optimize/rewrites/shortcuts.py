"""Rewrites that reach a result sooner: it is remembered, or the search for it ends when found."""

import ast
from collections.abc import Iterator

from .ast_queries import PURE_BUILTINS, has_effects, is_name, mentions, uses
from .rewrite import NodeEdit, Places, Rewrite, RewriteEdits, by_template, filled, matches

_SCALARS = frozenset(("int", "str", "float", "bool"))

_DIVISION = "for N_i in {steps}:\n    if N_n % N_i == 0:\n        {found}\nelse:\n    S_rest"
_DIVISIONS = [
    (_DIVISION.format(steps=steps, found=found), "isqrt(N_n) + 1")
    for steps in ("range(C_start, N_n)", "range(C_start, N_n, E_step)")
    for found in ("return C_result", "N_flag = C_result\n        break")
]
_FLAG = "N_found = {start}\nfor E_x in E_xs:\n    if E_test:\n        N_found = {end}"


def _find(tree: ast.Module) -> Iterator[RewriteEdits]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not _is_pure(function):
            continue
        called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
        if sum(is_name(one, function.name) for one in called) < 2:
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
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load)
    return not isinstance(node, ast.Attribute)


def _takes_scalars(function: ast.FunctionDef) -> bool:
    """Every parameter is annotated as a scalar, or used in arithmetic and comparisons alone."""
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if argument.annotation is not None:
            if ast.unparse(argument.annotation) not in _SCALARS:
                return False
        else:
            parents = [parent for parent, _ in uses(function, argument.arg)]
            if not any(isinstance(parent, (ast.BinOp, ast.Compare)) for parent in parents):
                return False
    return bool(function.args.args or function.args.posonlyargs)


def _starts_small(places: Places) -> bool:
    start = places["C_start"]
    return isinstance(start, ast.Constant) and start.value in (2, 3)


def _find_flags(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`found = False; for ...: if test: found = True` goes on looking after it was found."""
    for start in (False, True):
        for nodes, places in matches(tree, _FLAG.format(start=start, end=not start)):
            test, name = places["E_test"], ast.unparse(places["N_found"])
            calls = any(isinstance(n, ast.Call) for n in ast.walk(test))
            if calls or mentions(test, name) or has_effects(test):
                continue
            loop = nodes[1] if len(nodes) > 1 else None
            assert isinstance(loop, ast.For) and isinstance(loop.body[0], ast.If)
            text = filled(f"N_found = {not start}\nbreak", places)
            yield RewriteEdits((NodeEdit((loop.body[0].body[0],), text),))


MEMOIZE = Rewrite(
    name="remember results",
    why="The function asks itself the same questions again and again; with @cache each is\n"
    "answered once, which turns exponential work into linear work.",
    precondition="a pure function of plain values that calls itself at least twice",
    find=_find,
)

TRIAL_DIVISION = Rewrite(
    name="stop at the square root",
    why="If n has a divisor, it has one no larger than its square root; looking further finds\n"
    "nothing new.",
    precondition="a search for any divisor of n by n % i == 0 from 2 upwards",
    find=by_template(_DIVISIONS, _starts_small, place="N_n", imports=("from math import isqrt",)),
)
EARLY_EXIT = Rewrite(
    name="early exit",
    why="Once the flag is set nothing can change it back: the rest of the loop is walked for\n"
    "nothing, so it ends there.",
    precondition="a loop that only sets one flag to one constant, by a test without calls",
    find=_find_flags,
)
