"""Ends search loops as soon as the item is found."""

import ast
from collections.abc import Iterator

from .ast_queries import (
    assigned_name,
    has_effects,
    is_name,
    mentions,
    neighbours,
    plain_for,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits


def _find_contained(tree: ast.Module) -> Iterator[RewriteEdits]:
    for loop, after, _ in neighbours(tree):
        if not isinstance(loop, ast.For) or loop.orelse or len(loop.body) != 1:
            continue
        inner, last = loop.body[0], _returned_bool(after)
        if not isinstance(inner, ast.If) or inner.orelse or len(inner.body) != 1 or last is None:
            continue
        early, wanted = _returned_bool(inner.body[0]), _compared(inner.test, loop.target)
        if early is None or early is last or wanted is None or not isinstance(loop.iter, ast.Name):
            continue
        word = "in" if early else "not in"
        text = f"return {ast.unparse(wanted)} {word} {loop.iter.id}"
        yield RewriteEdits((NodeEdit((loop, after), text),))


def _compared(test: ast.expr, target: ast.expr) -> ast.expr | None:
    """The name or constant that the target has to be equal to."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(target, ast.Name):
        return None
    sides = (test.left, test.comparators[0])
    others = [side for side in sides if not is_name(side, target.id)]
    if not isinstance(test.ops[0], ast.Eq) or len(others) != 1:
        return None
    return others[0] if isinstance(others[0], (ast.Name, ast.Constant)) else None


def _find_flags(tree: ast.Module) -> Iterator[RewriteEdits]:
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
        yield RewriteEdits((NodeEdit((assignment,), f"{ast.unparse(assignment)}\nbreak"),))


def _returned_bool(node: ast.stmt) -> bool | None:
    return _bool(node.value) if isinstance(node, ast.Return) else None


def _bool(node: ast.expr | None) -> bool | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return node.value
    return None


# A generator inside any() or all() is no gain: stepping it costs more than the loop it replaces.
LOOP_TO_IN = Rewrite(
    name="loop to in",
    why="`in` compares in C and stops at the first that is equal, as the loop did, with no step\n"
    "in Python for each item.",
    precondition="a loop that returns one truth value at an equal item, the other at its end",
    find=_find_contained,
    applies=(
        (
            "def f(xs, y):\n    for x in xs:\n        if x == y:\n            return True\n"
            "    return False\n",
            "def f(xs, y):\n    return y in xs\n",
        ),
        (
            "def f(xs):\n    for x in xs:\n        if 0 == x:\n            return False\n"
            "    return True\n",
            "def f(xs):\n    return 0 not in xs\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    for x in xs:\n        if x == 1:\n            return True\n"
        "    return None\n",
        "def f(xs):\n    for x in xs:\n        if x > 3:\n            return True\n"
        "    return False\n",
        "def f(xs):\n    for x in xs:\n        if x == x:\n            return True\n"
        "    return False\n",
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
