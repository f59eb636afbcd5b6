"""Proposes rewritten versions of a program, without a model; what is not changed stays as it is."""

import ast
import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress

from ...documents.source_edits import line_starts
from ...domain.candidate import Candidate, Origin
from ...domain.ports import Evidence
from .ast_queries import find_definition, import_place, span_of
from .catalogue import REWRITES
from .rewrite import NodeEdit, Rewrite, RewriteEdits

_Piece = tuple[int, int, bytes]
"""The first byte that is replaced, the one after the last, and the new text."""


class RewriteImprover:
    """An Improver of known rewrites; with `function` named, only changes inside it are made."""

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """One candidate for each rewrite that fits, all its places changed; () if none does.

        A program that does not parse has no rewrites.
        """
        proposals: list[Candidate] = []
        for rewrite in REWRITES:
            note = f"{rewrite.name}: {' '.join(rewrite.why.split())}"
            source = rewritten(candidate.source, rewrite, evidence.function)
            if source != candidate.source:
                proposals.append(
                    Candidate(source, Origin.REWRITTEN, parent=candidate.digest, note=note)
                )
        return tuple(proposals)


def rewritten(source: str, rewrite: Rewrite, function: str = "") -> str:
    """Return the source with every change of this kind made; the same source where none fits."""
    for _ in range(_MOST_CHANGES):
        changed = _first_change(source, rewrite, function)
        if changed is None:
            return source
        source = changed
    return source


_MOST_CHANGES = 20


def _first_change(source: str, rewrite: Rewrite, function: str) -> str | None:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    first, last = _span(tree, function)
    for change in rewrite.find(tree):
        lines = [node.lineno for edit in change.edits for node in edit.nodes]
        if not all(first <= line <= last for line in lines):
            continue
        with suppress(ValueError):
            changed = apply_change(source, change)
            if changed != source:
                return changed
    return None


def _span(tree: ast.Module, function: str) -> tuple[int, int]:
    """Return first and last line of the function "name" or "Class.method"; all lines for ""."""
    if not function:
        return (1, 10**9)
    found = find_definition(tree, function)
    return (found.lineno, found.end_lineno or found.lineno) if found is not None else (0, 0)


def apply_change(source: str, change: RewriteEdits) -> str:
    """Return the source with the change applied; comments and layout elsewhere are unchanged.

    Raises ValueError if edits overlap, or the result does not parse.
    """
    raw, tree = source.encode(), ast.parse(source)
    pieces = [_piece(raw, edit) for edit in change.edits]
    there = {ast.unparse(node) for node in tree.body}
    new = [line for line in change.imports if line not in there]
    if new:
        at = line_starts(raw)[import_place(tree, source)]
        pieces.insert(0, (at, at, "".join(f"{line}\n" for line in new).encode()))
    code = b"".join(_parts(raw, sorted(pieces, key=lambda piece: piece[:2]))).decode()
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise ValueError(f"the rewrite does not parse: {error}") from error
    return code


def _parts(raw: bytes, pieces: list[_Piece]) -> Iterator[bytes]:
    done = 0
    for first, last, text in pieces:
        if first < done:
            raise ValueError("two edits overlap")
        yield raw[done:first]
        yield text
        done = last
    yield raw[done:]


def _piece(raw: bytes, edit: NodeEdit) -> _Piece:
    first, last = span_of(raw, edit.nodes[0])[0], span_of(raw, edit.nodes[-1])[1]
    if isinstance(edit.nodes[0], ast.expr):
        return first, last, edit.text.encode()
    begin = max(raw.rfind(b"\n", 0, first), raw.rfind(b"\r", 0, first)) + 1
    lines = [*([] if edit.keep else _comments(raw, first, last)), *edit.text.split("\n")]
    indent = raw[begin:first].decode()
    if indent.strip() and (len(lines) > 1 or edit.keep):
        raise ValueError("the statement shares its line with another")
    text = f"\n{indent}".join(lines)
    return (
        (first, first, f"{text}\n{indent}".encode()) if edit.keep else (first, last, text.encode())
    )


def _comments(raw: bytes, first: int, last: int) -> list[str]:
    """Return the comments inside replaced statements, to be put above the new text."""
    starts = line_starts(raw)
    tokens = tokenize.generate_tokens(io.StringIO(raw.decode(), newline="").readline)
    return [
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT
        and first <= starts[token.start[0] - 1] + len(token.line[: token.start[1]].encode()) < last
    ]
