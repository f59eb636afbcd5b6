"""Wires what thinks without a model: patterns, arithmetic and templates."""

from pathlib import Path

from ..library.pattern_planner import OfflineOverseer
from ..library.pattern_programs import OfflineGenerator
from ..library.pattern_splitter import OfflineSplitter
from ..library.pattern_suite import OfflineSuiteWriter
from ..library.patterns import PatternBook
from ..library.rule_classifier import OfflineClassifier
from .pipeline_factory import Bundled


def pattern_book(project: Path) -> PatternBook:
    """The bundled patterns; read when first asked."""
    return PatternBook(project / "tools" / "patterns")


def bundled_steps(book: PatternBook) -> Bundled:
    """The steps of thought that the patterns fulfil."""
    return Bundled(
        OfflineClassifier(book),
        OfflineSplitter(book),
        OfflineOverseer(book),
        OfflineGenerator(book),
        OfflineSuiteWriter(book),
    )
