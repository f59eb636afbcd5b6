"""Draws inputs with hypothesis for a function with annotated parameters."""

import ast
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..domain.task import Workload

MAX_DRAWN = 24
_MAX_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class DrawnInputs:
    """The drawn arguments, as text, and a workload whose seed selects one of them."""

    texts: tuple[str, ...]
    workload: Workload


def drawn_inputs(
    source: str, function: str, workload: Workload, number: int = MAX_DRAWN
) -> DrawnInputs | None:
    """Draw inputs for the function, the same every time; keeps the rest of the workload.

    None if there is no such top-level function, or a parameter has no annotation or one that
    is not supported.
    """
    # Checked first to skip parsing, which threads cannot do in parallel.
    if not re.search(rf"^def {re.escape(function)}\(\s*\w+\s*:", source, re.MULTILINE):
        return None
    annotations = _annotations(source, function)
    if annotations is None:
        return None
    strategies = [_strategy(annotation) for annotation in annotations]
    if None in strategies:
        return None
    texts = [
        text for text in map(repr, draw_values(strategies, number)) if len(text) <= _MAX_CHARACTERS
    ]
    # The texts are evaluated as source, where repr(nan) is a name.
    values = f"\nnan, inf = float('nan'), float('inf')\n_DRAWN = [{', '.join(texts)}]\n"
    make_input = "def make_input(seed, size):\n    return _DRAWN[seed % len(_DRAWN)]\n"
    return DrawnInputs(
        tuple(texts), replace(workload, source=workload.source + values + make_input)
    )


def _annotations(source: str, function: str) -> list[ast.expr] | None:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function]
    if not found:
        return None
    arguments = found[-1].args
    if (
        arguments.vararg
        or arguments.kwarg
        or arguments.kwonlyargs
        or not (arguments.posonlyargs or arguments.args)
    ):
        return None
    types = [argument.annotation for argument in (*arguments.posonlyargs, *arguments.args)]
    known = [one for one in types if one is not None]
    return known if len(known) == len(types) else None


def _strategy(annotation: ast.expr) -> Any:
    """The strategy for values of the type; None if the type is not supported."""
    from hypothesis import strategies as st

    if isinstance(annotation, ast.Name):
        # Small numbers: as a loop count, a large one would take forever.
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
    items = [_strategy(one) for one in (inner.elts if isinstance(inner, ast.Tuple) else [inner])]
    return None if None in items else _container(annotation.value.id.lower(), items)


def _container(name: str, items: list[Any]) -> Any:
    from hypothesis import strategies as st

    if name == "tuple":
        return st.tuples(*items)
    if name == "dict" and len(items) == 2:
        return st.dictionaries(*items, max_size=6)
    if len(items) != 1 or name not in ("list", "set"):
        return None
    return (st.lists if name == "list" else st.sets)(items[0], max_size=8)


def draw_values(strategies: Sequence[Any], number: int) -> list[tuple[Any, ...]]:
    """At most `number` tuples with one value of each strategy."""
    # Imported here: it takes a third of a second.
    import hypothesis
    from hypothesis import strategies as st
    from hypothesis.configuration import set_hypothesis_home_dir

    # It would create a folder in the user's working directory.
    set_hypothesis_home_dir(tempfile.gettempdir())
    drawn: list[tuple[Any, ...]] = []

    @hypothesis.settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.tuples(*strategies))
    def collect(values: tuple[Any, ...]) -> None:
        drawn.append(values)

    # Hypothesis makes it a function without arguments.
    collect()  # pylint: disable=no-value-for-parameter
    return drawn
