"""The values that define a rewrite: where it applies, its edits, and why it is faster."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeEdit:
    """Statements or an expression to replace: `nodes` are neighbours, in their order.

    `text` is what stands there afterwards, unindented; "" removes them. With `keep` the one
    statement stays, and the text (statements, or one "@decorator") comes before it.
    """

    nodes: tuple[ast.stmt, ...] | tuple[ast.expr]
    text: str
    keep: bool = False


@dataclass(frozen=True, slots=True)
class RewriteEdits:
    """Edits that belong together, and the imports ("from heapq import nsmallest") they need."""

    edits: tuple[NodeEdit, ...]
    imports: tuple[str, ...] = ()


Finder = Callable[[ast.Module], Iterator[RewriteEdits]]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One kind of improvement.

    `why` is the two lines a user is told when it is kept; `precondition` says when it may be
    used; `applies` are pairs (before, after), `refuses` programs it must leave alone.
    """

    name: str
    why: str
    precondition: str
    find: Finder
    applies: tuple[tuple[str, str], ...]
    refuses: tuple[str, ...]
