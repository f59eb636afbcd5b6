"""Removes repeated work from loops: invariant calls and indexing."""

import ast
from collections.abc import Iterator

from .ast_queries import (
    blocks,
    functions,
    has_effects,
    is_name,
    mentions,
    names_read,
    ranged_over,
    reads,
    touched,
    written,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits

_HOISTABLE = frozenset("len sum min max sorted set frozenset tuple list abs range".split())


def _find_invariants(tree: ast.Module) -> Iterator[RewriteEdits]:
    """Yield a pure builtin call in a loop whose arguments the loop never changes."""
    for function in functions(tree):
        for block in blocks(function):
            for loop in block:
                if isinstance(loop, (ast.For, ast.While)):
                    yield from _hoisted(loop)


def _hoisted(loop: ast.For | ast.While) -> Iterator[RewriteEdits]:
    changing = written(loop) | touched(loop)
    inside: list[ast.AST] = list(loop.body)
    if isinstance(loop, ast.While):
        inside.append(loop.test)
    calls: dict[str, list[ast.Call]] = {}
    for part in inside:
        for node in ast.walk(part):
            if isinstance(node, ast.Call) and _is_invariant(node, changing):
                calls.setdefault(ast.unparse(node), []).append(node)
    # The outermost of nested calls is hoisted alone.
    texts = [t for t in calls if not any(t != other and t in other for other in calls)]
    for text in texts:
        call = calls[text][0]
        assert isinstance(call.func, ast.Name)
        arguments = "_".join(sorted(names_read(call.args)))
        name = f"{call.func.id}_of_{arguments}"
        edits = [NodeEdit((node,), name) for node in calls[text]]
        yield RewriteEdits((NodeEdit((loop,), f"{name} = {text}", keep=True), *edits))


def _is_invariant(node: ast.Call, changing: frozenset[str]) -> bool:
    if not isinstance(node.func, ast.Name) or node.func.id not in _HOISTABLE or not node.args:
        return False
    if node.keywords or has_effects(node):
        return False
    names = names_read(node.args)
    plain = all(isinstance(a, (ast.Name, ast.Constant)) for a in node.args)
    return plain and bool(names) and not names & changing


def _find_indexing(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`for i in range(len(xs))` where i only fetches xs[i]."""
    for function in functions(tree):
        for loop in ast.walk(function):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            name, index = ranged_over(loop.iter), loop.target.id
            if not name or name in written(loop.body) | touched(loop.body):
                continue
            fetched = [n for n in ast.walk(loop) if _is_fetch(n, name, index)]
            after = reads(function, index) - reads(loop, index)
            if not fetched or after or index in written(loop.body):
                continue
            item = name[:-1] if name.endswith("s") and len(name) > 2 else f"{name.rstrip('s')}_item"
            item = f"{item}_value" if mentions(function, item) else item
            edits = [NodeEdit((node,), item) for node in fetched if isinstance(node, ast.expr)]
            if reads(loop.body, index) == len(fetched):
                head = (NodeEdit((loop.target,), item), NodeEdit((loop.iter,), name))
            else:
                head = (
                    NodeEdit((loop.target,), f"{index}, {item}"),
                    NodeEdit((loop.iter,), f"enumerate({name})"),
                )
            yield RewriteEdits((*head, *edits))


def _is_fetch(node: ast.AST, name: str, index: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and is_name(node.value, name)
        and is_name(node.slice, index)
    )


HOIST_INVARIANT = Rewrite(
    name="hoist out of the loop",
    why="The call gives the same answer on every round: asked once before the loop, the\n"
    "answer is at hand.",
    precondition="a pure builtin of names that the loop neither binds nor changes",
    find=_find_invariants,
)

INDEXING = Rewrite(
    name="walk the items",
    why="Walking the items hands each one over; counting up and fetching by index does two\n"
    "steps in Python for each.",
    precondition="an index over range(len(xs)) that fetches from xs, which the loop leaves alone",
    find=_find_indexing,
)
