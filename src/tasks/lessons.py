"""Remembers lessons from a task's attempts: failures to avoid, and changes that fixed one."""

import difflib
import hashlib
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from ..domain.artifact import Artifact, ArtifactType
from ..domain.outcome import Attempt
from ..domain.ports import Memory
from ..domain.task import Task
from ..language.tokenizer import template_of
from .recaller import FAILURE_TAG, FIX_TAG

LONGEST_FAILURE = 300
MAX_DIFF_LINES = 40
SIMILAR_FROM = 0.55
MOST_FIXES = 2
_CHANGING = re.compile(r"0x[0-9a-f]+|(?<=line )\d+|/\S+", re.IGNORECASE)


class Lessons:
    """Stores lessons from attempts, and finds fixes for similar failures."""

    def __init__(self, memory: Memory, now: Callable[[], float]) -> None:
        self._memory = memory
        self._now = now

    def record(self, task: Task, kind: str, attempts: Sequence[Attempt]) -> tuple[Artifact, ...]:
        """Store the failures of these attempts and the fix that followed, if one did.

        Returns what was stored. Raises MemoryUnavailable.
        """
        lessons = lessons_of(task, kind, attempts, self._now())
        if lessons:
            self._memory.remember(lessons)
        return lessons

    def fixes_for(self, failure: str) -> tuple[str, ...]:
        """What once fixed failures like this one, the most similar first."""
        found = self._memory.recall(
            signature_of(failure), types=(ArtifactType.PATTERN.value,), limit=20
        )
        fixes = [
            str(r.artifact.content.get("solution", ""))
            for r in found
            if FIX_TAG in r.artifact.tags and r.similarity >= SIMILAR_FROM
        ]
        return tuple(fixes[:MOST_FIXES])


def lessons_of(
    task: Task, kind: str, attempts: Sequence[Attempt], now: float
) -> tuple[Artifact, ...]:
    """One artifact for each kind of failure, and one for each failure that was fixed."""
    found: dict[str, Artifact] = {}
    for attempt in attempts:
        if attempt.failure and attempt.candidate is not None:
            lesson = _failure(task, kind, attempt, now)
            found[lesson.id] = lesson
    for failed, fixed in pairwise(attempts):
        if failed.failure and failed.candidate and fixed.candidate and not fixed.failure:
            lesson = _fix(task, kind, failed, fixed, now)
            found[lesson.id] = lesson
    return tuple(found.values())


def signature_of(failure: str) -> str:
    """A failure without what changes from run to run: addresses, line numbers, paths."""
    return _CHANGING.sub("_", " ".join(failure.split()))[:LONGEST_FAILURE]


def _failure(task: Task, kind: str, attempt: Attempt, now: float) -> Artifact:
    signature = signature_of(attempt.failure)
    return Artifact(
        id=f"failure:{_digest(task.template, signature)}",
        type=ArtifactType.WORKFLOW,
        title=f"failed: {task.text[:60]}",
        text=task.text,
        template=task.template,
        content={
            "avoid": f'A program for "{task.text[:120]}" failed: {signature}',
            "steps": [{"name": attempt.plan.role.value, "kind": "llm", "ok": False}],
            "tools": [],
            "performance": {"temperature": attempt.plan.temperature},
        },
        kind=kind,
        tags=(FAILURE_TAG,),
        created=now,
    )


def _fix(task: Task, kind: str, failed: Attempt, fixed: Attempt, now: float) -> Artifact:
    assert failed.candidate is not None and fixed.candidate is not None
    signature = signature_of(failed.failure)
    change = difflib.unified_diff(
        failed.candidate.source.splitlines(),
        fixed.candidate.source.splitlines(),
        "failing",
        "passing",
        n=1,
        lineterm="",
    )
    diff_text = "\n".join(list(change)[:MAX_DIFF_LINES])
    return Artifact(
        id=f"fix:{_digest(signature, diff_text)}",
        type=ArtifactType.PATTERN,
        title=f"mended: {signature[:60]}",
        text=signature,
        template=template_of(signature),
        content={
            "solution": f'"{signature}" was once mended by this change:\n{diff_text}',
            "practice": fixed.candidate.note,
            "use_cases": [task.text],
        },
        kind=kind,
        tags=(FIX_TAG,),
        created=now,
    )


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
