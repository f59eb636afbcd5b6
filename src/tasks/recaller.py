"""What memory knows that helps with a task: a program to run again, or what to build on."""

from collections.abc import Sequence
from dataclasses import replace

from ..domain.artifact import Artifact, ArtifactType, Recall, Recollection, Sameness
from ..domain.ports import LanguageModel, Memory
from ..domain.task import Task
from ..language.task_matching import SamenessDecision, decide_by_rule, why_unfit, why_unproven
from ..prompts.prompt_library import PromptLibrary
from .sameness_judge import SamenessJudge

CANDIDATES = 5
LESSONS = 20
MOST_LESSONS = 3
FAILURE_TAG, FIX_TAG, BUNDLED_TAG = "failure", "fix", "bundled"
RELATED_FROM = 0.5
LESSON_FROM = 0.6
WORTH_JUDGING = 0.4
WORTH_SHOWING = 0.3


class Recaller:
    """Judges what memory returns: by template, by rule, and only then by the evaluator.

    A typed function is called by its phrases and is never the same here, only related.
    """

    def __init__(
        self,
        memory: Memory,
        evaluator: LanguageModel | None = None,
        prompts: PromptLibrary | None = None,
    ) -> None:
        self._memory = memory
        self._judge = SamenessJudge(evaluator, prompts) if evaluator is not None else None

    def recall(self, task: Task) -> Recall:
        """What was recalled, judged. Raises MemoryUnavailable.

        A program that was proven on the same template is found without a search.
        """
        for artifact in self._memory.with_template(task.template):
            judgement = self._by_rule(task, artifact)
            if judgement is not None and judgement.sameness is Sameness.SAME:
                return Recall(_judged(Recollection(artifact, 1.0), judgement, "rule"))
        found = self._memory.recall(task.text, types=(ArtifactType.CODE.value,), limit=CANDIDATES)
        judged = self._judged_by_rule(task, found)
        if not any(r.sameness is Sameness.SAME for r in judged):
            judged = self._judged_by_model(task, judged)
        same = next((r for r in judged if r.sameness is Sameness.SAME), None)
        if same is not None:
            return Recall(same)
        return self._with_lessons(task, [_by_similarity(r) for r in judged])

    def _by_rule(self, task: Task, artifact: Artifact) -> SamenessDecision | None:
        if artifact.content.get("function"):
            return SamenessDecision(Sameness.RELATED, "its function does not read the whole task")
        return decide_by_rule(task, artifact)

    def _judged_by_rule(self, task: Task, found: Sequence[Recollection]) -> list[Recollection]:
        judged: list[Recollection] = []
        for recollection in found:
            judgement = self._by_rule(task, recollection.artifact)
            known = recollection if judgement is None else _judged(recollection, judgement, "rule")
            judged.append(known)
        return judged

    def _judged_by_model(self, task: Task, found: list[Recollection]) -> list[Recollection]:
        """Ask the evaluator about those that the rules could not tell and that may be run."""
        open_ones = [r for r in found if not r.by and _may_be_same(r)]
        answer = self._judge.judge(task, open_ones) if self._judge and open_ones else None
        if answer is None:
            return found
        index, judgement, by = answer
        chosen = open_ones[index]
        return [_judged(r, judgement, by) if r is chosen else r for r in found]

    def _with_lessons(self, task: Task, judged: list[Recollection]) -> Recall:
        """Add library functions that are near, earlier failures, and what once mended them."""
        types = (ArtifactType.PATTERN.value, ArtifactType.WORKFLOW.value)
        near = self._memory.recall(task.text, types=types, limit=LESSONS)
        bundled = [_by_similarity(r) for r in near if BUNDLED_TAG in r.artifact.tags]
        related = [r for r in [*judged, *bundled] if _may_be_built_on(r)]
        related.sort(key=lambda r: -r.similarity)
        best = max(judged, key=lambda r: r.similarity, default=None)
        return Recall(
            best if best is not None and best.similarity >= WORTH_SHOWING else None,
            tuple(related[:CANDIDATES]),
            avoid=_lessons(near, FAILURE_TAG, "avoid"),
            fixes=_lessons(near, FIX_TAG, "solution"),
            workflow=_workflow(near),
        )


def _judged(recollection: Recollection, judgement: SamenessDecision, by: str) -> Recollection:
    return replace(
        recollection,
        sameness=judgement.sameness,
        reason=judgement.reason,
        ask=judgement.ask,
        by=by,
    )


def _by_similarity(recollection: Recollection) -> Recollection:
    """What nobody judged: related if it is similar, of no use otherwise."""
    if recollection.by:
        return recollection
    near = recollection.similarity >= RELATED_FROM
    judgement = SamenessDecision(
        Sameness.RELATED if near else Sameness.DIFFERENT,
        "similar, but not known to be the same" if near else "not similar enough",
    )
    return _judged(recollection, judgement, "similarity")


def _may_be_same(recollection: Recollection) -> bool:
    artifact = recollection.artifact
    unusable = why_unfit(artifact) or why_unproven(artifact)
    return recollection.similarity >= WORTH_JUDGING and not unusable


def _may_be_built_on(recollection: Recollection) -> bool:
    return recollection.sameness is Sameness.RELATED and recollection.similarity >= WORTH_SHOWING


def _workflow(near: Sequence[Recollection]) -> Recollection | None:
    """How the most similar task was solved, if its plan is known and it is similar enough."""
    known = (r for r in near if r.artifact.type is ArtifactType.WORKFLOW)
    planned = [_by_similarity(r) for r in known if r.artifact.content.get("plan")]
    return next((r for r in planned if r.sameness is Sameness.RELATED), None)


def _lessons(near: Sequence[Recollection], tag: str, key: str) -> tuple[str, ...]:
    said = [
        str(r.artifact.content.get(key, ""))
        for r in near
        if tag in r.artifact.tags and r.similarity >= LESSON_FROM
    ]
    return tuple(dict.fromkeys(filter(None, said)))[:MOST_LESSONS]
