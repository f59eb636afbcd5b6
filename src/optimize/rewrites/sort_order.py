"""Replaces full sorts and front removals of lists by cheaper operations."""

import ast
from collections.abc import Iterator

from .ast_queries import assigned_name, functions, is_name, is_zero, method_call, uses
from .rewrite import NodeEdit, Rewrite, RewriteEdits


def _find_sorted_slices(tree: ast.Module) -> Iterator[RewriteEdits]:
    """sorted(x)[:k] needs the k smallest only, sorted(x)[0] the smallest."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        call = node.value
        if not isinstance(call, ast.Call) or not is_name(call.func, "sorted"):
            continue
        keywords = {k.arg: k.value for k in call.keywords}
        if len(call.args) != 1 or not keywords.keys() <= {"key", "reverse"}:
            continue
        reverse = keywords.get("reverse")
        if reverse is not None and ast.unparse(reverse) != "True":
            continue
        key = f", key={ast.unparse(keywords['key'])}" if "key" in keywords else ""
        subject = ast.unparse(call.args[0])
        if isinstance(node.slice, ast.Slice) and _leading(node.slice):
            assert node.slice.upper is not None
            name = "nlargest" if reverse is not None else "nsmallest"
            text = f"{name}({ast.unparse(node.slice.upper)}, {subject}{key})"
            yield RewriteEdits((NodeEdit((node,), text),), (f"from heapq import {name}",))
        elif isinstance(node.slice, ast.Constant) and node.slice.value == 0:
            name = "max" if reverse is not None else "min"
            yield RewriteEdits((NodeEdit((node,), f"{name}({subject}{key})"),))


def _leading(part: ast.Slice) -> bool:
    """[:k] with a k that is a name or a small constant."""
    upper = part.upper
    plain = isinstance(upper, ast.Name) or (
        isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value >= 0
    )
    return part.lower is None and part.step is None and plain


def _find_queues(tree: ast.Module) -> Iterator[RewriteEdits]:
    """Yield a local list that is used as a queue: pop(0) or insert(0, ...)."""
    for function in functions(tree):
        for statement in ast.walk(function):
            start = assigned_name(statement) if isinstance(statement, ast.stmt) else None
            initial = None if start is None else _initial(start[1])
            if start is None or initial is None:
                continue
            edits = _as_deque(function, start[0])
            if edits:
                made = NodeEdit((start[1],), f"deque({initial})")
                yield RewriteEdits((made, *edits), ("from collections import deque",))


def _initial(value: ast.expr) -> str | None:
    """Return what a list holds at first: of [...] and list(...); None for anything else."""
    if isinstance(value, ast.List):
        return ast.unparse(value) if value.elts else ""
    is_copy = isinstance(value, ast.Call) and is_name(value.func, "list")
    if isinstance(value, ast.Call) and is_copy and len(value.args) < 2 and not value.keywords:
        return ", ".join(ast.unparse(argument) for argument in value.args)
    return None


def _as_deque(function: ast.FunctionDef, name: str) -> list[NodeEdit]:
    """Return the edits that make a deque's of a list's methods; [] where it is used otherwise."""
    edits: list[NodeEdit] = []
    known = stores = 0
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            popped = method_call(node, name, "pop", 1)
            inserted = method_call(node, name, "insert", 2)
            if popped is not None and is_zero(popped[0]):
                edits.append(NodeEdit((node,), f"{name}.popleft()"))
            elif inserted is not None and is_zero(inserted[0]):
                edits.append(NodeEdit((node,), f"{name}.appendleft({ast.unparse(inserted[1])})"))
            elif any(method_call(node, name, m, n) is not None for m, n in _SHARED_METHODS):
                known += 1
    for parent, used in uses(function, name):
        stores += isinstance(used.ctx, ast.Store)
        asks = (ast.While, ast.If, ast.UnaryOp, ast.BoolOp, ast.Assign, ast.AnnAssign)
        measured = isinstance(parent, ast.Call) and is_name(parent.func, "len")
        if not isinstance(parent, (ast.Attribute, *asks)) and not measured:
            return []
        if isinstance(parent, (ast.Assign, ast.AnnAssign)) and isinstance(used.ctx, ast.Load):
            return []
    attributes = sum(isinstance(parent, ast.Attribute) for parent, _ in uses(function, name))
    return edits if stores == 1 and attributes == len(edits) + known else []


_SHARED_METHODS = (("append", 1), ("extend", 1), ("pop", 0), ("clear", 0))


SORTED_SLICE = Rewrite(
    name="partial sort",
    why="Sorting puts everything in order to look at a few; a heap keeps only those few while\n"
    "it walks the rest once.",
    precondition="the first k, or the first, of a sorted() that is used for nothing else",
    find=_find_sorted_slices,
)

QUEUE_TO_DEQUE = Rewrite(
    name="list queue to deque",
    why="Taking from the front of a list moves every other item one place; a deque is made to\n"
    "be used at both ends.",
    precondition="a local list used as a queue, never indexed, sliced or handed on",
    find=_find_queues,
)
