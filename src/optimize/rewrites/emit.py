"""Applies edits found with `ast` to the source with `libcst`, so that comments survive.

Imported with the first change: importing libcst takes a good part of a second.
"""

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import Any

import libcst as cst
import libcst.matchers as m
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from .rewrite import NodeEdit, RewriteEdits

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
Position = tuple[int, int, int, int] | tuple[int, int]
"""Where an expression starts and ends, or a statement starts; lines from 1, columns from 0."""

_DOCSTRING = m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())])
_FUTURE = m.SimpleStatementLine(body=[m.ImportFrom(module=m.Name("__future__"))])


def apply_change(source: str, change: RewriteEdits) -> str:
    """The source with the change applied; comments and layout elsewhere are unchanged.

    Raises ValueError if an edit's position is not found or the result does not parse.
    """
    inserts = [edit for edit in change.edits if edit.keep]
    positions = _new_texts(source, change.edits)
    editor = _Editor(positions, frozenset(_new_texts(source, inserts)))
    changed = MetadataWrapper(cst.parse_module(source)).visit(editor)
    if editor.pending:
        raise ValueError("an edit's place was not found")
    code = _with_imports(changed, change.imports).code
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise ValueError(f"the rewrite does not parse: {error}") from error
    return code


class _Editor(cst.CSTTransformer):
    """Replaces the code at the positions; `pending` holds those not visited yet."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, positions: dict[Position, str], kept: frozenset[Position]) -> None:
        super().__init__()
        self.pending = dict(positions)
        self._kept = kept

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> Any:
        """Replace a node after its children were visited, if there is an edit for it."""
        updated = super().on_leave(original_node, updated_node)
        if isinstance(original_node, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
            position = self._position(original_node)[:2]
            text = self.pending.pop(position, None)
            if text is not None and position in self._kept:
                return _inserted(updated, text)
            return updated if text is None else _statements(original_node, text)
        if isinstance(original_node, cst.BaseExpression):
            text = self.pending.pop(self._position(original_node), None)
            return updated if text is None else _expression(original_node, text)
        return updated

    def _position(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        where = self.get_metadata(PositionProvider, node)
        assert isinstance(where, CodeRange)
        return (where.start.line, where.start.column, where.end.line, where.end.column)


def _new_texts(source: str, edits: Sequence[NodeEdit]) -> dict[Position, str]:
    """The new text at each position ("" removes a statement)."""
    lines = source.splitlines()

    def column(line: int, offset: int) -> int:
        # ast counts UTF-8 bytes, libcst characters.
        return len(lines[line - 1].encode()[:offset].decode())

    positions: dict[Position, str] = {}
    for edit in edits:
        new_text = edit.text
        if edit.text and not edit.keep:
            new_text = _comments_inside(source, edit.nodes) + edit.text
        nodes: tuple[ast.stmt | ast.expr, ...] = edit.nodes
        for index, node in enumerate(nodes):
            text = new_text if index == 0 else ""
            start = (_first_line(node), column(node.lineno, node.col_offset))
            if isinstance(node, ast.stmt):
                positions[start] = text
            else:
                end_line, end = node.end_lineno or 0, node.end_col_offset or 0
                positions[(*start, end_line, column(end_line, end))] = text
    return positions


def _comments_inside(source: str, nodes: Sequence[ast.stmt | ast.expr]) -> str:
    """The comments inside replaced statements, to be put above the new text."""
    if not isinstance(nodes[0], ast.stmt):
        return ""
    first, last = nodes[0].lineno, nodes[-1].end_lineno or 0
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and first <= token.start[0] <= last
    ]
    return "".join(f"{comment}\n" for comment in comments)


def _first_line(node: ast.stmt | ast.expr) -> int:
    """The line a node starts on according to libcst: that of its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _statements(
    old: Statement, text: str
) -> "cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNode]":
    if not text:
        return cst.RemoveFromParent()
    parsed = cst.parse_module(text + "\n")
    first, *others = parsed.body
    leading = [*old.leading_lines, *parsed.header, *first.leading_lines]
    return cst.FlattenSentinel([first.with_changes(leading_lines=leading), *others])


def _inserted(statement: Any, text: str) -> Any:
    """The statement with the text inserted before it."""
    if text.startswith("@"):
        decorator = cst.Decorator(cst.parse_expression(text[1:]))
        return statement.with_changes(decorators=[decorator, *statement.decorators])
    return cst.FlattenSentinel([*cst.parse_module(text + "\n").body, statement])


def _expression(old: cst.BaseExpression, text: str) -> cst.BaseExpression:
    new = cst.parse_expression(text)
    return new.with_changes(lpar=[*old.lpar, *new.lpar], rpar=[*new.rpar, *old.rpar])


def _with_imports(module: cst.Module, imports: Sequence[str]) -> cst.Module:
    body = list(module.body)
    existing = {module.code_for_node(line).strip() for line in body}
    wanted = [cst.parse_statement(line) for line in imports if line not in existing]
    at = _after_docstring_and_future(body)
    return module.with_changes(body=[*body[:at], *wanted, *body[at:]])


def _after_docstring_and_future(
    body: Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement],
) -> int:
    at = 0
    for index, line in enumerate(body):
        if (index == 0 and m.matches(line, _DOCSTRING)) or m.matches(line, _FUTURE):
            at = index + 1
        elif not isinstance(line, cst.SimpleStatementLine):
            break
    return at
