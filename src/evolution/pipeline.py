"""The recipe, from a task to its outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from src.core.artifact import Recall
from src.core.candidate import Candidate, Origin, Review, Suite
from src.core.contract import describe_ending
from src.core.errors import Declined, EvolverError, MemoryUnavailable, ModelUnavailable, NodeError
from src.core.events import (
    CandidateReviewed,
    FellBack,
    NodeReused,
    Noted,
    Notify,
    Recalled,
    SuiteWritten,
    TaskClassified,
    TaskEnded,
    TaskSpecified,
    TaskStarted,
    TestDropped,
)
from src.core.measurement import Iteration
from src.core.node import Node
from src.core.outcome import Outcome, Status
from src.core.ports import Classifier, Overseer, SuiteWriter
from src.core.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from src.core.tool import ToolCard
from src.evolution.escalation import AttemptRule, Escalated, Escalation, plan_attempts
from src.evolution.execution import Execution, LiveRunner
from src.evolution.keeper import Keeper, Solution
from src.evolution.trace import Tracer

_RULES = frozenset({"arithmetic", "patterns", "keywords", "examples"})
"""Who classifies without a model."""


class Recaller(Protocol):
    """Judges what memory returns for a task."""

    def recall(self, task: Task) -> Recall:
        """What was recalled. Raises MemoryUnavailable."""


class ProgramReviewer(Protocol):
    """Formats a program and has it analyzed."""

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        """The formatted candidate and the findings."""


class Optimized(Protocol):
    """What the optimizer returns."""

    @property
    def best(self) -> Candidate: ...
    @property
    def iterations(self) -> tuple[Iteration, ...]: ...
    @property
    def score(self) -> float: ...


class ProgramOptimizer(Protocol):
    """Improves an accepted program, or leaves it."""

    def improve(self, accepted: Candidate, specification: Specification, suite: Suite) -> Optimized:
        """The best version that is really better and still correct."""


class Nodes(Protocol):
    """Where the reused node is read."""

    def load(self, node_id: str) -> Node:
        """The node as it stands. Raises NodeError."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """The steps before there is a program."""

    recaller: Recaller
    classifier: Classifier
    overseer: Overseer
    suite_writer: SuiteWriter
    escalation: Escalation
    rules: tuple[AttemptRule, ...]
    tools: Callable[[Task, Classification], Sequence[ToolCard]] = lambda task, kind: ()


@dataclass(frozen=True, slots=True)
class Finishing:
    """The steps after a program was accepted."""

    reviewer: ProgramReviewer
    optimizer: ProgramOptimizer
    keeper: Keeper
    nodes: Nodes
    runner: LiveRunner


class Pipeline:
    """Solves one task; made anew for each, because its trace and listener are the task's own."""

    def __init__(
        self, thinking: Thinking, finishing: Finishing, tracer: Tracer, notify: Notify
    ) -> None:
        self._think = thinking
        self._finish = finishing
        self._tracer = tracer
        self._tell = notify
        self._model_down = False

    def notify(self, event: object) -> None:
        """Hear what the stages tell: whether a model that was configured is down."""
        if isinstance(event, FellBack) and event.down:
            self._model_down = True

    def solve(self, task: Task) -> Outcome:
        """From the task to its outcome; whatever the task does wrong, the outcome says it.

        KeyboardInterrupt goes through, after the listener was told that the task is cancelled.
        """
        self._tell(TaskStarted(task))
        try:
            outcome = self._solve(task)
        except Declined as error:
            outcome = self._ended(task, Status.DECLINED, error)
        except EvolverError as error:
            outcome = self._ended(task, Status.FAILED, error)
        except KeyboardInterrupt:
            self._tell(TaskEnded(self._complete(Outcome(task, Status.CANCELLED))))
            raise
        self._tell(TaskEnded(outcome))
        return outcome

    def refuse(self, task: Task, reason: Declined) -> Outcome:
        """Decline a task before any step of it."""
        outcome = self._ended(task, Status.DECLINED, reason)
        self._tell(TaskEnded(outcome))
        return outcome

    def _solve(self, task: Task) -> Outcome:
        recalled = self._recall(task)
        if recalled.is_same:
            reused = self._reuse(task, recalled)
            if reused is not None:
                return reused
        kind = self._classify(task)
        specification = self._specify(task, kind, recalled)
        suite = self._write_suite(specification)
        plans = plan_attempts(specification.kind, self._think.rules)
        escalated = self._think.escalation.until_tests_pass(specification, suite, plans)
        self._finish.keeper.learn(specification, escalated.attempts)
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self._complete(_given_up(specification, escalated))
        candidate = escalated.accepted.candidate
        if specification.pattern:
            self._decline_refused(specification, candidate)
        solution = self._polish(specification, escalated, candidate)
        return self._keep_and_run(solution)

    def _recall(self, task: Task) -> Recall:
        with self._tracer.step("rag", "rag") as step:
            try:
                recalled = self._think.recaller.recall(task)
            except MemoryUnavailable as error:
                step.ok, step.detail = False, str(error)
                self._tell(Noted(f"memory is not available: {error}", error.hint))
                recalled = Recall()
            step.detail = step.detail or (recalled.best.reason if recalled.best else "nothing near")
        self._tell(Recalled(recalled.best))
        return recalled

    def _reuse(self, task: Task, recalled: Recall) -> Outcome | None:
        """Run the node that memory holds for this task; None if it is gone or fails."""
        assert recalled.best is not None
        artifact = recalled.best.artifact
        try:
            node = self._finish.nodes.load(artifact.node_id)
        except NodeError as error:
            self._tell(Noted(f"the remembered node cannot be used: {error}"))
            return None
        kind = Classification(TaskKind(artifact.kind), "as when it was solved before", "memory")
        self._tell(TaskClassified(kind))
        self._tell(NodeReused(node.id, recalled.best.reason))
        asked = replace(task, text=recalled.best.ask or task.text)
        contradicted = self._finish.runner.contradicted(node.source, asked, task, node)
        if contradicted:
            self._tell(Noted(f"{node.id} does not fit the example: {contradicted}"))
            return None
        execution = self._run(node.source, asked, node)
        if not execution.answer.ok:
            why = execution.answer.trouble or execution.answer.refusal
            self._tell(Noted(f"{node.id} does not answer this task ({why})"))
            return None
        return replace(
            self._answered(task, kind.kind, execution),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
        )

    def _classify(self, task: Task) -> Classification:
        with self._tracer.step("classify", "keyword") as step:
            kind = self._think.classifier.classify(task)
            step.kind = "keyword" if kind.by in _RULES else "llm"
            step.detail = f"{kind.kind.value} by {kind.by}"
        self._tell(TaskClassified(kind))
        return kind

    def _specify(self, task: Task, kind: Classification, recalled: Recall) -> Specification:
        with self._tracer.step("overseer", "plan") as step:
            specification = self._think.overseer.specify(
                task, kind, recalled.related, self._think.tools(task, kind)
            )
            advice = (*specification.advice, *recalled.avoid, *recalled.fixes)
            specification = replace(specification, advice=advice)
            step.kind = "pattern" if specification.pattern else "llm"
            step.detail = specification.by
        self._tell(TaskSpecified(specification))
        return specification

    def _write_suite(self, specification: Specification) -> Suite:
        with self._tracer.step("write tests", "llm") as step:
            suite = self._think.suite_writer.write(specification)
            step.kind = "pattern" if specification.pattern else "llm"
            step.detail = f"{len(suite.tests)} tests by {suite.by or 'patterns'}"
        self._tell(SuiteWritten(suite))
        for test in suite.dropped:
            self._tell(TestDropped(test.name, test.reason))
        return suite

    def _decline_refused(self, specification: Specification, candidate: Candidate) -> None:
        """A bundled program knows its limits: what it refuses is declined, and nothing kept."""
        task = specification.task
        answer = self._finish.runner.run(
            candidate.source, task, specification.pattern, specification.tools
        ).answer
        if answer.refusal:
            raise Declined(answer.refusal)

    def _polish(
        self, specification: Specification, escalated: Escalated, candidate: Candidate
    ) -> Solution:
        """Format, review and optimize the accepted program; the review is of what is kept."""
        candidate, review = self._review(candidate)
        with self._tracer.step("optimize", "optimize") as step:
            optimized = self._finish.optimizer.improve(candidate, specification, escalated.suite)
            step.detail = f"score {optimized.score:.2f}"
        if optimized.best.digest != candidate.digest:
            candidate, review = self._review(optimized.best)
        return Solution(
            specification,
            candidate,
            escalated.suite,
            review,
            escalated.attempts,
            optimized.iterations,
            optimized.score,
        )

    def _review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        with self._tracer.step("analyze", "analyze") as step:
            candidate, review = self._finish.reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        self._tell(CandidateReviewed(review))
        return candidate, review

    def _keep_and_run(self, solution: Solution) -> Outcome:
        task = solution.specification.task
        node = self._finish.keeper.keep(solution, self._tracer.steps)
        execution = self._run(solution.candidate.source, task, node)
        outcome = self._answered(task, solution.specification.kind, execution)
        origin = _public_origin(solution.candidate.origin)
        if execution.from_template and solution.specification.kind in CONTENT_KINDS:
            origin = Origin.TEMPLATE
        return replace(
            outcome,
            origin=origin,
            node_id=node.id,
            attempts=solution.attempts,
            iterations=solution.iterations,
            score=solution.score,
            model=solution.candidate.model,
        )

    def _run(self, source: str, task: Task, node: Node) -> Execution:
        with self._tracer.step("run", "run") as step:
            execution = self._finish.runner.run(source, task, node.id, node.tools)
            step.ok = execution.answer.ok
            step.detail = execution.answer.trouble or execution.answer.refusal
        run = execution.run
        self._finish.keeper.record(node, run, execution.given, succeeded=run.finished)
        return execution

    def _answered(self, task: Task, kind: TaskKind, execution: Execution) -> Outcome:
        answer = execution.answer
        status = Status.SOLVED if answer.ok else Status.FAILED
        if answer.refusal:
            status = Status.DECLINED
        return self._complete(
            Outcome(
                task,
                status,
                kind=kind.value,
                result=answer.result,
                error=answer.trouble or answer.refusal,
                written_files=execution.run.written,
            )
        )

    def _ended(self, task: Task, status: Status, error: EvolverError) -> Outcome:
        down = self._model_down or isinstance(error, ModelUnavailable)
        return self._complete(
            Outcome(task, status, error=str(error), hint=error.hint, model_down=down)
        )

    def _complete(self, outcome: Outcome) -> Outcome:
        return replace(outcome, seconds=self._tracer.seconds, trace=self._tracer.steps)


def _given_up(specification: Specification, escalated: Escalated) -> Outcome:
    last = escalated.attempts[-1]
    run = last.report.run if last.report else None
    reason = last.failure or (describe_ending(run) if run else "no code came")
    return Outcome(
        specification.task,
        Status.FAILED,
        kind=specification.kind.value,
        attempts=escalated.attempts,
        error=f"no attempt passed its tests; the last one: {reason}",
        hint="say the task more exactly, or give an example: TASK => EXPECTED",
    )


def _public_origin(origin: Origin) -> Origin:
    """Repaired, rewritten and improved code was written first; a pattern stays a pattern."""
    written = (Origin.REPAIRED, Origin.REWRITTEN, Origin.IMPROVED)
    return Origin.WRITTEN if origin in written else origin
