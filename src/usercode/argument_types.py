"""What values an argument may have: read from its annotation, or seen in examples.

A kind is nested tuples of plain values, so that it can be written into a confined program:
("int",), ("list", KIND), ("dict", KIND, KIND), ("tuple", KIND, ...), ("any", KIND, ...),
("literal", VALUE, ...), ("made", "Name", (("field", KIND), ...)), ("names", "Color.RED", ...).
"""

# A list of cases, each with its own return: that is what reading an annotation is.
# pylint: disable=too-many-return-statements

import ast
from collections.abc import Mapping, Sequence

from .module import UserModule, fields_of

Kind = tuple[object, ...]

_SCALARS = ("int", "float", "str", "bool", "bytes", "complex")
_LISTS = frozenset(
    "list List Sequence MutableSequence Iterable Collection Iterator Reversible Generator".split()
)
_SETS = {"set": "set", "Set": "set", "AbstractSet": "set", "MutableSet": "set"}
_SETS |= {"frozenset": "frozenset", "FrozenSet": "frozenset"}
_DICTS = frozenset("dict Dict Mapping MutableMapping defaultdict DefaultDict Counter".split())
_INT: Kind = ("int",)
_KNOWN: Mapping[str, Kind] = {
    "None": ("none",),
    "object": _INT,
    "Any": _INT,
    "Hashable": _INT,
    "SupportsFloat": ("float",),
    "Number": _INT,
    "Real": ("float",),
    "date": ("made", "datetime.date", (("", ("year",)), ("", ("month",)), ("", ("day",)))),
    "timedelta": ("made", "datetime.timedelta", (("days", ("day",)),)),
    "Decimal": ("made", "decimal.Decimal", (("", _INT),)),
    "Fraction": ("made", "fractions.Fraction", (("", _INT), ("", ("day",)))),
    "ndarray": ("made", "numpy.array", (("", ("list", ("float",))),)),
    "NDArray": ("made", "numpy.array", (("", ("list", ("float",))),)),
    "ArrayLike": ("list", ("float",)),
}
_DEEPEST = 6


def kind_of_annotation(text: str, module: UserModule) -> Kind | None:
    """The kind an annotation names, or None where its values cannot be made up."""
    if not text:
        return None
    return _Reader(module.tree).kind(text, 0)


def kind_of_values(values: Sequence[object]) -> Kind | None:
    """The kind that all these values are of; None where there are none."""
    kinds = list(dict.fromkeys(filter(None, map(_of_value, values))))
    if not kinds:
        return None
    return _joined(kinds)


class _Reader:
    """Reads annotations with the module's own classes and aliases at hand."""

    def __init__(self, tree: ast.Module) -> None:
        self._classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
        self._aliases: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._aliases[node.targets[0].id] = ast.unparse(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self._aliases[node.target.id] = ast.unparse(node.value) if node.value else ""

    def kind(self, text: str, depth: int) -> Kind | None:
        try:
            node = ast.parse(text, mode="eval").body
        except SyntaxError:
            return None
        return self._of(node, depth)

    def _of(self, node: ast.expr, depth: int) -> Kind | None:
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Constant):
            if node.value is None:
                return ("none",)
            return self.kind(node.value, depth + 1) if isinstance(node.value, str) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return _any_of([self._of(side, depth + 1) for side in (node.left, node.right)])
        if isinstance(node, ast.Subscript):
            return self._generic(node, depth)
        return self._named(ast.unparse(node), depth)

    def _named(self, dotted: str, depth: int) -> Kind | None:
        name = dotted.rpartition(".")[2]
        if name in self._classes:
            return self._made(self._classes[name], depth)
        if name in _SCALARS:
            return (name,)
        if name in self._aliases:
            value = self._aliases[name]
            return _INT if value.startswith("TypeVar") else self.kind(value, depth + 1)
        if name in _LISTS:
            return ("list", _INT)
        if name in _SETS:
            return (_SETS[name], _INT)
        if name in _DICTS:
            return ("dict", ("str",), _INT)
        return {**_KNOWN, "tuple": ("tuples", _INT)}.get(name)

    def _generic(self, node: ast.Subscript, depth: int) -> Kind | None:
        name = ast.unparse(node.value).rpartition(".")[2]
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            values = [part.value for part in parts if isinstance(part, ast.Constant)]
            return ("literal", *values)
        if name in ("Annotated", "Final", "Required"):
            return self._of(parts[0], depth + 1)
        if name in ("tuple", "Tuple") and len(parts) == 2 and ast.unparse(parts[1]) == "...":
            inner = self._of(parts[0], depth + 1)
            return inner and ("tuples", inner)
        kinds = [self._of(part, depth + 1) for part in parts]
        if name == "Optional":
            return _any_of([*kinds, ("none",)])
        if name == "Union":
            return _any_of(kinds)
        if name in _KNOWN:
            return _KNOWN[name]
        if None in kinds and name not in ("Generator",):
            return None
        return _container(name, kinds)

    def _made(self, class_: ast.ClassDef, depth: int) -> Kind | None:
        members = [
            f"{class_.name}.{node.targets[0].id}"
            for node in class_.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        ]
        if any("Enum" in ast.unparse(base) or "Flag" in ast.unparse(base) for base in class_.bases):
            return ("names", *members) if members else None
        made: list[tuple[str, Kind]] = []
        for field in _needed_fields(class_):
            kind = self.kind(field[1], depth + 1)
            if kind is None:
                return None
            made.append((field[0], kind))
        return ("made", class_.name, tuple(made))


def _needed_fields(class_: ast.ClassDef) -> list[tuple[str, str]]:
    for member in class_.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            taken = member.args.args[1 : len(member.args.args) - len(member.args.defaults)]
            return [(a.arg, ast.unparse(a.annotation) if a.annotation else "") for a in taken]
    return [(field.name, field.annotation) for field in fields_of(class_) if not field.default]


def _container(name: str, kinds: Sequence[Kind | None]) -> Kind | None:
    if name in _LISTS:
        return ("list", kinds[0])
    if name in _SETS:
        return (_SETS[name], kinds[0])
    if name == "Counter":
        return ("dict", kinds[0], _INT)
    if name in _DICTS and len(kinds) == 2:
        return ("dict", *kinds)
    if name in ("tuple", "Tuple"):
        return ("tuple", *kinds)
    return None


def _any_of(kinds: Sequence[Kind | None]) -> Kind | None:
    """One of several; what cannot be made up among them is left out."""
    known = list(dict.fromkeys(kind for kind in kinds if kind is not None))
    if not known:
        return None
    return known[0] if len(known) == 1 else ("any", *known)


def _of_value(value: object) -> Kind | None:
    if value is None:
        return ("none",)
    name = type(value).__name__
    if name in _SCALARS:
        return (name,)
    if isinstance(value, (list, set, frozenset)):
        inner = kind_of_values(list(value))
        return (name, inner or _INT) if name in ("list", "set", "frozenset") else None
    if isinstance(value, tuple):
        parts = [_of_value(item) for item in value]
        return None if None in parts else ("tuple", *parts)
    if isinstance(value, dict):
        keys, values = kind_of_values(list(value)), kind_of_values(list(value.values()))
        return ("dict", keys or ("str",), values or _INT)
    return None


def _joined(kinds: list[Kind]) -> Kind:
    """Lists of different things become a list of either; int beside float is float."""
    if len(kinds) == 1:
        return kinds[0]
    if set(kinds) == {("int",), ("float",)}:
        return ("float",)
    heads = {kind[0] for kind in kinds}
    if len(heads) == 1 and heads <= {"list", "set", "frozenset"}:
        inner: list[Kind] = []
        for kind in kinds:
            part = kind[1]
            assert isinstance(part, tuple)
            inner.append(part)
        return (kinds[0][0], _joined(list(dict.fromkeys(inner))))
    if heads == {"tuple"}:
        return max(kinds, key=len)
    return ("any", *kinds)
