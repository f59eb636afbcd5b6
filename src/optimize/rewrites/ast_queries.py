"""Queries on syntax trees for the rewrites: names read and written, calls, side effects."""

import ast
import re
from collections.abc import Iterator, Sequence

from ...documents.source_edits import line_starts

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

PURE_BUILTINS = frozenset(
    "abs all any bin bool chr complex dict divmod enumerate filter float format frozenset hash hex"
    " int isinstance issubclass len list map max min oct ord pow range repr reversed round set"
    " sorted str sum tuple type zip".split()
)


def find_definition(tree: ast.Module, name: str) -> Definition | None:
    """Return the function "name" or "Class.method": the last of several, also in `if` and `try`.

    Of a property it is the getter.
    """
    scope: Sequence[ast.stmt] = tree.body
    found: list[Definition] = []
    for part in name.split("."):
        named = [node for node in _definitions(scope) if node.name == part]
        if not named:
            return None
        found = [node for node in named if not _is_setter(node)][-1:] or named[-1:]
        scope = found[0].body
    return found[0] if found else None


def _is_setter(node: Definition) -> bool:
    """Return whether it is a property's setter or deleter: @name.setter above a `def name`."""
    return any(
        isinstance(one, ast.Attribute)
        and one.attr in ("setter", "deleter")
        and is_name(one.value, node.name)
        for one in node.decorator_list
    )


def _definitions(scope: Sequence[ast.stmt]) -> Iterator[Definition]:
    for node in scope:
        if isinstance(node, Definition):
            yield node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            parts = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            for part in parts:
                yield from _definitions(part)


def source_lines(text: str) -> list[str]:
    """Return the lines with their ends, as the parser counts them: form feeds end none."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def span_of(raw: bytes, node: ast.expr | ast.stmt) -> tuple[int, int]:
    """Return a node's first byte, that of its first decorator, and the one after its last."""
    starts = line_starts(raw)
    decorators = node.decorator_list if isinstance(node, Definition) else []
    line = min([node.lineno, *(one.lineno for one in decorators)])
    last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    return starts[line - 1] + node.col_offset, last


def import_place(tree: ast.Module, source: str) -> int:
    """Return how many lines stand before a new import: docstring, `from __future__`, comments."""
    at = 0
    for index, node in enumerate(tree.body):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if (is_text and index == 0) or is_future:
            at = node.end_lineno or node.lineno
    lines = source_lines(source)
    head = min([len(lines), *(node.lineno - 1 for node in tree.body if node.lineno > at)])
    for index in range(at, head):
        if not lines[index].startswith("#"):
            continue
        below = lines[index + 1] if index + 1 < len(lines) else ""
        # The interpreter's line, the encoding and a licence stand at the top; the comment right
        # above a definition is about that.
        is_top = at == index or (index < 2 and "coding" in lines[index])
        if is_top or re.match(r"\s*$|import\b|from\b", below):
            at = index + 1
    return at


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield every list of statements: bodies, else-branches, finals."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def neighbours(tree: ast.AST) -> Iterator[tuple[ast.stmt, ast.stmt, list[ast.stmt]]]:
    """Yield every two statements that follow each other, with those that come after them."""
    for block in blocks(tree):
        for index in range(len(block) - 1):
            yield block[index], block[index + 1], block[index + 2 :]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield every plain function, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_name(node: ast.AST | None, name: str = "") -> bool:
    """Return whether it is a name (this one, if one is given)."""
    return isinstance(node, ast.Name) and (not name or node.id == name)


def is_zero(node: ast.expr) -> bool:
    """Return whether it is the number 0."""
    return isinstance(node, ast.Constant) and node.value == 0 and node.value is not False


def reads(node: ast.AST | Sequence[ast.AST], name: str) -> int:
    """Return how often the name is read inside."""
    return sum(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        for n in _walk(node)
    )


def mentions(node: ast.AST | Sequence[ast.AST], name: str) -> bool:
    """Return whether the name occurs at all inside, read or written."""
    return any(isinstance(n, ast.Name) and n.id == name for n in _walk(node))


def written(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Return names that are bound or deleted inside, loop variables and walrus targets included."""
    return frozenset(
        n.id
        for n in _walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))
    )


def names_in(node: ast.AST) -> set[str]:
    """Return the names that occur inside, read or written."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def names_read(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Return names that are read inside."""
    return frozenset(
        n.id for n in _walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    )


def touched(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Return names whose object may change inside: a method is called, an item or attribute is set.

    So does a name that is passed to a call of anything but a pure builtin.
    """
    found: set[str] = set()
    for n in _walk(node):
        if isinstance(n, ast.Call):
            if isinstance(n.func, ast.Attribute) and isinstance(n.func.value, ast.Name):
                found.add(n.func.value.id)
            if not (isinstance(n.func, ast.Name) and n.func.id in PURE_BUILTINS):
                found |= {a.id for a in n.args if isinstance(a, ast.Name)}
        elif isinstance(n, (ast.Subscript, ast.Attribute)) and isinstance(n.value, ast.Name):
            if isinstance(n.ctx, (ast.Store, ast.Del)):
                found.add(n.value.id)
        elif isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name):
            found.add(n.target.id)
    return frozenset(found)


def has_effects(node: ast.AST | Sequence[ast.AST]) -> bool:
    """Return whether evaluating it might do more than give a value (await, yield, walrus count)."""
    odd = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return any(isinstance(n, odd) for n in _walk(node))


def plain_for(node: ast.stmt) -> ast.For | None:
    """Return the node, if it is a for loop without else and without leaving it early."""
    odd = (ast.Break, ast.Continue, ast.Return, ast.Raise)
    if not isinstance(node, ast.For) or node.orelse:
        return None
    return None if any(isinstance(n, odd) for n in _walk(node.body)) else node


def assigned_name(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return (name, value) of a statement `name = value`, annotated or not."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target: ast.expr = node.targets[0]
        value: ast.expr | None = node.value
    elif isinstance(node, ast.AnnAssign):
        target, value = node.target, node.value
    else:
        return None
    if isinstance(target, ast.Name) and value is not None:
        return target.id, value
    return None


def empty_list(statement: ast.stmt) -> str:
    """Return the name that becomes an empty list, else ""."""
    name, value = assigned_name(statement) or ("", None)
    return name if isinstance(value, ast.List) and not value.elts else ""


def ranged_over(node: ast.expr) -> str:
    """Return the xs of range(len(xs)), else ""."""
    text = ast.unparse(node)
    return next((name for name in names_in(node) if text == f"range(len({name}))"), "")


def method_call(node: ast.AST, name: str, method: str, arguments: int) -> list[ast.expr] | None:
    """Return the arguments of `name.method(...)` with so many of them, else None."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != method or not is_name(node.func.value, name) or node.keywords:
        return None
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    return node.args if len(node.args) == arguments and not starred else None


def uses(scope: ast.AST, name: str) -> Iterator[tuple[ast.AST, ast.Name]]:
    """Yield (parent, name) wherever the name is used in the scope."""
    for parent in ast.walk(scope):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.Name) and child.id == name:
                yield parent, child


def _walk(node: ast.AST | Sequence[ast.AST]) -> Iterator[ast.AST]:
    roots = [node] if isinstance(node, ast.AST) else node
    for root in roots:
        yield from ast.walk(root)
