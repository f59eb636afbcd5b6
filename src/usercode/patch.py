"""Takes one function out of a proposed version and puts it into the file as it was.

All around the function stays byte for byte; what the new function needs beside it, imports and
helpers that the file has not, is put in by whole lines.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from ..domain.candidate import Candidate
from ..domain.ports import Evidence, Improver

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class OneFunctionImprover:
    """An Improver that lets another one change nothing but the function and what it needs.

    `known` holds what was proposed, by its digest.
    """

    def __init__(self, improver: Improver, function: str, known: dict[str, Candidate]) -> None:
        self._improver = improver
        self._function = function
        self._known = known

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """The other's proposals, each cut down to the function. Raises what the other raises."""
        proposals: list[Candidate] = []
        for one in self._improver.propose(candidate, evidence):
            source = splice(candidate.source, one.source, self._function)
            if source and source != candidate.source:
                proposals.append(replace(one, source=source))
        self._known.update({one.digest: one for one in proposals})
        return tuple(proposals)


def splice(original: str, proposed: str, function: str) -> str:
    """The original with the function as proposed; "" where the proposal has none, or breaks it."""
    try:
        before, after = ast.parse(original), ast.parse(proposed)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    old, new = find_definition(before, function), find_definition(after, function)
    if old is None or new is None or type(old) is not type(new):
        return ""
    end = "\r\n" if "\r\n" in original else "\n"
    lines = [line.rstrip("\r\n") + end for line in _lines(proposed)]
    text = _indented(_cut(lines, new), old.col_offset - new.col_offset)
    imports, helpers = _needs(before, after, new, function)
    above = [line for one in helpers for line in (*_cut(lines, one), end, end)]
    body = _with_function(_lines(original), span(old), text, (_outermost(before, function), above))
    place = _after_docstring_and_future(before)
    return _if_it_parses("".join([*body[:place], *(f"{i}{end}" for i in imports), *body[place:]]))


def _with_function(
    lines: list[str], where: tuple[int, int], text: list[str], above: tuple[int, list[str]]
) -> list[str]:
    """The lines with others in the place of `where`, and helpers put in before line `above`."""
    first, last = where
    at, helpers = above
    if last == len(lines) and not lines[-1].endswith("\n"):
        text = [*text[:-1], text[-1].rstrip("\r\n")]
    return [*lines[: at - 1], *helpers, *lines[at - 1 : first - 1], *text, *lines[last:]]


def span(node: _Definition) -> tuple[int, int]:
    """First and last line, decorators included."""
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return first, node.end_lineno or node.lineno


def find_definition(tree: ast.Module, name: str) -> _Definition | None:
    """The function "name" or "Class.method"; the last of several; None if there is none."""
    scope: Sequence[ast.stmt] = tree.body
    found: _Definition | None = None
    for part in name.split("."):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        named = [node for node in scope if isinstance(node, kinds) and node.name == part]
        if not named:
            return None
        found, scope = named[-1], named[-1].body
    return found


def _lines(text: str) -> list[str]:
    """By line ends alone, as the parser counts: not at form feeds and the like."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def _cut(lines: Sequence[str], node: _Definition | ast.stmt) -> list[str]:
    if isinstance(node, _Definition):
        first, last = span(node)
    else:
        first, last = node.lineno, node.end_lineno or node.lineno
    return list(lines[first - 1 : last])


def _indented(lines: list[str], by: int) -> list[str]:
    if by > 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[-by:] if line[:-by].isspace() else line for line in lines] if by else lines


def _needs(
    before: ast.Module, after: ast.Module, new: _Definition, function: str
) -> tuple[list[str], list[ast.stmt]]:
    """Imports, and helpers of the top level, that the new function uses and the file lacks."""
    there = _bound(before)
    imports: list[str] = []
    helpers: list[ast.stmt] = []
    wanted = _read(new)
    for node in reversed(after.body):
        binds = _bound_by(node) - there - {function.partition(".")[0]}
        if not binds & wanted:
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in wanted]
            imports.insert(0, ast.unparse(_only(node, names)))
        else:
            helpers.insert(0, node)
            wanted |= _read(node)
    return imports, helpers


def _only(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(node.module, names, node.level)


def _bound(tree: ast.Module) -> set[str]:
    return {name for node in tree.body for name in _bound_by(node)}


def _bound_by(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, _Definition):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        return {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return set()


def _read(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _outermost(tree: ast.Module, function: str) -> int:
    """The first line of what stands at the top level around the function."""
    node = find_definition(tree, function.partition(".")[0])
    assert node is not None
    return span(node)[0]


def _after_docstring_and_future(tree: ast.Module) -> int:
    """How many lines stand before the place of a new import."""
    at = 0
    for index, node in enumerate(tree.body):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if (is_text and index == 0) or is_future:
            at = node.end_lineno or node.lineno
    return at


def _if_it_parses(source: str) -> str:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return ""
    return source
