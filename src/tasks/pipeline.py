"""The pipeline: solves a task step by step, from recall to the final run."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..domain.artifact import Recall
from ..domain.candidate import Origin, Suite
from ..domain.errors import Declined, EvolverError, MemoryUnavailable, ModelUnavailable, NodeError
from ..domain.events import (
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
from ..domain.node import Node
from ..domain.node_contract import describe_ending
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from ..domain.tool import ToolReply
from .compound import CompoundSolver
from .escalation import Escalated, plan_attempts
from .execution import Execution
from .finalize import Finalizer
from .persistence import Solution
from .pipeline_steps import KeepingSteps, WritingSteps
from .trace import Tracer

_RULES = frozenset({"arithmetic", "patterns", "keywords", "examples"})
"""The classifiers that need no model."""
_UNKEPT_FOLDER = "unkept"
"""The output folder of a program that is not kept as a node."""


class Pipeline:
    """Solves one task; created anew for each, with the task's own trace and listener."""

    def __init__(
        self,
        writing: WritingSteps,
        keeping: KeepingSteps,
        tracer: Tracer,
        notify: Notify,
        compound: CompoundSolver | None = None,
    ) -> None:
        """`compound` solves compound tasks; without it every task is a single task."""
        self._compound = compound
        self._writing = writing
        self._keeping = keeping
        self._finalizer = Finalizer(keeping.reviewer, keeping.optimizer, tracer, notify)
        self._tracer = tracer
        self._emit = notify
        self._model_down = False
        self._kind = ""

    def notify(self, event: object) -> None:
        """Note from the steps' events whether a configured model is down."""
        if isinstance(event, FellBack) and event.down:
            self._model_down = True

    def solve(self, task: Task) -> Outcome:
        """Solve the task; failures are reported in the outcome.

        KeyboardInterrupt propagates, after TaskEnded was emitted for the cancelled task.
        """
        self._emit(TaskStarted(task))
        try:
            outcome = self._solve(task)
        except Declined as error:
            outcome = self._ended(task, OutcomeStatus.DECLINED, error)
        except EvolverError as error:
            outcome = self._ended(task, OutcomeStatus.FAILED, error)
        except KeyboardInterrupt:
            self._emit(TaskEnded(self._complete(Outcome(task, OutcomeStatus.CANCELLED))))
            raise
        self._emit(TaskEnded(outcome))
        return outcome

    def refuse(self, task: Task, reason: Declined) -> Outcome:
        """Decline a task before any step of it."""
        outcome = self._ended(task, OutcomeStatus.DECLINED, reason)
        self._emit(TaskEnded(outcome))
        return outcome

    def _solve(self, task: Task) -> Outcome:
        recalled = self._recall(task)
        if recalled.is_same:
            reused = self._reuse(task, recalled)
            if reused is not None:
                return reused
        kind = self._classify(task)
        if self._compound is not None:
            program = self._compound.assemble(task, kind, recalled)
            if program is not None:
                self._emit(CandidateReviewed(program.solution.review))
                return self._keep_and_run(program.solution, program.replies)
        specification = self._specify(task, kind, recalled)
        suite = self._write_suite(specification)
        plans = plan_attempts(specification.kind, self._writing.rules)
        escalated = self._writing.escalation.until_tests_pass(specification, suite, plans)
        self._keeping.persistence.record_lessons(specification, escalated.attempts)
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self._complete(_failed_outcome(specification, escalated))
        candidate = escalated.accepted.candidate
        if specification.pattern:
            # A task that a bundled program refuses is declined, and nothing is kept. The
            # program gets the task with its typing errors corrected.
            understood, tools = specification.task, specification.tools
            answer = self._keeping.runner.dry_run(candidate.source, understood, tools)
            if answer.refusal:
                raise Declined(answer.refusal)
        solution = self._finalizer.finalize(specification, escalated, candidate)
        return self._keep_and_run(solution)

    def _recall(self, task: Task) -> Recall:
        with self._tracer.step("rag", "rag") as step:
            try:
                recalled = self._writing.recaller.recall(task)
            except MemoryUnavailable as error:
                step.ok, step.detail = False, str(error)
                self._emit(Noted(f"memory is not available: {error}", error.hint))
                recalled = Recall()
            step.detail = step.detail or (recalled.best.reason if recalled.best else "nothing near")
        self._emit(Recalled(recalled.best))
        return recalled

    def _reuse(self, task: Task, recalled: Recall) -> Outcome | None:
        """Run the remembered node on this task; None if it is missing or fails."""
        assert recalled.best is not None
        artifact = recalled.best.artifact
        try:
            node = self._keeping.nodes.load(artifact.node_id)
        except NodeError as error:
            self._emit(Noted(f"the remembered node cannot be used: {error}"))
            return None
        kind = Classification(TaskKind(artifact.kind), "as when it was solved before", "memory")
        self._emit(TaskClassified(kind))
        self._emit(NodeReused(node.id, recalled.best.reason))
        asked_task = replace(task, text=recalled.best.ask or task.text)
        contradiction = self._keeping.runner.contradiction(node.source, asked_task, task, node)
        if contradiction:
            self._emit(Noted(f"{node.id} does not fit the example: {contradiction}"))
            return None
        execution = self._run(node.source, asked_task, node, node.tools)
        if not execution.answer.ok:
            why = execution.answer.problem or execution.answer.refusal
            self._emit(Noted(f"{node.id} does not answer this task ({why})"))
            return None
        return replace(
            self._answered(task, kind.kind, execution),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
            asked=asked_task.text,
        )

    def _classify(self, task: Task) -> Classification:
        with self._tracer.step("classify", "keyword") as step:
            kind = self._writing.classifier.classify(task)
            step.kind = "keyword" if kind.by in _RULES else "llm"
            step.detail = f"{kind.kind.value} by {kind.by}"
        self._emit(TaskClassified(kind))
        self._kind = kind.kind.value
        return kind

    def _specify(self, task: Task, kind: Classification, recalled: Recall) -> Specification:
        with self._tracer.step("overseer", "plan") as step:
            specification = self._writing.overseer.specify(
                task, kind, recalled.to_build_on, self._writing.tools(task, kind)
            )
            advice = (*specification.advice, *recalled.avoid, *recalled.fixes)
            specification = replace(specification, advice=advice)
            step.kind = "pattern" if specification.pattern else "llm"
            step.detail = specification.by
        self._emit(TaskSpecified(specification))
        return specification

    def _write_suite(self, specification: Specification) -> Suite:
        with self._tracer.step("write tests", "llm") as step:
            suite = self._writing.suite_writer.write(specification)
            step.kind = "pattern" if specification.pattern else "llm"
            step.detail = f"{len(suite.tests)} tests by {suite.by or 'patterns'}"
        self._emit(SuiteWritten(suite))
        for test in suite.dropped:
            self._emit(TestDropped(test.name, test.reason))
        return suite

    def _keep_and_run(
        self, solution: Solution, replies: Mapping[str, ToolReply] = MappingProxyType({})
    ) -> Outcome:
        """Keep the program and run it on its task; `replies` are its tools' latest answers."""
        task = solution.specification.task
        node = self._keeping.persistence.keep(solution, self._tracer.steps)
        tools = solution.specification.tools
        execution = self._run(solution.candidate.source, task, node, tools, replies)
        outcome = self._answered(task, solution.specification.kind, execution)
        origin = _public_origin(solution.candidate.origin)
        if execution.from_template and solution.specification.kind in CONTENT_KINDS:
            origin = Origin.TEMPLATE
        return replace(
            outcome,
            origin=origin,
            node_id=node.id if node else "",
            asked=task.text,
            attempts=solution.attempts,
            iterations=solution.iterations,
            score=solution.score,
            model=solution.candidate.model,
        )

    def _run(
        self,
        source: str,
        task: Task,
        node: Node | None,
        tools: tuple[str, ...],
        replies: Mapping[str, ToolReply] = MappingProxyType({}),
    ) -> Execution:
        name = node.id if node else _UNKEPT_FOLDER
        with self._tracer.step("run", "run") as step:
            execution = self._keeping.runner.run(source, task, name, tools, replies)
            step.ok = execution.answer.ok
            step.detail = execution.answer.problem or execution.answer.refusal
        run = execution.run
        if node is not None:
            self._keeping.persistence.record(node, run, execution.given, succeeded=run.finished)
        return execution

    def _answered(self, task: Task, kind: TaskKind, execution: Execution) -> Outcome:
        answer = execution.answer
        status = OutcomeStatus.SOLVED if answer.ok else OutcomeStatus.FAILED
        if answer.refusal:
            status = OutcomeStatus.DECLINED
        return self._complete(
            Outcome(
                task,
                status,
                kind=kind.value,
                result=answer.result,
                error=answer.problem or answer.refusal,
                written_files=execution.run.written,
            )
        )

    def _ended(self, task: Task, status: OutcomeStatus, error: EvolverError) -> Outcome:
        down = self._model_down or isinstance(error, ModelUnavailable)
        return self._complete(
            Outcome(task, status, self._kind, error=str(error), hint=error.hint, model_down=down)
        )

    def _complete(self, outcome: Outcome) -> Outcome:
        return replace(outcome, seconds=self._tracer.seconds, trace=self._tracer.steps)


def _failed_outcome(specification: Specification, escalated: Escalated) -> Outcome:
    last = escalated.attempts[-1]
    run = last.report.run if last.report else None
    reason = last.failure or (describe_ending(run) if run else "no code came")
    return Outcome(
        specification.task,
        OutcomeStatus.FAILED,
        kind=specification.kind.value,
        attempts=escalated.attempts,
        error=f"no attempt passed its tests; the last one: {reason}",
        hint="say the task more exactly, or give an example: TASK => EXPECTED",
    )


def _public_origin(origin: Origin) -> Origin:
    """Repaired, rewritten and improved code was written first; a pattern stays a pattern."""
    written = (Origin.REPAIRED, Origin.REWRITTEN, Origin.IMPROVED)
    return Origin.WRITTEN if origin in written else origin
