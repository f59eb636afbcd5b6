"""Wires what thinks without a model: patterns, arithmetic and templates."""

from pathlib import Path

from src.app.per_task import Bundled
from src.core.artifact import Artifact
from src.core.task import Task
from src.offline.answers import pattern_accepts
from src.offline.classifier import OfflineClassifier
from src.offline.generator import OfflineGenerator
from src.offline.overseer import OfflineOverseer
from src.offline.patterns import PatternBook
from src.offline.splitter import OfflineSplitter
from src.offline.suite_writer import OfflineSuiteWriter


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


def accepted_by_pattern(book: PatternBook, artifact: Artifact, task: Task) -> bool:
    """Tell whether the pattern that an artifact was made from reads the whole task."""
    return pattern_accepts(book, str(artifact.content.get("pattern", "")), task.text)
