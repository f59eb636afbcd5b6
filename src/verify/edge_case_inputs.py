"""Makes unusual inputs out of a workload's usual ones, inside the sandbox: empty, huge, NaN, ..."""

from dataclasses import replace

from ..domain.task import Workload
from ..guest_code import unusual_values
from ..guest_code.guest_source import load_statement

_CHANGING = """
_evolver_usual = make_input


def make_input(seed, size):
    return _evolver_unusual.changed_input(_evolver_usual(seed, size), seed)
"""


def unusual(workload: Workload) -> Workload:
    """The same workload, with one thing changed in every input it makes."""
    loaded = load_statement("_evolver_unusual", unusual_values)
    return replace(workload, source=f"{workload.source}\n{loaded}{_CHANGING}")
