"""Keeps a program, runs it on its task and says what came of it; tells the listener each step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..domain.candidate import Origin, Suite
from ..domain.events import (
    CandidateReviewed,
    NodeReused,
    Noted,
    Notify,
    SuiteWritten,
    TaskClassified,
    TestDropped,
)
from ..domain.node import Node
from ..domain.node_contract import describe_ending
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.signature import without_ending
from ..domain.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from ..domain.tool import ToolReply
from .case_runner import OWN_TASK
from .compound import CompoundProgram
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
            step.kind = "library" if specification.pattern else "llm"
            step.detail = f"{len(suite.tests)} tests by {suite.by or 'the library'}"
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
        """Keep the program and run it on its task; `replies` are what its tools just answered.

        Where the function itself is the result, nothing is run.
        """
        node = self._finish.keeper.keep(solution, self._tracer.steps, replaces)
        outcome = self._shown_or_run(solution, node, replies)
        return replace(
            outcome,
            node_id=node.id if node else "",
            attempts=solution.attempts,
            iterations=solution.iterations,
            score=solution.score,
            model=solution.candidate.model,
            confidence=solution.confidence,
        )

    def _shown_or_run(
        self, solution: Solution, node: Node | None, replies: Mapping[str, ToolReply]
    ) -> Outcome:
        plan, source = solution.specification, solution.candidate.source
        if plan.function_only:
            shown = self.function_shown(plan, source)
            return replace(shown, origin=_public_origin(solution.candidate.origin))
        run = LiveRun(
            source,
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
            outcome, origin=origin, source=without_ending(source) if plan.is_typed else ""
        )

    def function_shown(self, plan: Specification, source: str) -> Outcome:
        """The outcome of a task whose result is the function itself."""
        return self.complete(
            Outcome(
                plan.task,
                OutcomeStatus.SOLVED,
                kind=plan.kind.value,
                function=plan.function,
                signature=plan.signature,
                source=without_ending(source),
                cases=plan.all_examples,
                code_is_result=True,
            )
        )

    def answer_compound(self, whole: CompoundProgram) -> Outcome | None:
        """Answer a compound task by its function; None if the kept node does not answer."""
        plan, node = whole.plan, whole.node
        outcome: Outcome | None = None
        if whole.solution is not None:
            self._tell(CandidateReviewed(whole.solution.review))
            outcome = self.keep_and_run(whole.solution, whole.replies, whole.replaces)
        elif node is not None:
            self._tell(NodeReused(node.id, "it answers the whole of this task"))
            run = LiveRun(
                node.source, plan.task, node.id, node.tools, plan.arguments, whole.replies
            )
            outcome = self.recalled_outcome(plan.task, plan.kind, node, self.run(run, node))
        if outcome is None:
            return None
        return replace(
            outcome,
            function=plan.function,
            signature=plan.signature,
            arguments=plan.arguments,
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
            source=without_ending(node.source) if node.function else "",
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
                tool_replies=execution.replies,
            )
        )

    def complete(self, outcome: Outcome) -> Outcome:
        """The outcome with the time and the trace of its task."""
        return replace(outcome, seconds=self._tracer.seconds, trace=self._tracer.steps)


def given_up(specification: Specification, escalated: Escalated) -> Outcome:
    """The outcome of a task for which no attempt passed."""
    last = escalated.attempts[-1]
    run = last.report.run if last.report else None
    failures = last.report.failures if last.report else ()
    # Cases are opinions; what the function did with the task's own values decided.
    own = next((one.reason for one in failures if one.name == OWN_TASK), "")
    reason = own or last.failure or (describe_ending(run) if run else "no code came")
    return Outcome(
        specification.task,
        OutcomeStatus.FAILED,
        kind=specification.kind.value,
        attempts=escalated.attempts,
        error=f"no attempt passed its tests; the last one: {reason}",
        hint="say the task more exactly, or give an example: TASK => EXPECTED",
    )


def _public_origin(origin: Origin) -> Origin:
    """Repaired, rewritten and improved code was written first; the library’s own stays that."""
    written = (Origin.REPAIRED, Origin.REWRITTEN, Origin.IMPROVED)
    return Origin.WRITTEN if origin in written else origin
