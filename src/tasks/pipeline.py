"""The recipe, from a task to its outcome."""

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
"""Who classifies without a model."""
_UNKEPT = "unkept"
"""Names the folder of what a program wrote that is no node."""


class Pipeline:
    """Solves one task; made anew for each, because its trace and listener are the task's own."""

    def __init__(
        self,
        thinking: WritingSteps,
        finishing: KeepingSteps,
        tracer: Tracer,
        notify: Notify,
        several: CompoundSolver | None = None,
    ) -> None:
        """`several` solves tasks of several parts; without it every task is taken for one."""
        self._several = several
        self._think = thinking
        self._finish = finishing
        self._polisher = Finalizer(finishing.reviewer, finishing.optimizer, tracer, notify)
        self._tracer = tracer
        self._tell = notify
        self._model_down = False
        self._kind = ""

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
            outcome = self._ended(task, OutcomeStatus.DECLINED, error)
        except EvolverError as error:
            outcome = self._ended(task, OutcomeStatus.FAILED, error)
        except KeyboardInterrupt:
            self._tell(TaskEnded(self._complete(Outcome(task, OutcomeStatus.CANCELLED))))
            raise
        self._tell(TaskEnded(outcome))
        return outcome

    def refuse(self, task: Task, reason: Declined) -> Outcome:
        """Decline a task before any step of it."""
        outcome = self._ended(task, OutcomeStatus.DECLINED, reason)
        self._tell(TaskEnded(outcome))
        return outcome

    def _solve(self, task: Task) -> Outcome:
        recalled = self._recall(task)
        if recalled.is_same:
            reused = self._reuse(task, recalled)
            if reused is not None:
                return reused
        kind = self._classify(task)
        if self._several is not None:
            whole = self._several.assemble(task, kind, recalled)
            if whole is not None:
                self._tell(CandidateReviewed(whole.solution.review))
                return self._keep_and_run(whole.solution, whole.replies)
        specification = self._specify(task, kind, recalled)
        suite = self._write_suite(specification)
        plans = plan_attempts(specification.kind, self._think.rules)
        escalated = self._think.escalation.until_tests_pass(specification, suite, plans)
        self._finish.keeper.learn(specification, escalated.attempts)
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self._complete(_given_up(specification, escalated))
        candidate = escalated.accepted.candidate
        if specification.pattern:
            # A bundled program knows its limits: what it refuses is declined, and nothing kept.
            # It is asked in the words it was understood in, typing errors mended.
            understood, tools = specification.task, specification.tools
            answer = self._finish.runner.rehearse(candidate.source, understood, tools)
            if answer.refusal:
                raise Declined(answer.refusal)
        solution = self._polisher.polish(specification, escalated, candidate)
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
        execution = self._run(node.source, asked, node, node.tools)
        if not execution.answer.ok:
            why = execution.answer.problem or execution.answer.refusal
            self._tell(Noted(f"{node.id} does not answer this task ({why})"))
            return None
        return replace(
            self._answered(task, kind.kind, execution),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
            asked=asked.text,
        )

    def _classify(self, task: Task) -> Classification:
        with self._tracer.step("classify", "keyword") as step:
            kind = self._think.classifier.classify(task)
            step.kind = "keyword" if kind.by in _RULES else "llm"
            step.detail = f"{kind.kind.value} by {kind.by}"
        self._tell(TaskClassified(kind))
        self._kind = kind.kind.value
        return kind

    def _specify(self, task: Task, kind: Classification, recalled: Recall) -> Specification:
        with self._tracer.step("overseer", "plan") as step:
            specification = self._think.overseer.specify(
                task, kind, recalled.to_build_on, self._think.tools(task, kind)
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

    def _keep_and_run(
        self, solution: Solution, replies: Mapping[str, ToolReply] = MappingProxyType({})
    ) -> Outcome:
        """Keep the program and run it on its task; `replies` are what its tools just answered."""
        task = solution.specification.task
        node = self._finish.keeper.keep(solution, self._tracer.steps)
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
        name = node.id if node else _UNKEPT
        with self._tracer.step("run", "run") as step:
            execution = self._finish.runner.run(source, task, name, tools, replies)
            step.ok = execution.answer.ok
            step.detail = execution.answer.problem or execution.answer.refusal
        run = execution.run
        if node is not None:
            self._finish.keeper.record(node, run, execution.given, succeeded=run.finished)
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


def _given_up(specification: Specification, escalated: Escalated) -> Outcome:
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
