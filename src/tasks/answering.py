"""Keeps a program, runs it on its task and says what came of it; tells the listener each step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..domain.candidate import Origin, Suite
from ..domain.events import Noted, Notify, SuiteWritten, TaskClassified, TestDropped
from ..domain.node import Node
from ..domain.node_contract import describe_ending
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from ..domain.tool import ToolReply
from .escalation import Escalated
from .execution import Execution, LiveRun
from .persistence import Solution
from .pipeline_steps import KeepingSteps
from .trace import Tracer

AS_BEFORE = "as when it was solved before"
_UNKEPT = "unkept"
"""Names the folder of what a program wrote that is no node."""


class Answering:
    """What solving by the library and solving by models share, for one task."""

    def __init__(self, finish: KeepingSteps, tracer: Tracer, notify: Notify) -> None:
        self._finish = finish
        self._tracer = tracer
        self._tell = notify

    def classified(self, kind: Classification) -> None:
        """Tell the kind of a task that the library knows."""
        with self._tracer.step("classify", "keyword") as step:
            step.detail = f"{kind.kind.value} by {kind.by}"
        self._tell(TaskClassified(kind))

    def write_suite(
        self, specification: Specification, write: Callable[[Specification], Suite]
    ) -> Suite:
        """Write the suite as a step of its own, and tell of it."""
        with self._tracer.step("write tests", "llm") as step:
            suite = write(specification)
            step.kind = "pattern" if specification.pattern else "llm"
            step.detail = f"{len(suite.tests)} tests by {suite.by or 'patterns'}"
        self._tell(SuiteWritten(suite))
        for test in suite.dropped:
            self._tell(TestDropped(test.name, test.reason))
        return suite

    def keep_and_run(
        self,
        solution: Solution,
        replies: Mapping[str, ToolReply] = MappingProxyType({}),
        replaces: str = "",
    ) -> Outcome:
        """Keep the program and run it on its task; `replies` are what its tools just answered."""
        plan = solution.specification
        node = self._finish.keeper.keep(solution, self._tracer.steps, replaces)
        run = LiveRun(
            solution.candidate.source,
            plan.task,
            node.id if node else _UNKEPT,
            plan.tools,
            plan.arguments if plan.is_typed else None,
            replies,
        )
        execution = self.run(run, node)
        outcome = self.answered(plan.task, plan.kind, execution)
        origin = _public_origin(solution.candidate.origin)
        if execution.from_template and plan.kind in CONTENT_KINDS:
            origin = Origin.TEMPLATE
        return replace(
            outcome,
            origin=origin,
            node_id=node.id if node else "",
            asked=plan.task.text,
            attempts=solution.attempts,
            iterations=solution.iterations,
            score=solution.score,
            model=solution.candidate.model,
        )

    def run(self, run: LiveRun, node: Node | None) -> Execution:
        """Run a program; a run of a node is recorded."""
        with self._tracer.step("run", "run") as step:
            execution = self._finish.runner.run(run)
            step.ok = execution.answer.ok
            step.detail = execution.answer.problem or execution.answer.refusal
        if node is not None:
            done = execution.run
            self._finish.keeper.record(node, done, execution.given, succeeded=done.finished)
        return execution

    def recalled_outcome(
        self, task: Task, kind: TaskKind, node: Node, execution: Execution
    ) -> Outcome | None:
        """What a kept node answered; None, with a line that says so, if it did not."""
        if not execution.answer.ok:
            why = execution.answer.problem or execution.answer.refusal
            self._tell(Noted(f"{node.id} does not answer this task ({why})"))
            return None
        return replace(
            self.answered(task, kind, execution),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
            asked=task.text,
        )

    def answered(self, task: Task, kind: TaskKind, execution: Execution) -> Outcome:
        """The outcome of a run."""
        answer = execution.answer
        status = OutcomeStatus.SOLVED if answer.ok else OutcomeStatus.FAILED
        if answer.refusal:
            status = OutcomeStatus.DECLINED
        return self.complete(
            Outcome(
                task,
                status,
                kind=kind.value,
                result=answer.result,
                error=answer.problem or answer.refusal,
                written_files=execution.run.written,
            )
        )

    def complete(self, outcome: Outcome) -> Outcome:
        """The outcome with the time and the trace of its task."""
        return replace(outcome, seconds=self._tracer.seconds, trace=self._tracer.steps)


def given_up(specification: Specification, escalated: Escalated) -> Outcome:
    """The outcome of a task for which no attempt passed."""
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
