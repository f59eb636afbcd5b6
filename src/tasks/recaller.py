"""Recalls what helps with a task: a program to reuse, or artifacts to build on."""

from collections.abc import Callable, Sequence
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
MIN_EVALUATED = 0.4
WORTH_SHOWING = 0.3

Accepts = Callable[[Artifact, Task], bool]
IsOutdated = Callable[[Artifact], bool]


class Recaller:
    """Judges what memory returns: by template, by rule, and only then by the evaluator.

    `accepts` tells whether the bundled pattern that an artifact was made from reads the whole of
    a task, `is_outdated` whether it is another program by now (an artifact made of it is then as
    wrong as the pattern was); they are asked only of artifacts that name a pattern.
    """

    def __init__(
        self,
        memory: Memory,
        evaluator: LanguageModel | None = None,
        accepts: Accepts | None = None,
        is_outdated: IsOutdated | None = None,
        prompts: PromptLibrary | None = None,
    ) -> None:
        self._memory = memory
        self._sameness_judge = SamenessJudge(evaluator, prompts) if evaluator is not None else None
        self._accepts = accepts
        self._is_outdated = is_outdated

    def recall(self, task: Task) -> Recall:
        """What was recalled, judged. Raises MemoryUnavailable.

        A program that was proven on the same template is found without a search.
        """
        for artifact in self._memory.with_template(task.template):
            decision = self._decide_by_rule(task, artifact)
            if decision is not None and decision.sameness is Sameness.SAME:
                return Recall(_with_decision(Recollection(artifact, 1.0), decision, "rule"))
        found = self._memory.recall(task.text, types=(ArtifactType.CODE.value,), limit=CANDIDATES)
        decided = self._decide_all_by_rule(task, found)
        if not any(r.sameness is Sameness.SAME for r in decided):
            decided = self._ask_evaluator(task, decided)
        same = next((r for r in decided if r.sameness is Sameness.SAME), None)
        if same is not None:
            return Recall(same)
        return self._with_lessons(task, [_by_similarity(r) for r in decided])

    def _decide_by_rule(self, task: Task, artifact: Artifact) -> SamenessDecision | None:
        if not artifact.content.get("pattern"):
            return decide_by_rule(task, artifact)
        if self._is_outdated is not None and self._is_outdated(artifact):
            return SamenessDecision(
                Sameness.RELATED, "the bundled pattern it was made of has changed"
            )
        accepted = self._accepts(artifact, task) if self._accepts is not None else None
        return decide_by_rule(task, artifact, accepted)

    def _decide_all_by_rule(self, task: Task, found: Sequence[Recollection]) -> list[Recollection]:
        decided: list[Recollection] = []
        for recollection in found:
            decision = self._decide_by_rule(task, recollection.artifact)
            known = (
                recollection if decision is None else _with_decision(recollection, decision, "rule")
            )
            decided.append(known)
        return decided

    def _ask_evaluator(self, task: Task, found: list[Recollection]) -> list[Recollection]:
        """Ask the evaluator about those that the rules could not tell and that may be run."""
        open_ones = [r for r in found if not r.by and _may_be_same(r)]
        answer = (
            self._sameness_judge.judge(task, open_ones)
            if self._sameness_judge and open_ones
            else None
        )
        if answer is None:
            return found
        index, decision, by = answer
        chosen = open_ones[index]
        return [_with_decision(r, decision, by) if r is chosen else r for r in found]

    def _with_lessons(self, task: Task, decided: list[Recollection]) -> Recall:
        """Add similar bundled patterns, earlier failures, and what once fixed them."""
        types = (ArtifactType.PATTERN.value, ArtifactType.WORKFLOW.value)
        nearest = self._memory.recall(task.text, types=types, limit=LESSONS)
        bundled = [_by_similarity(r) for r in nearest if BUNDLED_TAG in r.artifact.tags]
        related = [r for r in [*decided, *bundled] if _may_be_built_on(r)]
        related.sort(key=lambda r: -r.similarity)
        best = max(decided, key=lambda r: r.similarity, default=None)
        return Recall(
            best if best is not None and best.similarity >= WORTH_SHOWING else None,
            tuple(related[:CANDIDATES]),
            avoid=_lessons(nearest, FAILURE_TAG, "avoid"),
            fixes=_lessons(nearest, FIX_TAG, "solution"),
            workflow=_workflow(nearest),
        )


def _with_decision(recollection: Recollection, decision: SamenessDecision, by: str) -> Recollection:
    return replace(
        recollection,
        sameness=decision.sameness,
        reason=decision.reason,
        ask=decision.ask,
        by=by,
    )


def _by_similarity(recollection: Recollection) -> Recollection:
    """Without a decision, a similar recollection is related, any other is different."""
    if recollection.by:
        return recollection
    nearest = recollection.similarity >= RELATED_FROM
    decision = SamenessDecision(
        Sameness.RELATED if nearest else Sameness.DIFFERENT,
        "similar, but not known to be the same" if nearest else "not similar enough",
    )
    return _with_decision(recollection, decision, "similarity")


def _may_be_same(recollection: Recollection) -> bool:
    artifact = recollection.artifact
    unusable = why_unfit(artifact) or why_unproven(artifact)
    return recollection.similarity >= MIN_EVALUATED and not unusable


def _may_be_built_on(recollection: Recollection) -> bool:
    return recollection.sameness is Sameness.RELATED and recollection.similarity >= WORTH_SHOWING


def _workflow(nearest: Sequence[Recollection]) -> Recollection | None:
    """How the most similar task was solved, if its plan is known and it is similar enough."""
    known = (r for r in nearest if r.artifact.type is ArtifactType.WORKFLOW)
    planned = [_by_similarity(r) for r in known if r.artifact.content.get("plan")]
    return next((r for r in planned if r.sameness is Sameness.RELATED), None)


def _lessons(nearest: Sequence[Recollection], tag: str, key: str) -> tuple[str, ...]:
    lessons = [
        str(r.artifact.content.get(key, ""))
        for r in nearest
        if tag in r.artifact.tags and r.similarity >= LESSON_FROM
    ]
    return tuple(dict.fromkeys(filter(None, lessons)))[:MOST_LESSONS]
