"""Edits a program's text at positions from its syntax tree."""

import ast
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct


class TextEdit(Struct, frozen=True):
    """Put `text` in the place of a piece; lines count from 1, columns in UTF-8 bytes from 0."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    @classmethod
    def of(cls, node: ast.stmt | ast.expr, text: str) -> "TextEdit":
        """Replace a whole node."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return cls(node.lineno, node.col_offset, end_line, end_column, text)


def apply(source: str, edits: Sequence[TextEdit]) -> str:
    """Return the source with all edits made; they must not overlap."""
    raw = source.encode()
    starts = line_starts(raw)
    for edit in sorted(edits, key=lambda e: (e.line, e.column), reverse=True):
        begin = starts[edit.line - 1] + edit.column
        end = starts[edit.end_line - 1] + edit.end_column
        raw = raw[:begin] + edit.text.encode() + raw[end:]
    return raw.decode()


def line_starts(raw: bytes) -> list[int]:
    """Return the first byte of each line of a source, as the parser counts lines."""
    return [0, *accumulate(map(len, raw.splitlines(keepends=True)))]


def without(source: str, statements: Sequence[ast.stmt]) -> str:
    """Return the source without these top-level statements (with their decorators)."""
    gone: set[int] = set()
    for node in statements:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorators)])
        gone.update(range(first, (node.end_lineno or node.lineno) + 1))
    lines = source.split("\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    return "\n".join(kept).rstrip() + "\n"


def text_of(source: str, node: ast.AST) -> str:
    """Return the source of a node."""
    return ast.get_source_segment(source, node) or ast.unparse(node)


def function_text(source: str, name: str) -> str:
    """Return the text of a top-level function; "" if the source has none of the name."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    found = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name)
    return next((text_of(source, one) for one in found), "")


def with_imports(source: str, lines: Sequence[str]) -> str:
    """Return the source with import lines put behind its docstring and `from __future__` lines."""
    if not lines:
        return source
    tree = ast.parse(source)
    after = 0
    for index, node in enumerate(tree.body):
        docstring = (
            index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            break
        after = node.end_lineno or node.lineno
    own = source.split("\n")
    gap = [""] if after else []
    follow = own[after:]
    spaced = follow and follow[0].strip() and not follow[0].startswith(("import ", "from "))
    return "\n".join([*own[:after], *gap, *lines, *(["", ""] if spaced else []), *follow])
