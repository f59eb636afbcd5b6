"""The analyzers there are; a new one is a new file and a line here."""

from src.analyzers.confined_analyzer import AnalyzerKind, ConfinedAnalyzer
from src.analyzers.black import BLACK
from src.analyzers.flake8 import FLAKE8
from src.analyzers.mypy import MYPY
from src.analyzers.pylint import PYLINT
from src.domain.ports import Sandbox

ANALYZERS: tuple[AnalyzerKind, ...] = (FLAKE8, PYLINT, MYPY, BLACK)


def all_analyzers(sandbox: Sandbox) -> tuple[ConfinedAnalyzer, ...]:
    """Every analyzer of the catalogue, confined in this sandbox."""
    return tuple(ConfinedAnalyzer(kind, sandbox) for kind in ANALYZERS)
