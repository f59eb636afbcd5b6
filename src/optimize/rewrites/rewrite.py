"""What defines a rewrite: where it applies, its edits, why it is faster; simple ones by templates.

In a template N_x matches a name, C_x a constant, E_x any expression and a line S_x any statements
or none. A place that occurs twice must hold the same code.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from .ast_queries import blocks


class NodeEdit(Struct, frozen=True):
    """Statements or an expression to replace: `nodes` are neighbours, in their order.

    `text` replaces them, unindented. With `keep` the one
    statement stays, and the text (statements, or one "@decorator") comes before it.
    """

    nodes: tuple[ast.stmt, ...] | tuple[ast.expr]
    text: str
    keep: bool = False


class RewriteEdits(Struct, frozen=True):
    """Edits that belong together, and the imports ("from heapq import nsmallest") they need."""

    edits: tuple[NodeEdit, ...]
    imports: tuple[str, ...] = ()


Finder = Callable[[ast.Module], Iterator[RewriteEdits]]
Places = Mapping[str, ast.expr]
_PLACE = re.compile(r"\b[NCE]_\w+")


class Rewrite(Struct, frozen=True):
    """One kind of improvement.

    `why` is the two lines a user reads when it is kept; `precondition` says when it may be used.
    Its examples are in docs/REWRITES.md.
    """

    name: str
    why: str
    precondition: str
    find: Finder


def matches(
    tree: ast.AST, template: str
) -> Iterator[tuple[tuple[ast.stmt, ...] | tuple[ast.expr], Places]]:
    """Yield each run of statements, or each expression, of the template's shape, and its places."""
    wanted = _parsed(template)
    if isinstance(wanted[0], ast.Expr):
        for node in ast.walk(tree):
            places: dict[str, ast.expr] = {}
            if isinstance(node, ast.expr) and _fits(wanted[0].value, node, places):
                yield (node,), places
        return
    for block in blocks(tree):
        for start in range(len(block) - len(wanted) + 1):
            places, run = {}, block[start : start + len(wanted)]
            if _fits(wanted, run, places):
                yield tuple(run), places


def filled(template: str, places: Places) -> str:
    """Return the template with the code of the places put in."""
    return _PLACE.sub(lambda match: ast.unparse(places[match[0]]), template)


def by_template(
    shapes: Sequence[tuple[str, str]],
    holds: Callable[[Places], bool],
    *,
    place: str = "",
    imports: tuple[str, ...] = (),
) -> Finder:
    """Return what finds the first of each pair of templates and puts the second in its place.

    `holds` says of the places found whether the change may be made; with `place` only that place
    is replaced.
    """

    def find(tree: ast.Module) -> Iterator[RewriteEdits]:
        for before, after in shapes:
            for nodes, places in matches(tree, before):
                if holds(places):
                    replaced = (places[place],) if place else nodes
                    yield RewriteEdits((NodeEdit(replaced, filled(after, places)),), imports)

    return find


@cache
def _parsed(template: str) -> list[ast.stmt]:
    return ast.parse(template).body


def _fits(wanted: object, given: Any, places: dict[str, ast.expr]) -> bool:
    if isinstance(wanted, ast.Name) and _PLACE.fullmatch(wanted.id):
        kind = {"N": ast.Name, "C": ast.Constant, "E": ast.expr}[wanted.id[0]]
        if not isinstance(given, ast.expr) or not isinstance(given, kind):
            return False
        return ast.unparse(places.setdefault(wanted.id, given)) == ast.unparse(given)
    if isinstance(wanted, list):
        if len(wanted) == 1 and isinstance(wanted[0], ast.Expr):
            if ast.unparse(wanted[0]).startswith("S_"):
                return True
        same_length = isinstance(given, list) and len(given) == len(wanted)
        return same_length and all(_fits(one, other, places) for one, other in zip(wanted, given))
    if isinstance(wanted, ast.Assign) and isinstance(given, ast.AnnAssign):
        return _fits([*wanted.targets, wanted.value], [given.target, given.value], places)
    if isinstance(wanted, ast.AST):
        names = [name for name in wanted._fields if name not in ("ctx", "type_comment", "kind")]
        return type(wanted) is type(given) and all(
            _fits(getattr(wanted, name), getattr(given, name), places) for name in names
        )
    return type(wanted) is type(given) and wanted == given
