"""Digests programs so that comments, layout, docstrings and local names make no difference."""

import ast
import hashlib

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def source_digest(source: str) -> str:
    """SHA-256 in hex of the program's text."""
    return hashlib.sha256(source.encode()).hexdigest()


def normal_digest(source: str) -> str:
    """SHA-256 in hex of the program's normal form; of the text itself if it has none."""
    try:
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        _Renaming().visit(tree)
        # A whole number in hex can have too many digits to be written in decimal.
        form = ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError):
        form = source
    return source_digest(form)


class _Renaming(ast.NodeVisitor):
    """Gives the names each function binds the numbers in which they first appear in it."""

    # ast.NodeVisitor finds its methods by the nodes' names.
    # pylint: disable=invalid-name

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._count = 0

    def visit_Name(self, node: ast.Name) -> None:
        node.id = self._known.get(node.id, node.id)

    def visit_arg(self, node: ast.arg) -> None:
        node.arg = self._known.get(node.arg, node.arg)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        node.name = self._known.get(node.name, node.name) if node.name else None
        self.generic_visit(node)

    def _scope(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        outside, count = self._known, self._count
        self._known = dict(outside)
        for name in _bound_in(node):
            self._known[name] = f"_{self._count}"
            self._count += 1
        self.generic_visit(node)
        self._known, self._count = outside, count

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _scope


def _bound_in(scope: ast.AST) -> list[str]:
    """Return the names a function binds itself, in the order of their first appearance."""
    names: dict[str, None] = {}
    outer: set[str] = set()
    ahead = list(ast.iter_child_nodes(scope))
    while ahead:
        node = ahead.pop(0)
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
        elif isinstance(node, ast.arg):
            names.setdefault(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            names.setdefault(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.setdefault(node.name)
        if not isinstance(node, _SCOPES):
            ahead = [*ast.iter_child_nodes(node), *ahead]
    return [name for name in names if name not in outer]
