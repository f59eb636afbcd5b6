"""Which of the calls below a planned function is the task's, and with which values?"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import add, mul, sub, truediv
from types import MappingProxyType

from ..documents.literals import json_of, literal_value
from ..language.values_of_call import left_out, not_said
from .demonstrations import is_trial


def call_of(tree: ast.Module, names: set[str], task: str = "") -> ast.Call | None:
    """Return the call of one of the functions that has the task's values, all and no others.

    Names that stand for a literal are replaced. Of several such calls, the first of the function
    that is called last counts; if none has the values, the last call.
    """
    calls = _calls(tree, names)
    ranks = [fit(call, task) for call in calls] if len(calls) > 1 else []
    best = [call for call, rank in zip(calls, ranks) if rank == max(ranks)]
    if not best or not max(ranks)[0]:
        return calls[-1] if calls else None
    return next(call for call in best if called_name(call) == called_name(best[-1]))


def called_name(call: ast.Call) -> str:
    """Return the name of the function that is called; "" for a method."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def fit(call: ast.Call, task: str) -> tuple[bool, int]:
    """Return whether all values are the task's, and how many of those are missing, negated."""
    try:
        written = (*call.args, *(one.value for one in call.keywords))
        values = [json_of(literal_value(one)) for one in written]
    except (ValueError, RecursionError):
        return False, 0
    return not not_said(values, task), -len(left_out(values, task))


def _calls(tree: ast.Module, names: set[str]) -> list[ast.Call]:
    """Return the calls of the functions at the top level, also inside print, assert and main.

    Asserts state the user's examples, so that they count only if alone.
    """
    parts = [part for node in tree.body for part in (node.body if is_trial(node) else [node])]
    nodes = [node for node in parts if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    named = [part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)]
    stored = [one.id for one in named if isinstance(one.ctx, ast.Store)]
    known = {name: value for name, value in _assigned(nodes) if stored.count(name) == 1}
    calls: list[ast.Call] = []
    asserted: list[ast.Call] = []
    for node in nodes:
        with suppress(RecursionError):
            node = _Filled(known).visit(node)
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and called_name(part) in names:
                (asserted if isinstance(node, ast.Assert) else calls).append(part)
    return calls or asserted


def _assigned(nodes: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that are assigned a literal, with it."""
    for part in (part for node in nodes for part in ast.walk(node)):
        if isinstance(part, ast.Assign) and len(part.targets) == 1:
            target, value = part.targets[0], part.value
        elif isinstance(part, ast.AnnAssign) and part.value is not None:
            target, value = part.target, part.value
        else:
            continue
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, (ast.Tuple, ast.List)):
            pairs = list(zip(target.elts, value.elts))
        for one, node in pairs:
            with suppress(ValueError, RecursionError):
                node = _Filled({}).visit(node)
                literal_value(node)
                if isinstance(one, ast.Name):
                    yield one.id, node


_OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = MappingProxyType(
    {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}
)


class _Filled(ast.NodeTransformer):
    """Puts literals in the place of names, and of the sums of numbers."""

    # ast.NodeTransformer finds its methods by the nodes' names.
    # pylint: disable=invalid-name

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._known.get(node.id, node) if isinstance(node.ctx, ast.Load) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        operation = _OPERATIONS.get(type(node.op))
        left, right = (getattr(one, "value", None) for one in (node.left, node.right))
        if operation and isinstance(left, (int, float)) and isinstance(right, (int, float)):
            with suppress(ArithmeticError):
                return ast.Constant(operation(left, right))
        return node
