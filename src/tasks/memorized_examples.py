"""Finds programs that know an example by heart instead of working it out."""

import ast
from collections.abc import Iterable

from ..language.tokenizer import plain_text


def known_by_heart(source: str, descriptions: Iterable[str]) -> str:
    """The first of these descriptions that stands as a text in the code itself ("" if none).

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
