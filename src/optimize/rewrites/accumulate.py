"""Replaces loops that fill a list, sum or join text by a single expression."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from .ast_queries import (
    assigned_name,
    has_effects,
    is_name,
    mentions,
    method_call,
    neighbours,
    plain_for,
    reads,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits


@dataclass(frozen=True, slots=True)
class _Nest:
    """Nested loops: the outermost, the one statement inside, and their for and if clauses."""

    loop: ast.For
    statement: ast.stmt
    clauses: str


def _find_appends(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, loop_statement, after in neighbours(tree):
        found = _filled(before, loop_statement, after)
        if found is None:
            continue
        name, loop, item, clauses = found
        arguments = method_call(item, name, "append", 1)
        if arguments and not mentions(arguments[0], name) and not has_effects(arguments[0]):
            text = f"{name} = [{ast.unparse(arguments[0])} {clauses}]"
            yield RewriteEdits((NodeEdit((before, loop), _annotated(before, text)),))


def _find_sums(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, loop_statement, after in neighbours(tree):
        start = assigned_name(before)
        body = _innermost(loop_statement, start[0] if start else "", after)
        if start is None or body is None or not isinstance(body.statement, ast.AugAssign):
            continue
        loop, added = body.loop, body.statement
        zero = isinstance(start[1], ast.Constant) and start[1].value in (0,)
        if not zero or not isinstance(added.op, ast.Add) or not is_name(added.target, start[0]):
            continue
        if mentions(added.value, start[0]) or _textual(added.value) or has_effects(added.value):
            continue
        text = f"{start[0]} = sum({_all_of(body, added.value)})"
        yield RewriteEdits((NodeEdit((before, loop), _annotated(before, text)),))


def _find_joins(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, loop_statement, after in neighbours(tree):
        start = assigned_name(before)
        body = _innermost(loop_statement, start[0] if start else "", after)
        if start is None or body is None:
            continue
        loop, piece = body.loop, _appended_text(body.statement, start[0])
        empty = isinstance(start[1], ast.Constant) and start[1].value == ""
        if not empty or piece is None or mentions(piece, start[0]) or has_effects(piece):
            continue
        text = f'{start[0]} = "".join({_all_of(body, piece)})'
        yield RewriteEdits((NodeEdit((before, loop), _annotated(before, text)),))


def _all_of(nest: _Nest, item: ast.expr) -> str:
    """The items as one iterable: what the loop walks if it is that, else a list of them.

    A generator would be stepped in Python once for each item, as the loop was.
    """
    plain = isinstance(nest.loop.target, ast.Name) and is_name(item, nest.loop.target.id)
    if plain and nest.loop.body == [nest.statement]:
        return ast.unparse(nest.loop.iter)
    return f"[{ast.unparse(item)} {nest.clauses}]"


def _appended_text(statement: ast.stmt, name: str) -> ast.expr | None:
    """What `name += piece` or `name = name + piece` appends."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        return statement.value if is_name(statement.target, name) else None
    assigned = assigned_name(statement)
    if assigned is None or assigned[0] != name or not isinstance(assigned[1], ast.BinOp):
        return None
    whole = assigned[1]
    return whole.right if isinstance(whole.op, ast.Add) and is_name(whole.left, name) else None


def _filled(
    before: ast.stmt, loop_statement: ast.stmt, after: list[ast.stmt]
) -> tuple[str, ast.For, ast.expr, str] | None:
    start = assigned_name(before)
    if start is None or not isinstance(start[1], ast.List) or start[1].elts:
        return None
    body = _innermost(loop_statement, start[0], after)
    if body is None or not isinstance(body.statement, ast.Expr):
        return None
    return start[0], body.loop, body.statement.value, body.clauses


def _innermost(statement: ast.stmt, name: str, after: list[ast.stmt]) -> _Nest | None:
    """What plain loops and tests, nested one in the other, come to.

    None where the loops read the name, or where a loop variable is read afterwards.
    """
    loop = plain_for(statement)
    if loop is None:
        return None
    clauses: list[str] = []
    inner: ast.stmt = loop
    while True:
        nested = plain_for(inner)
        if nested is not None and len(nested.body) == 1:
            if mentions(nested.iter, name) or _used_later(nested.target, after):
                return None
            target = ast.unparse(nested.target).removeprefix("(").removesuffix(")")
            clauses.append(f"for {target} in {ast.unparse(nested.iter)}")
            inner = nested.body[0]
        elif isinstance(inner, ast.If) and len(inner.body) == 1 and not inner.orelse:
            if mentions(inner.test, name) or has_effects(inner.test):
                return None
            clauses.append(f"if {ast.unparse(inner.test)}")
            inner = inner.body[0]
        else:
            break
    return _Nest(loop, inner, " ".join(clauses)) if clauses else None


def _used_later(target: ast.expr, after: list[ast.stmt]) -> bool:
    names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
    return any(reads(after, name) for name in names)


def _textual(node: ast.expr) -> bool:
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple))


def _annotated(before: ast.stmt, text: str) -> str:
    """Keep the annotation of `name: type = ...`."""
    if not isinstance(before, ast.AnnAssign):
        return text
    name, value = text.split(" = ", 1)
    return f"{name}: {ast.unparse(before.annotation)} = {value}"


LOOP_TO_COMPREHENSION = Rewrite(
    name="loop to comprehension",
    why="A comprehension builds the list in one go: no method is looked up and called for each\n"
    "item, and the list is the loop's own until it is done.",
    precondition="a list that starts empty, filled by append alone, not read meanwhile",
    find=_find_appends,
    applies=(
        (
            "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x * 2)\n"
            "    return out\n",
            "def f(xs):\n    out = [x * 2 for x in xs]\n    return out\n",
        ),
        (
            "def f(xs):\n    out = []\n    for x in xs:\n        if x:\n            out.append(x)\n"
            "    return out\n",
            "def f(xs):\n    out = [x for x in xs if x]\n    return out\n",
        ),
        (
            "def f(a, b):\n    out = []\n    for x in a:\n        for y in b:\n"
            "            out.append((x, y))\n    return out\n",
            "def f(a, b):\n    out = [(x, y) for x in a for y in b]\n    return out\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    out = []\n    for x in xs:\n        out.append(len(out))\n"
        "    return out\n",
        "def f(xs):\n    out = []\n    for x in xs:\n        if not x:\n            break\n"
        "        out.append(x)\n    return out\n",
        "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x)\n    return out, x\n",
        "def f(xs):\n    out = [1]\n    for x in xs:\n        out.append(x)\n    return out\n",
    ),
)

LOOP_TO_SUM = Rewrite(
    name="loop to sum",
    why="sum() adds up in C; the loop fetched and stored the total in Python for each item.",
    precondition="a total that starts at 0 and is only added to",
    find=_find_sums,
    applies=(
        (
            "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n"
            "    return total\n",
            "def f(xs):\n    total = sum(xs)\n    return total\n",
        ),
        (
            "def f(xs):\n    n: int = 0\n    for x in xs:\n        if x > 3:\n            n += 1\n"
            "    return n\n",
            "def f(xs):\n    n: int = sum([1 for x in xs if x > 3])\n    return n\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    total = 1\n    for x in xs:\n        total += x\n    return total\n",
        "def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n        print(t)\n    return t\n",
        "def f(xs):\n    t = 0\n    for x in xs:\n        t += t + x\n    return t\n",
    ),
)

LOOP_TO_JOIN = Rewrite(
    name="loop to join",
    why="Text cannot grow in place: each += may copy all of it. join() measures the pieces once\n"
    "and writes the text once.",
    precondition="a text that starts empty and is only appended to",
    find=_find_joins,
    applies=(
        (
            "def f(xs):\n    s = ''\n    for x in xs:\n        s += str(x)\n    return s\n",
            'def f(xs):\n    s = "".join([str(x) for x in xs])\n    return s\n',
        ),
        (
            "def f(xs):\n    s = ''\n    for x in xs:\n        s = s + x\n    return s\n",
            'def f(xs):\n    s = "".join(xs)\n    return s\n',
        ),
    ),
    refuses=(
        "def f(xs):\n    s = ''\n    for x in xs:\n        s = x + s\n    return s\n",
        "def f(xs):\n    s = ''\n    for x in xs:\n        s += x + str(len(s))\n    return s\n",
    ),
)
