"""Proposes rewritten versions of a program, deterministically and without a model."""

import ast
from collections.abc import Iterator, Sequence

from ...domain.candidate import Candidate, Origin
from ...domain.ports import Evidence
from .catalogue import REWRITES
from .rewrite import Rewrite, RewriteEdits


class RewriteImprover:
    """An Improver of known rewrites; with `function` named, only changes inside it are made."""

    def __init__(self, rewrites: Sequence[Rewrite] = REWRITES) -> None:
        self._rewrites = rewrites

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """One candidate for each rewrite that fits, all its places changed; () if none does.

        A program that does not parse has no rewrites.
        """
        proposals: list[Candidate] = []
        for rewrite in self._rewrites:
            note = f"{rewrite.name}: {' '.join(rewrite.why.split())}"
            source = rewritten(candidate.source, rewrite, evidence.function)
            if source != candidate.source:
                proposals.append(
                    Candidate(source, Origin.REWRITTEN, parent=candidate.digest, note=note)
                )
        return tuple(proposals)


def rewritten(source: str, rewrite: Rewrite, function: str = "") -> str:
    """The source with every change of this kind made; the same source where none fits."""
    for _ in range(_MOST_CHANGES):
        changed = _first_change(source, rewrite, function)
        if changed is None:
            return source
        source = changed
    return source


_MOST_CHANGES = 20


def _first_change(source: str, rewrite: Rewrite, function: str) -> str | None:
    # libcst is imported when the first change is made: it takes a good part of a second.
    from .emit import apply_change

    for change in _changes(source, rewrite, function):
        try:
            changed = apply_change(source, change)
        except ValueError:
            continue
        if changed != source:
            return changed
    return None


def _changes(source: str, rewrite: Rewrite, function: str) -> Iterator[RewriteEdits]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    span = _span(tree, function)
    for change in rewrite.find(tree):
        lines = [node.lineno for edit in change.edits for node in edit.nodes]
        if all(span[0] <= line <= span[1] for line in lines):
            yield change


def _span(tree: ast.Module, function: str) -> tuple[int, int]:
    """First and last line of the function "name" or "Class.method"; all lines for ""."""
    if not function:
        return (1, 10**9)
    scope: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for part in function.split("."):
        named = [
            node
            for node in scope
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and node.name == part
        ]
        if not named:
            return (0, 0)
        found, scope = named[-1], named[-1].body
    assert found is not None
    return (found.lineno, found.end_lineno or found.lineno)
