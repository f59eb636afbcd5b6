"""A loop that only looks for something, ended as soon as it is found."""

import ast
from collections.abc import Iterator

from src.offline.rewrites.rewrite import Change, Edit, Rewrite
from src.offline.rewrites.shapes import (
    assigned_name,
    has_effects,
    mentions,
    neighbours,
    plain_for,
)


def _find_any_all(tree: ast.Module) -> Iterator[Change]:
    for loop, after, _ in neighbours(tree):
        if not isinstance(loop, ast.For) or loop.orelse or len(loop.body) != 1:
            continue
        inner, last = loop.body[0], _returned_bool(after)
        if not isinstance(inner, ast.If) or inner.orelse or len(inner.body) != 1 or last is None:
            continue
        early = _returned_bool(inner.body[0])
        if early is None or early is last or has_effects(inner.test):
            continue
        clause = f"for {ast.unparse(loop.target)} in {ast.unparse(loop.iter)}"
        test = ast.unparse(inner.test)
        if early:
            text = f"return any({test} {clause})"
        else:
            text = f"return all({_negated(inner.test)} {clause})"
        yield Change((Edit((loop, after), text),))


def _find_flags(tree: ast.Module) -> Iterator[Change]:
    """`found = False; for ...: if test: found = True` goes on looking after it was found."""
    for before, statement, _ in neighbours(tree):
        start, loop = assigned_name(before), plain_for(statement)
        if start is None or loop is None or len(loop.body) != 1:
            continue
        inner = loop.body[0]
        if not isinstance(inner, ast.If) or inner.orelse or len(inner.body) != 1:
            continue
        found = assigned_name(inner.body[0])
        flags = (_bool(start[1]), _bool(found[1]) if found else None)
        if found is None or found[0] != start[0] or flags not in ((False, True), (True, False)):
            continue
        calls = any(isinstance(n, ast.Call) for n in ast.walk(inner.test))
        if calls or mentions(inner.test, start[0]) or has_effects(inner.test):
            continue
        assignment = inner.body[0]
        yield Change((Edit((assignment,), f"{ast.unparse(assignment)}\nbreak"),))


def _returned_bool(node: ast.stmt) -> bool | None:
    return _bool(node.value) if isinstance(node, ast.Return) else None


def _bool(node: ast.expr | None) -> bool | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return node.value
    return None


def _negated(test: ast.expr) -> str:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.unparse(test.operand)
    return f"not ({ast.unparse(test)})"


LOOP_TO_ANY_ALL = Rewrite(
    name="loop to any or all",
    why="any() and all() walk in C and stop at the first answer, as the loop did, with less\n"
    "work for each item and less to read.",
    precondition="a loop that returns one truth value early and the other at its end",
    find=_find_any_all,
    applies=(
        (
            "def f(xs):\n    for x in xs:\n        if x > 3:\n            return True\n"
            "    return False\n",
            "def f(xs):\n    return any(x > 3 for x in xs)\n",
        ),
        (
            "def f(xs):\n    for x in xs:\n        if not x:\n            return False\n"
            "    return True\n",
            "def f(xs):\n    return all(x for x in xs)\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    for x in xs:\n        if x:\n            return True\n    return None\n",
        "def f(xs):\n    for x in xs:\n        if x:\n            return x\n    return False\n",
    ),
)

EARLY_EXIT = Rewrite(
    name="early exit",
    why="Once the flag is set nothing can change it back: the rest of the loop is walked for\n"
    "nothing, so it ends there.",
    precondition="a loop that only sets one flag to one constant, by a test without calls",
    find=_find_flags,
    applies=(
        (
            "def f(xs, y):\n    found = False\n    for x in xs:\n        if x == y:\n"
            "            found = True\n    return found\n",
            "def f(xs, y):\n    found = False\n    for x in xs:\n        if x == y:\n"
            "            found = True\n            break\n    return found\n",
        ),
    ),
    refuses=(
        "def f(xs, y):\n    n = 0\n    for x in xs:\n        if x == y:\n            n = x\n"
        "    return n\n",
        "def f(xs, y):\n    found = False\n    for x in xs:\n        if g(x):\n"
        "            found = True\n    return found\n",
    ),
)
