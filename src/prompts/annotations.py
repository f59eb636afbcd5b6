"""Brings the annotations that models write into the form that nodes use."""

import ast
from collections.abc import Mapping
from types import MappingProxyType

_MODERN: Mapping[str, str] = MappingProxyType(
    {
        "List": "list",
        "Dict": "dict",
        "Tuple": "tuple",
        "Set": "set",
        "FrozenSet": "frozenset",
        "Text": "str",
        "string": "str",
        "String": "str",
        "integer": "int",
        "number": "float",
        "boolean": "bool",
        "array": "list",
        "any": "object",
        "Any": "object",
    }
)
_KNOWN = frozenset(
    "int float bool str None list dict set frozenset tuple object Decimal date datetime time"
    " timedelta UUID Path Literal Optional Union Sequence Iterable Mapping Collection".split()
)
LOOSE = frozenset(
    {"", "object", "list", "dict", "set", "frozenset", "tuple", "Sequence", "Iterable"}
)
"""Annotations that leave open what is inside, so that a value says more."""


def plain_annotation(text: str) -> str:
    """The annotation with builtin generics and `X | None`; "" for one that nothing is known of."""
    if not text:
        return ""
    try:
        node = ast.parse(text, mode="eval").body
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        return ast.unparse(_Modern().visit(node))
    except (_Unknown, SyntaxError, ValueError, RecursionError):
        return ""


class _Unknown(Exception):
    """A name that is no type which JSON can carry."""


class _Modern(ast.NodeTransformer):
    """Rewrites names of `typing` as builtins. Raises _Unknown for a name it does not know."""

    # ast.NodeTransformer finds its methods by the nodes' names.
    # pylint: disable=invalid-name

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.visit_Name(ast.Name(node.attr))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = _MODERN.get(node.id, node.id)
        if name not in _KNOWN:
            raise _Unknown(name)
        return ast.Name(name)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = ast.unparse(node.value).rpartition(".")[2]
        if name == "Literal":
            return ast.Subscript(ast.Name(name), node.slice)
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        inside = [self.visit(item) for item in items]
        if name in ("Optional", "Union"):
            parts = inside if name == "Union" else [*inside, ast.Constant(None)]
            return ast.parse(" | ".join(map(ast.unparse, parts)), mode="eval").body
        slice_ = inside[0] if len(inside) == 1 else ast.Tuple(inside)
        return ast.Subscript(self.visit(node.value), slice_)
