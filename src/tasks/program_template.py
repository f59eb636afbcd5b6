"""Adds the node's frame to a model's code, unless the code has its own."""

import ast

from ..domain.errors import BrokenReply
from ..domain.node_contract import FRAME
from ..prompts.source_edits import with_imports

ENTRY = "solve"


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """The top-level functions by name; of two with one name the last, as Python does."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def reads_stdin(node: ast.AST) -> bool:
    """True if sys.stdin is used in it."""
    return any(
        isinstance(part, ast.Attribute)
        and part.attr == "stdin"
        or isinstance(part, ast.ImportFrom)
        and any(alias.name == "stdin" for alias in part.names)
        for part in ast.walk(node)
    )


def is_guard(node: ast.stmt) -> bool:
    """True for `if __name__ == "__main__":`."""
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def runs_something(tree: ast.Module) -> bool:
    """True if the module does more than define when it is run."""
    acts = (ast.Expr, ast.Try, ast.With, ast.For, ast.While)
    return any(
        is_guard(node) or (isinstance(node, acts) and not _is_docstring(node)) for node in tree.body
    )


def brings_frame(tree: ast.Module) -> bool:
    """True if the program reads its input from stdin and is started by its own last lines."""
    return reads_stdin(tree) and runs_something(tree)


def frame(source: str, title: str) -> str:
    """A whole node: the source as it is if it brings the frame, else the frame around it.

    Raises BrokenReply where the code does not parse or defines no solve(description).
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise BrokenReply(f"the code does not parse: {error}") from error
    if brings_frame(tree):
        return source
    entry = functions_of(tree).get(ENTRY)
    if entry is None:
        raise BrokenReply("the code defines no function solve(description)")
    if not _takes_one(entry):
        raise BrokenReply("solve must take exactly one argument, the description")
    imports = [f"import {name}" for name in ("json", "sys") if not _imports(tree, name)]
    whole = with_imports(source, imports)
    if ast.get_docstring(tree) is None:
        whole = f'"""{_docstring(title)}"""\n\n{whole}'
    return whole.rstrip() + "\n" + FRAME


def _takes_one(entry: ast.FunctionDef) -> bool:
    given = entry.args
    count = len(given.posonlyargs) + len(given.args)
    required = count - len(given.defaults)
    return (
        required <= 1
        and (count >= 1 or given.vararg is not None)
        and not any(default is None for default in given.kw_defaults)
    )


def _imports(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.Import)
        and any(alias.name == name and alias.asname is None for alias in node.names)
        for node in tree.body
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _docstring(title: str) -> str:
    plain = " ".join(title.replace("\\", " ").replace('"', "'").split())[:90].rstrip(" .")
    return f"{plain[:1].upper()}{plain[1:]}." if plain else "Answers a task."
