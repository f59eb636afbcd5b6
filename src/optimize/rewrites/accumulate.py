"""Replaces loops that fill a list, sum or join text by a single expression."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from .ast_queries import (
    assigned_name,
    has_effects,
    is_name,
    is_zero,
    mentions,
    method_call,
    names_in,
    neighbours,
    plain_for,
    reads,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits


class _Nest(Struct, frozen=True):
    """Nested loops: the outermost, the one statement inside, and their for and if clauses."""

    loop: ast.For
    statement: ast.stmt
    clauses: str


def _find_appends(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, name, start, nest in _filled(tree):
        is_empty = isinstance(start, ast.List) and not start.elts
        item = nest.statement.value if isinstance(nest.statement, ast.Expr) else None
        arguments = method_call(item, name, "append", 1) if is_empty and item else None
        if arguments and not mentions(arguments[0], name) and not has_effects(arguments[0]):
            yield _replaced(before, nest, f"{name} = [{ast.unparse(arguments[0])} {nest.clauses}]")


def _find_sums(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, name, start, nest in _filled(tree):
        added = nest.statement
        if not isinstance(added, ast.AugAssign) or not is_zero(start):
            continue
        if not isinstance(added.op, ast.Add) or not is_name(added.target, name):
            continue
        if not mentions(added.value, name) and not (
            _textual(added.value) or has_effects(added.value)
        ):
            yield _replaced(before, nest, f"{name} = sum({_all_of(nest, added.value)})")


def _find_joins(tree: ast.Module) -> Iterator[RewriteEdits]:
    for before, name, start, nest in _filled(tree):
        piece = _appended_text(nest.statement, name)
        is_empty = isinstance(start, ast.Constant) and start.value == ""
        if is_empty and piece is not None and not mentions(piece, name) and not has_effects(piece):
            yield _replaced(before, nest, f'{name} = "".join({_all_of(nest, piece)})')


def _filled(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, ast.expr, _Nest]]:
    """Yield each assignment that nested loops follow: its name, its value and the nest."""
    for before, statement, after in neighbours(tree):
        start = assigned_name(before)
        nest = _innermost(statement, start[0], after) if start is not None else None
        if start is not None and nest is not None:
            yield before, *start, nest


def _replaced(before: ast.stmt, nest: _Nest, text: str) -> RewriteEdits:
    """Return the edit that replaces both; the annotation of `name: type = ...` is kept."""
    if isinstance(before, ast.AnnAssign):
        name, value = text.split(" = ", 1)
        text = f"{name}: {ast.unparse(before.annotation)} = {value}"
    return RewriteEdits((NodeEdit((before, nest.loop), text),))


def _all_of(nest: _Nest, item: ast.expr) -> str:
    """Return the items as one iterable: what the loop walks if it is that, else a list of them.

    A generator would be stepped in Python once for each item, as the loop was.
    """
    plain = isinstance(nest.loop.target, ast.Name) and is_name(item, nest.loop.target.id)
    if plain and nest.loop.body == [nest.statement]:
        return ast.unparse(nest.loop.iter)
    return f"[{ast.unparse(item)} {nest.clauses}]"


def _appended_text(statement: ast.stmt, name: str) -> ast.expr | None:
    """Return what `name += piece` or `name = name + piece` appends."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        return statement.value if is_name(statement.target, name) else None
    assigned = assigned_name(statement)
    if assigned is None or assigned[0] != name or not isinstance(assigned[1], ast.BinOp):
        return None
    whole = assigned[1]
    return whole.right if isinstance(whole.op, ast.Add) and is_name(whole.left, name) else None


def _innermost(statement: ast.stmt, name: str, after: list[ast.stmt]) -> _Nest | None:
    """Return what plain loops and tests, nested one in the other, come to.

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
            is_read_later = any(reads(after, target) for target in names_in(nested.target))
            if mentions(nested.iter, name) or is_read_later:
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


def _textual(node: ast.expr) -> bool:
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return text or isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple))


LOOP_TO_COMPREHENSION = Rewrite(
    name="loop to comprehension",
    why="A comprehension builds the list in one go: no method is looked up and called for each\n"
    "item, and the list is the loop's own until it is done.",
    precondition="a list that starts empty, filled by append alone, not read meanwhile",
    find=_find_appends,
)

LOOP_TO_SUM = Rewrite(
    name="loop to sum",
    why="sum() adds up in C; the loop fetched and stored the total in Python for each item.",
    precondition="a total that starts at 0 and is only added to",
    find=_find_sums,
)

LOOP_TO_JOIN = Rewrite(
    name="loop to join",
    why="Text cannot grow in place: each += may copy all of it. join() measures the pieces once\n"
    "and writes the text once.",
    precondition="a text that starts empty and is only appended to",
    find=_find_joins,
)
