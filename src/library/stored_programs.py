"""Compares what memory kept of a bundled program with what is bundled now."""

from ..domain.artifact import Artifact
from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.task import Task
from .lookup import pattern_accepts
from .pattern_programs import bundled_source
from .patterns import PatternBook


def is_outdated(book: PatternBook, artifact: Artifact) -> bool:
    """Tell whether an artifact is a bundled program as it was, and the bundled one is another now.

    What was improved or edited since it was kept is a program of its own.
    """
    kept = artifact.provenance
    mine = Candidate(str(artifact.content.get("implementation", "")), Origin.PATTERN)
    if (kept.get("origin"), kept.get("digest")) != (mine.origin.value, mine.digest):
        return False
    try:
        name = str(artifact.content.get("pattern", ""))
        now = bundled_source(book, name, artifact.text)
        # The reviewer may have laid it out anew.
        return now != mine.source and normal_digest(now) != normal_digest(mine.source)
    except Declined:
        # There is no such pattern any more, or it does not read the task any more.
        return True


def accepted_by_pattern(book: PatternBook, artifact: Artifact, task: Task) -> bool:
    """Tell whether the pattern that an artifact was made from reads the whole task."""
    return pattern_accepts(book, str(artifact.content.get("pattern", "")), task.text)
