"""Derives edge-case inputs from a workload's typical ones: empty, huge, NaN, reversed ..."""

from dataclasses import replace

from ..domain.task import Workload
from ..guest_code import unusual_values
from ..guest_code.guest_source import load_statement

_CHANGING = """
_evolver_usual = make_input


def make_input(seed, size):
    return _evolver_unusual.changed_input(_evolver_usual(seed, size), seed)
"""


def with_edge_cases(workload: Workload) -> Workload:
    """The workload with one value changed to an edge case in every input."""
    loaded = load_statement("_evolver_unusual", unusual_values)
    return replace(workload, source=f"{workload.source}\n{loaded}{_CHANGING}")
