"""Finishes, keeps and runs a program, and reports the outcome and each step on the way."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from ..domain.candidate import Origin, Suite
from ..domain.errors import Declined
from ..domain.events import (
    CandidateReviewed,
    CaseDisputed,
    NodeReused,
    Noted,
    Notify,
    SuiteWritten,
    TaskClassified,
)
from ..domain.json_value import from_json
from ..domain.node import Node
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.ports import NodeStore
from ..domain.replace import replace
from ..domain.signature import without_ending
from ..domain.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from ..domain.tool import ToolReply
from .case_runner import OWN_TASK
from .compound import CompoundProgram
from .escalation import Escalated
from .execution import NO_REPLIES, Execution, LiveRun, LiveRunner
from .finalize import Reviewer, TaskOptimizer
from .persistence import Persistence, Solution
from .trace import Tracer

AS_BEFORE = "as when it was solved before"
_UNKEPT = "unkept"
"""Names the folder of what a program wrote that is not kept as a node."""
_CHANGED = (Origin.REPAIRED, Origin.REWRITTEN, Origin.IMPROVED)
_MOST_SHOWN = 5
"""Of a model's cases that the function passes."""


class Answering(Struct, frozen=True):
    """The steps after a program was accepted, for one task, and what they report to."""

    reviewer: Reviewer
    optimizer: TaskOptimizer
    keeper: Persistence
    nodes: NodeStore
    runner: LiveRunner
    tracer: Tracer
    notify: Notify

    def note(self, text: str, hint: str = "") -> None:
        """Tell the user something in a line."""
        self.notify(Noted(text, hint))

    def classified(self, kind: Classification) -> None:
        """Report the kind of a task that the library knows."""
        with self.tracer.step("classify", "keyword") as step:
            step.detail = f"{kind.kind.value} by {kind.by}"
        self.notify(TaskClassified(kind))

    def write_suite(
        self, specification: Specification, write: Callable[[Specification], Suite]
    ) -> Suite:
        """Write the suite as a step of its own, and report it."""
        with self.tracer.step("write tests", "llm") as step:
            suite = write(specification)
            step.kind = "library" if specification.pattern else "llm"
            step.detail = f"{len(suite.tests)} tests by {suite.by or 'the library'}"
        self.notify(SuiteWritten(suite))
        for test in suite.dropped:
            self.notify(CaseDisputed(test.name, test.reason))
        return suite

    def conclude(
        self, plan: Specification, escalated: Escalated, replaces: Callable[[], str] = lambda: ""
    ) -> Outcome:
        """Review, optimize, keep and run the accepted version; give up where there is none.

        `replaces` names the node that gets a new version ("" for a new node).
        """
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self.complete(given_up(plan, escalated))
        tracer, notify = self.tracer, self.notify
        candidate, review = self.reviewer.reported(escalated.accepted.candidate, tracer, notify)
        with tracer.step("optimize", "optimize") as step:
            optimized = self.optimizer.improve(candidate, plan, escalated.suite)
            step.detail = f"score {optimized.score:.2f}"
        if optimized.best.digest != candidate.digest:
            candidate, review = self.reviewer.reported(optimized.best, tracer, notify)
        solution = Solution(
            plan,
            candidate,
            escalated.suite,
            review,
            escalated.attempts,
            optimized.iterations,
            optimized.score,
            escalated.confidence,
        )
        return self._keep_and_run(solution, replaces())

    def _keep_and_run(
        self, solution: Solution, replaces: str, replies: Mapping[str, ToolReply] = NO_REPLIES
    ) -> Outcome:
        """Keep the program and run it on its task; `replies` are what its tools just answered.

        If the function itself is the result, nothing is run.
        """
        node = self.keeper.keep(solution, self.tracer.steps, replaces)
        outcome = self._shown_or_run(solution, node, replies)
        plan = solution.specification
        return replace(
            outcome,
            node_id=node.id if node else "",
            attempts=solution.attempts,
            iterations=solution.iterations,
            score=solution.score,
            model=solution.candidate.model,
            confidence=solution.confidence,
            function=plan.function,
            signature=plan.signature,
            arguments=plan.own_arguments,
        )

    def _shown_or_run(
        self, solution: Solution, node: Node | None, replies: Mapping[str, ToolReply]
    ) -> Outcome:
        plan, source = solution.specification, solution.candidate.source
        # A model wrote it first.
        is_changed = solution.candidate.origin in _CHANGED
        origin = Origin.WRITTEN if is_changed else solution.candidate.origin
        if plan.function_only:
            return replace(self._function_shown(plan, source, solution.suite), origin=origin)
        arguments = plan.arguments if plan.is_typed else None
        name = node.id if node else _UNKEPT
        run = LiveRun(source, plan.task, name, plan.tools, arguments, replies)
        execution = self._run(run, node)
        by_template = any(reply.by == "template" for _, reply in execution.replies)
        if by_template and plan.kind in CONTENT_KINDS:
            origin = Origin.TEMPLATE
        shown = without_ending(source) if plan.is_typed else ""
        return replace(self._answered(plan.task, plan.kind, execution), origin=origin, source=shown)

    def _function_shown(self, plan: Specification, source: str, suite: Suite | None) -> Outcome:
        """Return the outcome of a task whose result is the function itself."""
        passed = tuple(test.example for test in suite.tests if test.example) if suite else ()
        return self.complete(
            Outcome(
                plan.task,
                OutcomeStatus.SOLVED,
                kind=plan.kind.value,
                function=plan.function,
                signature=plan.signature,
                source=without_ending(source),
                cases=plan.all_examples or passed[:_MOST_SHOWN],
                code_is_result=True,
            )
        )

    def answer_compound(self, whole: CompoundProgram) -> Outcome | None:
        """Answer a compound task by its function; None if the kept node does not answer."""
        plan = whole.plan
        if whole.solution is not None:
            self.notify(CandidateReviewed(whole.solution.review))
            outcome = self._keep_and_run(whole.solution, whole.replaces, whole.replies)
            return replace(outcome, chosen_by=whole.chosen_by)
        assert whole.node is not None
        reason = "it answers the whole of this task"
        self.notify(NodeReused(whole.node.id, reason, whole.node.confidence))
        asked = LiveRun.of_node(whole.node, plan.task, plan.arguments, whole.replies)
        reused = self.reuse(whole.node, plan.kind, asked)
        return reused and replace(reused, chosen_by=whole.chosen_by)

    def reuse(
        self, node: Node, kind: TaskKind, asked: LiveRun, *, is_final: bool = False
    ) -> Outcome | None:
        """Run a kept node on a task; None, with a note, if it does not answer.

        Raises Declined for a refusal that `is_final`: solving the task again would end the same.
        """
        execution = self._run(asked, node)
        if is_final and execution.answer.refusal:
            raise Declined(execution.answer.refusal)
        if not execution.answer.ok:
            why = execution.answer.problem or execution.answer.refusal
            self.note(f"{node.id} does not answer this task ({why})")
            return None
        return replace(
            self._answered(asked.task, kind, execution),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
            confidence=node.confidence,
            source=without_ending(node.source) if node.function else "",
            function=node.function,
            signature=node.signature,
            arguments=asked.arguments,
        )

    def show_again(self, plan: Specification, node: Node) -> Outcome:
        """Return the outcome of a task whose result is a kept node's function."""
        try:
            suite = from_json(Suite, node.specification.get("suite"))
        except ValueError:
            suite = None
        return replace(
            self._function_shown(plan, node.source, suite),
            origin=Origin.RECALLED,
            node_id=node.id,
            reused=True,
            score=node.score,
            confidence=node.confidence,
        )

    def _run(self, run: LiveRun, node: Node | None) -> Execution:
        """Run a program; a run of a node is recorded."""
        with self.tracer.step("run", "run") as step:
            execution = self.runner.run(run)
            step.ok = execution.answer.ok
            step.detail = execution.answer.problem or execution.answer.refusal
        if node is not None:
            done = execution.run
            self.keeper.record(node, done, execution.given, succeeded=done.finished)
        return execution

    def _answered(self, task: Task, kind: TaskKind, execution: Execution) -> Outcome:
        answer = execution.answer
        status = OutcomeStatus.SOLVED if answer.ok else OutcomeStatus.FAILED
        return self.complete(
            Outcome(
                task,
                OutcomeStatus.DECLINED if answer.refusal else status,
                kind=kind.value,
                result=answer.result,
                error=answer.problem or answer.refusal,
                written_files=execution.run.written,
                notes=execution.warnings,
                tool_replies=execution.replies,
            )
        )

    def complete(self, outcome: Outcome) -> Outcome:
        """Return the outcome with the time and the trace of its task."""
        return replace(outcome, seconds=self.tracer.seconds, trace=self.tracer.steps)


def given_up(specification: Specification, escalated: Escalated) -> Outcome:
    """Return the outcome of a task for which no attempt passed."""
    last = escalated.attempts[-1]
    failures = last.report.failures if last.report else ()
    # Cases are opinions; what the function did with the task's own values decided.
    own = next((one.reason for one in failures if one.name == OWN_TASK), "")
    reason = own or last.failure or "no code came"
    return Outcome(
        specification.task,
        OutcomeStatus.FAILED,
        kind=specification.kind.value,
        attempts=escalated.attempts,
        error=f"no attempt passed its tests; the last one: {reason}",
        hint="say the task more exactly, or give an example: TASK => EXPECTED",
    )
