"""Detects programs that contain an example's text instead of computing the result."""

import ast
from collections.abc import Iterable

from ..language.tokenizer import plain_text


def memorized_example(source: str, descriptions: Iterable[str]) -> str:
    """The first of these descriptions that occurs as a text in the code ("" if none does).

    Docstrings may quote an example; source must parse.
    """
    tree = ast.parse(source)
    texts = {
        _folded(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } - {_folded(text) for text in _docstrings(tree)}
    return next((text for text in descriptions if _folded(text) in texts), "")


def _docstrings(tree: ast.Module) -> Iterable[str]:
    """Every text that stands alone as a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def _folded(text: str) -> str:
    return plain_text(text).lower().rstrip(" .!?")
