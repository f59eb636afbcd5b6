"""What does memory hold that helps with a new task: related work, failures, and fixes?"""

from collections.abc import Sequence
from dataclasses import replace

from ..domain.artifact import ArtifactType, Recall, Recollection, Sameness
from ..domain.ports import Memory
from ..domain.task import Task
from ..language.task_conflicts import conflict

CANDIDATES = 5
LESSONS = 20
MOST_LESSONS = 3
FAILURE_TAG, FIX_TAG, BUNDLED_TAG = "failure", "fix", "bundled"
RELATED_FROM = 0.5
LESSON_FROM = 0.6
WORTH_SHOWING = 0.3


class Recaller:
    """Judges what memory returns by similarity; opposites of a task are related to it, too."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def recall(self, task: Task) -> Recall:
        """What was recalled, judged. Raises MemoryUnavailable."""
        found = self._memory.recall(task.text, types=(ArtifactType.CODE.value,), limit=CANDIDATES)
        types = (ArtifactType.PATTERN.value, ArtifactType.WORKFLOW.value)
        near = self._memory.recall(task.text, types=types, limit=LESSONS)
        judged = [_judged(task, recollection) for recollection in found]
        bundled = [_judged(task, r) for r in near if BUNDLED_TAG in r.artifact.tags]
        related = [r for r in (*judged, *bundled) if r.sameness is Sameness.RELATED]
        related.sort(key=lambda r: -r.similarity)
        best = max(judged, key=lambda r: r.similarity, default=None)
        return Recall(
            best if best is not None and best.similarity >= WORTH_SHOWING else None,
            tuple(related[:CANDIDATES]),
            avoid=_lessons(near, FAILURE_TAG, "avoid"),
            fixes=_lessons(near, FIX_TAG, "solution"),
            workflow=_workflow(task, near),
        )


def _judged(task: Task, recollection: Recollection) -> Recollection:
    opposed = conflict(task.text, recollection.artifact.text)
    if opposed and recollection.similarity >= WORTH_SHOWING:
        return replace(recollection, sameness=Sameness.RELATED, reason=opposed)
    if recollection.similarity >= RELATED_FROM:
        reason = "similar, but not known to be the same"
        return replace(recollection, sameness=Sameness.RELATED, reason=reason)
    return replace(recollection, sameness=Sameness.DIFFERENT, reason="not similar enough")


def _workflow(task: Task, near: Sequence[Recollection]) -> Recollection | None:
    """How the most similar task was solved, if its plan is known and it is similar enough."""
    known = (r for r in near if r.artifact.type is ArtifactType.WORKFLOW)
    planned = [_judged(task, r) for r in known if r.artifact.content.get("plan")]
    return next((r for r in planned if r.similarity >= RELATED_FROM), None)


def _lessons(near: Sequence[Recollection], tag: str, key: str) -> tuple[str, ...]:
    said = [
        str(r.artifact.content.get(key, ""))
        for r in near
        if tag in r.artifact.tags and r.similarity >= LESSON_FROM
    ]
    return tuple(dict.fromkeys(filter(None, said)))[:MOST_LESSONS]
