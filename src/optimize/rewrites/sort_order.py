"""Replaces full sorts, copies and front removals of lists by cheaper operations."""

import ast
from collections.abc import Iterator

from .ast_queries import (
    assigned_name,
    functions,
    is_name,
    method_call,
    uses,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits

_CONSUMERS = frozenset(("sum", "any", "all", "min", "max", "set", "frozenset", "sorted", "tuple"))


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
        if reverse is not None and not _is_true(reverse):
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


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _find_queues(tree: ast.Module) -> Iterator[RewriteEdits]:
    """A local list that is used as a queue: pop(0) or insert(0, ...)."""
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
    """What a list holds at first: of [...] and list(...); None for anything else."""
    if isinstance(value, ast.List):
        return ast.unparse(value) if value.elts else ""
    is_copy = isinstance(value, ast.Call) and is_name(value.func, "list")
    if isinstance(value, ast.Call) and is_copy and len(value.args) < 2 and not value.keywords:
        return ", ".join(ast.unparse(argument) for argument in value.args)
    return None


def _as_deque(function: ast.FunctionDef, name: str) -> list[NodeEdit]:
    """The edits that make a deque's of a list's methods; [] where it is used otherwise."""
    edits: list[NodeEdit] = []
    known = stores = 0
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            popped = method_call(node, name, "pop", 1)
            inserted = method_call(node, name, "insert", 2)
            if popped is not None and _is_zero(popped[0]):
                edits.append(NodeEdit((node,), f"{name}.popleft()"))
            elif inserted is not None and _is_zero(inserted[0]):
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


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False


def _find_copies(tree: ast.Module) -> Iterator[RewriteEdits]:
    """list(...) or [...] around what is only walked once."""
    edits: list[NodeEdit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in _CONSUMERS and node.args:
                edits += _without_copy(node.args[0])
    if edits:
        yield RewriteEdits(tuple(edits))


def _without_copy(argument: ast.expr) -> list[NodeEdit]:
    if isinstance(argument, ast.Call) and is_name(argument.func, "list"):
        if len(argument.args) == 1 and not argument.keywords:
            return [NodeEdit((argument,), ast.unparse(argument.args[0]))]
    return []


SORTED_SLICE = Rewrite(
    name="partial sort",
    why="Sorting puts everything in order to look at a few; a heap keeps only those few while\n"
    "it walks the rest once.",
    precondition="the first k, or the first, of a sorted() that is used for nothing else",
    find=_find_sorted_slices,
    applies=(
        (
            "def f(xs, k):\n    return sorted(xs)[:k]\n",
            "from heapq import nsmallest\ndef f(xs, k):\n    return nsmallest(k, xs)\n",
        ),
        (
            "def f(xs):\n    return sorted(xs, key=len, reverse=True)[:3]\n",
            "from heapq import nlargest\ndef f(xs):\n    return nlargest(3, xs, key=len)\n",
        ),
        ("def f(xs):\n    return sorted(xs)[0]\n", "def f(xs):\n    return min(xs)\n"),
    ),
    refuses=(
        "def f(xs):\n    return sorted(xs)[2:]\n",
        "def f(xs, k):\n    return sorted(xs)[:-k]\n",
        "def f(xs, r):\n    return sorted(xs, reverse=r)[:3]\n",
    ),
)

QUEUE_TO_DEQUE = Rewrite(
    name="list queue to deque",
    why="Taking from the front of a list moves every other item one place; a deque is made to\n"
    "be used at both ends.",
    precondition="a local list used as a queue, never indexed, sliced or handed on",
    find=_find_queues,
    applies=(
        (
            "def f(n):\n    q = [n]\n    while q:\n        x = q.pop(0)\n        if x:\n"
            "            q.append(x - 1)\n",
            "from collections import deque\ndef f(n):\n    q = deque([n])\n    while q:\n"
            "        x = q.popleft()\n        if x:\n            q.append(x - 1)\n",
        ),
    ),
    refuses=(
        "def f(n):\n    q = [n]\n    while q:\n        x = q.pop(0)\n    return q[0]\n",
        "def f(n):\n    q = [n]\n    q.pop(0)\n    return q\n",
        "def f(n):\n    q = []\n    q.append(n)\n    while q:\n        q.pop()\n",
    ),
)

REDUNDANT_COPY = Rewrite(
    name="redundant copy",
    why="The copy is walked once and thrown away: walking the original does the same without\n"
    "the time and the memory.",
    precondition="list() around an argument that is only walked",
    find=_find_copies,
    applies=(
        ("def f(xs):\n    return sum(list(xs))\n", "def f(xs):\n    return sum(xs)\n"),
        (
            "def f(d):\n    return sorted(list(d.keys()))\n",
            "def f(d):\n    return sorted(d.keys())\n",
        ),
    ),
    refuses=("def f(xs):\n    return len(list(xs))\n", "def f(xs):\n    return list(xs)\n"),
)
