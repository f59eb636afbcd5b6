"""All analyzers; a new one is a new file and a line here."""

from ..domain.ports import Sandbox
from .black import BLACK
from .confined_analyzer import AnalyzerKind, ConfinedAnalyzer
from .flake8 import FLAKE8
from .mypy import MYPY
from .pylint import PYLINT

ANALYZERS: tuple[AnalyzerKind, ...] = (FLAKE8, PYLINT, MYPY, BLACK)


def all_analyzers(sandbox: Sandbox) -> tuple[ConfinedAnalyzer, ...]:
    """Every analyzer of the catalogue, confined in this sandbox."""
    return tuple(ConfinedAnalyzer(kind, sandbox) for kind in ANALYZERS)
