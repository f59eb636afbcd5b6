"""Takes one function out of a proposed version and puts it into the file as it was.

Everything around the function stays byte for byte; the imports and helpers that the new function
needs and the file lacks are added as whole lines.
"""

import ast
import re
import threading
from collections.abc import Callable, Sequence

from msgspec import Struct

from ..domain.candidate import Candidate
from ..domain.errors import BrokenReply
from ..domain.ports import Evidence, Improver
from ..domain.replace import replace
from ..optimize.rewrites.ast_queries import (
    Definition,
    find_definition,
    import_place,
    names_in,
    source_lines,
)
from ..prompts.code_layout import parses

# Python 3.11 cannot parse in two threads at once (CPython issue 106905).
_PARSING = threading.Lock()


class OneFunctionImprover(Struct, frozen=True):
    """An Improver that lets another one change nothing but the function and what it needs.

    `known` holds what was proposed, by its digest; `note_unused` gets a sentence on replies of a
    model that could not be used.
    """

    improver: Improver
    function: str
    known: dict[str, Candidate]
    note_unused: Callable[[str], None] = lambda sentence: None

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """Return the other's proposals, each reduced to the function. Raises what it raises."""
        try:
            proposed = self.improver.propose(candidate, evidence)
        except BrokenReply as broken:
            self.note_unused(str(broken))
            raise
        proposals: list[Candidate] = []
        unused = 0
        for one in proposed:
            source = splice(candidate.source, one.source, self.function)
            if source and source != candidate.source:
                proposals.append(replace(one, source=source))
            unused += 1 if one.model and not source else 0
        if unused:
            sentence = (
                f"{unused} of the model's replies could not be used: they do not fit in the place"
                f" of {self.function}"
            )
            self.note_unused(sentence)
            if not proposals:
                raise BrokenReply(sentence)
        self.known.update({one.digest: one for one in proposals})
        return tuple(proposals)


def splice(original: str, proposed: str, function: str) -> str:
    """Return the original with the function as proposed; "" if it is missing or breaks it."""
    try:
        before, after = ast.parse(original), ast.parse(proposed)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    old, new = find_definition(before, function), find_definition(after, function)
    if new is None:
        # A reply may hold the bare method.
        new = find_definition(after, function.rpartition(".")[2])
    if old is None or new is None or type(old) is not type(new):
        return ""
    end = "\r\n" if "\r\n" in original else "\n"
    lines = [line.rstrip("\r\n") + end for line in source_lines(proposed)]
    imports, helpers = _needs(before, after, new, function)
    above = [line for one in helpers for line in (*_cut(lines, one), end, end)]
    place = import_place(before, original)
    there = source_lines(original)
    cut = _cut(lines, new)
    if ast.get_docstring(old) not in (None, ast.get_docstring(new)):
        cut, new = _spread(cut, new, end)
    text = _indented(cut, _cut(there, old))
    outermost = find_definition(before, function.partition(".")[0]) or old
    for new_text in (_documented(text, new, there, old), text):
        body = _with_function(there, span(old), new_text, (span(outermost)[0], above))
        whole = "".join([*body[:place], *(f"{one}{end}" for one in imports), *body[place:]])
        if parses(whole):
            return whole
    return ""


def _spread(lines: list[str], new: Definition, end: str) -> tuple[list[str], Definition]:
    """Return a function whose body begins on the line of its head, or of its docstring, on more."""
    places = [one.lineno for one in new.body[:2]]
    head = lines[places[0] - span(new)[0]].encode()[: new.body[0].col_offset]
    if not head.strip() and len(set(places)) == len(places):
        return lines, new
    source = ast.unparse(new)
    (spread,) = ast.parse(source).body
    assert isinstance(spread, Definition)
    return [line + end for line in source.split("\n")], spread


def _documented(
    text: list[str], new: Definition, lines: Sequence[str], old: Definition
) -> list[str]:
    """Return the new function's lines with the old docstring in its place."""
    was, now = _docstring(old), _docstring(new)
    if was is None or ast.get_docstring(old) == ast.get_docstring(new):
        return text
    first = span(new)[0]
    at = (now or new.body[0]).lineno - first
    after = (now.end_lineno or now.lineno) - first + 1 if now else at
    kept = list(lines[was.lineno - 1 : was.end_lineno])
    if was.lineno == old.lineno or len({one.lineno for one in old.body[:2]}) < len(old.body[:2]):
        end = text[at][len(text[at].rstrip("\r\n")) :]
        kept = [f"{_indent(text[at])}{ast.unparse(was)}{end}"]
    return [*text[:at], *kept, *text[after:]]


def _docstring(node: Definition) -> ast.stmt | None:
    return None if ast.get_docstring(node) is None else node.body[0]


def changed_signature(before: str, after: str, function: str) -> tuple[str, str] | None:
    """Get the function's heads in two versions if calls of them differ: parameters, decorators."""
    with _PARSING:
        nodes = [find_definition(ast.parse(one), function) for one in (before, after)]
    heads = [_head(node) for node in nodes]
    lost = set(heads[0][1]) - set(heads[1][1])
    if heads[0][0] == heads[1][0] and not lost:
        return None
    shown = ["\n".join([*decorators, head]) for head, decorators in heads]
    return shown[0], shown[1]


def _head(node: Definition | None) -> tuple[str, list[str]]:
    if node is None or isinstance(node, ast.ClassDef):
        return "", []
    given = node.args
    for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if one is not None:
            one.annotation = None
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    decorators = [f"@{ast.unparse(one)}" for one in node.decorator_list]
    return f"{kind} {node.name}({ast.unparse(given)})", decorators


def _with_function(
    lines: list[str], where: tuple[int, int], text: list[str], above: tuple[int, list[str]]
) -> list[str]:
    """Get the lines with others in the place of `where`, and helpers put in before line `above`."""
    first, last = where
    at, helpers = above
    if last == len(lines) and not lines[-1].endswith("\n"):
        text = [*text[:-1], text[-1].rstrip("\r\n")]
    return [*lines[: at - 1], *helpers, *lines[at - 1 : first - 1], *text, *lines[last:]]


def span(node: Definition) -> tuple[int, int]:
    """Return first and last line, decorators included."""
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return first, node.end_lineno or node.lineno


def _cut(lines: Sequence[str], node: Definition | ast.stmt) -> list[str]:
    if isinstance(node, Definition):
        first, last = span(node)
    else:
        first, last = node.lineno, node.end_lineno or node.lineno
    return list(lines[first - 1 : last])


def _indented(lines: list[str], old: Sequence[str]) -> list[str]:
    """Get the lines indented as the old ones are: with tabs where those are."""
    first = _indent(old[0])
    is_tabbed = "\t" in first or any(line.startswith(first + "\t") for line in old)
    was, unit = ("    ", "\t") if is_tabbed else ("\t", "    ")
    # Only what a line begins with: the rest may be a text.
    lines = [re.sub(f"^(?:{was})+", lambda m: unit * (len(m[0]) // len(was)), one) for one in lines]
    by = len(first) - len(_indent(lines[0]))
    if by > 0:
        return [first[:by] + line if line.strip() else line for line in lines]
    return [line[-by:] if line[:-by].isspace() else line for line in lines] if by else lines


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _needs(
    before: ast.Module, after: ast.Module, new: Definition, function: str
) -> tuple[list[str], list[ast.stmt]]:
    """Return the imports and top-level helpers that the new function uses and the file lacks."""
    there = {name for node in before.body for name in _bound_by(node)}
    imports: list[str] = []
    helpers: list[ast.stmt] = []
    wanted = names_in(new)
    for node in reversed(after.body):
        binds = _bound_by(node) - there - {function.partition(".")[0]}
        if not binds & wanted:
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in wanted]
            imports.insert(0, ast.unparse(_only(node, names)))
        else:
            helpers.insert(0, node)
            wanted |= names_in(node)
    return imports, helpers


def _only(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(node.module, names, node.level)


def _bound_by(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, Definition):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        return {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return set()
