"""Draws inputs by hypothesis for a function whose arguments' types are written down."""

import ast
import re
from dataclasses import dataclass, replace
from typing import Any

from ..domain.task import Workload
from .hypothesis_values import drawn

DRAWN = 24
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Drawn:
    """The arguments that were drawn, as text, and a workload whose seed chooses among them."""

    texts: tuple[str, ...]
    workload: Workload


def drawn_inputs(
    source: str, function: str, workload: Workload, number: int = DRAWN
) -> Drawn | None:
    """Inputs drawn for the function, with the workload's surroundings.

    None where the function is not found at the top, or an argument's type is not written down or
    none of Python's plain ones. The same inputs every time.
    """
    # Looked at first: what has no types is not parsed, which two threads cannot do at once.
    if not re.search(rf"^def {re.escape(function)}\(\s*\w+\s*:", source, re.MULTILINE):
        return None
    annotations = _annotations(source, function)
    if annotations is None:
        return None
    places = [_strategy(annotation) for annotation in annotations]
    if None in places:
        return None
    texts = [text for text in map(repr, drawn(places, number)) if len(text) <= _LONGEST]
    # Read back where it is used: repr(nan) is a name there.
    made = f"\nnan, inf = float('nan'), float('inf')\n_DRAWN = [{', '.join(texts)}]\n"
    chosen = "def make_input(seed, size):\n    return _DRAWN[seed % len(_DRAWN)]\n"
    return Drawn(tuple(texts), replace(workload, source=workload.source + made + chosen))


def _annotations(source: str, function: str) -> list[ast.expr] | None:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function]
    if not found:
        return None
    given = found[-1].args
    if given.vararg or given.kwarg or given.kwonlyargs or not (given.posonlyargs or given.args):
        return None
    types = [argument.annotation for argument in (*given.posonlyargs, *given.args)]
    known = [one for one in types if one is not None]
    return known if len(known) == len(types) else None


def _strategy(annotation: ast.expr) -> Any:
    """What draws values of the type; None if it is not a plain one."""
    from hypothesis import strategies as st

    if isinstance(annotation, ast.Name):
        # Small numbers: a count of loops must not take for ever.
        plain = {
            "int": st.integers(-3, 20) | st.integers(-1000, 1000),
            "float": st.floats(-1e6, 1e6) | st.sampled_from([-0.0, float("nan"), float("inf")]),
            "bool": st.booleans(),
            "str": st.text(max_size=12),
        }
        return plain.get(annotation.id)
    if not isinstance(annotation, ast.Subscript) or not isinstance(annotation.value, ast.Name):
        return None
    inner = annotation.slice
    within = [_strategy(one) for one in (inner.elts if isinstance(inner, ast.Tuple) else [inner])]
    return None if None in within else _container(annotation.value.id.lower(), within)


def _container(name: str, within: list[Any]) -> Any:
    from hypothesis import strategies as st

    if name == "tuple":
        return st.tuples(*within)
    if name == "dict" and len(within) == 2:
        return st.dictionaries(*within, max_size=6)
    if len(within) != 1 or name not in ("list", "set"):
        return None
    return (st.lists if name == "list" else st.sets)(within[0], max_size=8)
