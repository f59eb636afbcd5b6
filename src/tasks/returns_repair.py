"""Repairs what solve takes and returns: plain text in, the plain result out."""

import ast

from ..prompts.source_edits import TextEdit, apply, text_of
from .program_template import ENTRY, brings_frame, functions_of


def take_description_plain(source: str) -> str:
    """Read `given["description"]` as `given`, where the whole input object was expected."""
    entry = _entry(source)
    if entry is None or not entry.args.args:
        return source
    name = entry.args.args[0].arg
    looked_up = [
        node for node in ast.walk(entry) if isinstance(node, ast.expr) and _looks_up(node, name)
    ]
    return apply(source, [TextEdit.of(node, name) for node in looked_up]) if looked_up else source


def return_what_was_printed(source: str) -> str:
    """Return the last thing solve prints, if it returns nothing."""
    entry = _entry(source)
    if entry is None or any(_gives_value(node) for node in _own_nodes(entry)):
        return source
    edits = []
    for block in _blocks(entry):
        last = block[-1]
        if isinstance(last, ast.Return) and len(block) > 1:
            last = block[-2]
        if isinstance(last, ast.Expr) and _is_print(last.value):
            assert isinstance(last.value, ast.Call)
            edits.append(TextEdit.of(last, f"return {text_of(source, last.value.args[-1])}"))
    return apply(source, edits) if edits else source


def bare_result(source: str) -> str:
    """Return x where solve returns {"result": x} or the JSON text of it: the frame adds that."""
    entry = _entry(source)
    if entry is None:
        return source
    edits = []
    for node in _own_nodes(entry):
        if isinstance(node, ast.Return) and node.value is not None:
            wrapped = _wrapped(node.value)
            if wrapped is not None:
                edits.append(TextEdit.of(node.value, text_of(source, wrapped)))
    return apply(source, edits) if edits else source


def _entry(source: str) -> ast.FunctionDef | None:
    tree = ast.parse(source)
    return None if brings_frame(tree) else functions_of(tree).get(ENTRY)


def _looks_up(node: ast.expr, name: str) -> bool:
    """`name["description"]` or `name.get("description", ...)`."""
    if isinstance(node, ast.Subscript):
        return _is_name(node.value, name) and _says(node.slice)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and _is_name(node.func.value, name)
        and bool(node.args)
        and _says(node.args[0])
    )


def _says(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "description"


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _own_nodes(entry: ast.FunctionDef) -> list[ast.AST]:
    """The nodes of the function without those of functions inside it."""
    found: list[ast.AST] = []
    ahead: list[ast.AST] = list(entry.body)
    while ahead:
        node = ahead.pop()
        found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            ahead += ast.iter_child_nodes(node)
    return found


def _gives_value(node: ast.AST) -> bool:
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        return True
    none = isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
    return (
        isinstance(node, ast.Return)
        and node.value is not None
        and not (none and isinstance(node.value, ast.Constant) and node.value.value is None)
    )


def _blocks(entry: ast.FunctionDef) -> list[list[ast.stmt]]:
    """Every list of statements in which the function may end."""
    blocks = [entry.body]
    for node in _own_nodes(entry):
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            parts = [node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            blocks += [part for part in parts if part]
    return blocks


def _is_print(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and bool(node.args)
        and not isinstance(node.args[-1], ast.Starred)
    )


def _wrapped(node: ast.expr) -> ast.expr | None:
    """The x of {"result": x} or json.dumps({"result": x})."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("json.dumps", "dumps"):
        return _wrapped(node.args[0]) if node.args else None
    if isinstance(node, ast.Dict) and len(node.keys) == 1:
        key = node.keys[0]
        if isinstance(key, ast.Constant) and key.value == "result":
            return node.values[0]
    return None
