"""What memory holds that helps with a task, and what a task's attempts teach it."""

import difflib
import hashlib
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct

from ..domain.artifact import Artifact, ArtifactType, Recall, Recollection, Sameness
from ..domain.candidate import Origin
from ..domain.errors import MemoryUnavailable
from ..domain.outcome import Attempt, Outcome
from ..domain.ports import Memory
from ..domain.replace import replace
from ..domain.task import CONTENT_KINDS, Task
from ..language.task_conflicts import conflict
from ..language.tokenizer import beginnings, template_of
from ..optimize.verdict_explanation import explain_iterations

CANDIDATES = 5
LESSONS = 20
MOST_LESSONS = 3
FAILURE_TAG, FIX_TAG = "failure", "fix"
RELATED_FROM = 0.5
CODE_RELATED_FROM = 0.7
"""A small model copies name and parameters of a function that is only somewhat similar: shown the
nearest bundled function, it solved 4 of 13 everyday tasks, and without it 8."""
LESSON_FROM = 0.6
WORTH_SHOWING = 0.3


class Recaller(Struct, frozen=True):
    """Judges what memory returns by similarity; opposites of a task are related to it as well."""

    memory: Memory

    def recall(self, task: Task) -> Recall:
        """Return what was recalled, judged. Raises MemoryUnavailable."""
        found = self.memory.recall(task.text, types=(ArtifactType.CODE.value,), limit=CANDIDATES)
        types = (ArtifactType.PATTERN.value, ArtifactType.WORKFLOW.value)
        near = self.memory.recall(task.text, types=types, limit=LESSONS)
        judged = [_judged(task, recollection) for recollection in found]
        related = [r for r in judged if r.sameness is Sameness.RELATED]
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
    if recollection.similarity < _enough(task.text, recollection.artifact):
        return replace(recollection, sameness=Sameness.DIFFERENT, reason="not similar enough")
    reason = conflict(task.text, recollection.artifact.text)
    reason = reason or "similar, but not known to be the same"
    return replace(recollection, sameness=Sameness.RELATED, reason=reason)


def _enough(text: str, artifact: Artifact) -> float:
    """Return the similarity from which a program helps to plan another; texts share their form."""
    shared = beginnings(text) & beginnings(artifact.text) - {"about"}
    is_text = artifact.kind in CONTENT_KINDS
    return WORTH_SHOWING if is_text and shared else CODE_RELATED_FROM


def _workflow(task: Task, near: Sequence[Recollection]) -> Recollection | None:
    """Return how the most similar task was solved, if similar enough and its plan is known."""
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


def explain_task(outcome: Outcome | None, recalled: Recollection | None) -> str:
    """Explain why stored code was or was not used, and how the last version was decided."""
    if outcome is None:
        return "No task was solved in this session yet."
    if outcome.wording:
        of_nodes = f"{outcome.node_id} answered “{outcome.wording}” before, and this is the same."
    else:
        of_nodes = _of_function(outcome) if outcome.function else _of_memory(recalled)
    return " ".join(filter(None, (of_nodes, explain_iterations(outcome.iterations))))


def _of_function(outcome: Outcome) -> str:
    if outcome.reused:
        return f"The wording of the task matches {outcome.node_id}: {outcome.signature}."
    return f"The task asks for {outcome.signature}; no stored node answered it, so one was made."


def _of_memory(best: Recollection | None) -> str:
    if best is None:
        return "Memory held nothing similar to the last task, so new code was written."
    share = f"{best.similarity:.0%} similar"
    return (
        f"Nearest in memory: “{best.artifact.text}” ({share}), judged"
        f" {best.sameness.value}: {best.reason}."
    )


LONGEST_FAILURE = 300
MAX_DIFF_LINES = 40
SIMILAR_FROM = 0.55
MOST_FIXES = 2
_CHANGING = re.compile(r"0x[0-9a-f]+|(?<=line )\d+|/\S+", re.IGNORECASE)


class Lessons(Struct, frozen=True):
    """Stores lessons from attempts, and finds fixes for similar failures."""

    memory: Memory
    now: Callable[[], float]

    def record(self, task: Task, kind: str, attempts: Sequence[Attempt]) -> tuple[Artifact, ...]:
        """Store the failures of these attempts and the fix that followed, if one did.

        Returns what was stored. Raises MemoryUnavailable.
        """
        lessons = lessons_of(task, kind, attempts, self.now())
        if lessons:
            self.memory.remember(lessons)
        return lessons

    def fixes_for(self, failure: str) -> tuple[str, ...]:
        """Return what once fixed failures like this one, most similar first; () without memory."""
        try:
            found = self.memory.recall(
                signature_of(failure), types=(ArtifactType.PATTERN.value,), limit=20
            )
        except MemoryUnavailable:
            return ()  # Recalling the task, which came first, has said so.
        fixes = [
            str(r.artifact.content.get("solution", ""))
            for r in found
            if FIX_TAG in r.artifact.tags and r.similarity >= SIMILAR_FROM
        ]
        return tuple(fixes[:MOST_FIXES])


def lessons_of(
    task: Task, kind: str, attempts: Sequence[Attempt], now: float
) -> tuple[Artifact, ...]:
    """Return one artifact for each kind of failure, and one for each failure that was fixed."""
    found: dict[str, Artifact] = {}
    for attempt in attempts:
        if attempt.failure and attempt.candidate is not None:
            lesson = _failure(task, kind, attempt, now)
            found[lesson.id] = lesson
    for failed, fixed in pairwise(attempts):
        repaired = fixed.candidate is not None and fixed.candidate.origin is Origin.REPAIRED
        if failed.failure and failed.candidate and repaired and not fixed.failure:
            lesson = _fix(task, kind, failed, fixed, now)
            found[lesson.id] = lesson
    return tuple(found.values())


def signature_of(failure: str) -> str:
    """Return a failure without what changes from run to run: addresses, line numbers, paths."""
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
        title=f"fixed: {signature[:60]}",
        text=signature,
        template=template_of(signature),
        content={
            "solution": f'"{signature}" was once fixed by this change:\n{diff_text}',
            "practice": fixed.candidate.note,
            "use_cases": [task.text],
        },
        kind=kind,
        tags=(FIX_TAG,),
        created=now,
    )


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
