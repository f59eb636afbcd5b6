"""Reads literal values from Python source without evaluating it."""

import ast
import datetime
import decimal
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..domain.json_value import JSONValue, to_json

_LONGEST = 20_000

_CONSTRUCTORS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "Decimal": decimal.Decimal,
        "date": datetime.date,
        "datetime": datetime.datetime,
        "time": datetime.time,
        "Path": str,
        "set": set,
        "frozenset": frozenset,
        "tuple": tuple,
        "list": list,
        "dict": dict,
    }
)
"""Calls that are taken for a literal: what the types build that have no literal of their own."""


def literal_value(node: ast.expr) -> object:
    """The value of a literal, or of a constructor call on literals such as date(2024, 3, 15).

    Raises ValueError for anything else, and for what is too long or too deep.
    """
    try:
        if isinstance(node, ast.Call):
            make = _CONSTRUCTORS.get(ast.unparse(node.func).rpartition(".")[2])
            if make is None or node.keywords:
                raise ValueError("a call is no literal")
            return make(*(literal_value(argument) for argument in node.args))
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            make = {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)]
            return make([literal_value(item) for item in node.elts])
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [literal_value(key) for key in node.keys if key is not None]
            return dict(zip(keys, map(literal_value, node.values)))
        return ast.literal_eval(node)
    except (TypeError, ArithmeticError, SyntaxError, RecursionError, MemoryError) as problem:
        raise ValueError(str(problem)) from problem


def read_literal(text: str) -> object:
    """The value of a text that is one literal; a tuple for several. Raises ValueError."""
    if len(text) > _LONGEST:
        raise ValueError("too long for a literal")
    try:
        return literal_value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as problem:
        raise ValueError(f"no literal: {problem}") from problem


def json_of(value: object) -> JSONValue:
    """A literal's value as JSON carries it. Raises ValueError for bytes and complex numbers."""
    if isinstance(value, (bytes, complex)) or value is Ellipsis:
        raise ValueError(f"{type(value).__name__} has no JSON form")
    if isinstance(value, Mapping):
        return {str(key): json_of(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((json_of(item) for item in value), key=lambda item: (str(type(item)), item))
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    return to_json(value)


def annotation_of(value: object) -> str:
    """The annotation that describes a value: list[int], tuple[int | str, ...], dict[str, int]."""
    if value is None:
        return "None"
    if isinstance(value, Mapping):
        keys, values = _union(value.keys()), _union(value.values())
        return f"dict[{keys}, {values}]" if value else "dict"
    if isinstance(value, (list, set, frozenset)):
        name = type(value).__name__
        return f"{name}[{_union(value)}]" if value else name
    if isinstance(value, tuple):
        return f"tuple[{_union(value)}, ...]" if value else "tuple"
    return type(value).__name__


def _union(values: object) -> str:
    kinds = sorted({annotation_of(one) for one in values})  # type: ignore[attr-defined]
    if "float" in kinds and "int" in kinds:
        kinds.remove("int")
    return " | ".join(kinds)
