"""Solves a task that a library function answers: by its node, by a model's code, or by its own."""

from dataclasses import replace

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Origin, Suite
from ..domain.errors import Declined, ModelError, ModelUnavailable, NodeError
from ..domain.events import FellBack, NodeReused, Noted, Notify, TaskClassified, TaskSpecified
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.task import Classification, Specification
from ..domain.understanding import Understanding
from ..language.task_reading import read_task
from .answering import AS_BEFORE, Answering, given_up
from .case_suite import case_suite
from .escalation import Escalated, plan_attempts
from .execution import LiveRun
from .finalize import Finalizer
from .pipeline_steps import KeepingSteps, WritingSteps
from .trace import Tracer

_BY_THE_USER = (Origin.EDITED, Origin.ROLLED_BACK)


class KnownFunctionSolver:
    """Solves one task whose function the library knows."""

    def __init__(
        self,
        thinking: WritingSteps,
        finishing: KeepingSteps,
        answering: Answering,
        tracer: Tracer,
        notify: Notify,
    ) -> None:
        self._think = thinking
        self._finish = finishing
        self._answering = answering
        self._finalizer = Finalizer(finishing.reviewer, finishing.optimizer, tracer, notify)
        self._tracer = tracer
        self._tell = notify

    def solve(self, understanding: Understanding, plan: Specification) -> Outcome:
        """Solve a task that a library function answers: by its node, else by new code for it."""
        return replace(
            self._solve(understanding, plan),
            function=plan.function,
            signature=plan.signature,
            arguments=plan.arguments,
        )

    def _solve(self, understanding: Understanding, plan: Specification) -> Outcome:
        node = self._kept(plan)
        if node is not None:
            reused = self._call(node, plan, understanding.kind)
            if reused is not None:
                return reused
        self._answering.classified(understanding.kind)
        source = self._think.library.source(plan)
        with self._tracer.step("overseer", "library") as step:
            step.detail = plan.by
            refusal = "" if plan.function_only else self._refusal(plan, source)
        self._tell(TaskSpecified(plan))
        if refusal:
            # A library function knows its limits: what it refuses is declined, and nothing kept.
            raise Declined(refusal)
        suite = self._answering.write_suite(plan, lambda plan: self._known_suite(plan, source))
        escalated = self._write_known(plan, suite)
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self._answering.complete(given_up(plan, escalated))
        solution = self._finalizer.finalize(plan, escalated, escalated.accepted.candidate)
        replaces = node.id if node else self._program_of_version_1(plan)
        return self._answering.keep_and_run(solution, replaces=replaces)

    def _refusal(self, plan: Specification, source: str) -> str:
        """Why the function does not answer this task ("" if it does).

        Where models write, its tool has a model, and a rehearsal would cost a request.
        """
        if plan.tools and self._think.writes_known:
            return ""
        runner = self._finish.runner
        answer = runner.rehearse(source, plan.task, plan.tools, plan.arguments)
        by_tool = answer.problem.partition("RuntimeError: ")[2] if plan.tools else ""
        return answer.refusal or by_tool

    def _kept(self, plan: Specification) -> Node | None:
        with self._tracer.step("rag", "rag") as step:
            node = self._finish.nodes.of_function(plan.function)
            step.detail = f"{node.id} is this function" if node else "not kept yet"
        return node

    def _program_of_version_1(self, plan: Specification) -> str:
        """The id of the node that did the same as a program of version 1 ("" if there is none).

        What its user edited or rolled back to stays as it is.
        """
        try:
            node = self._finish.nodes.load(f"{plan.function}_node")
        except NodeError:
            return ""
        origin = self._finish.nodes.version(node.id, node.version).lineage.origin
        if node.contract == 2 or not node.pattern or origin in _BY_THE_USER:
            return ""
        known = self._think.library.understand(read_task(node.made_for)).plan
        if known is None or known.function != plan.function:
            return ""
        self._tell(Noted(f"{node.id} is a program of version 1: the function replaces it"))
        return node.id

    def _is_outdated(self, node: Node, plan: Specification) -> bool:
        """Tell whether a node is the library's function as it was, and that is another by now."""
        if normal_digest(node.source) == normal_digest(self._think.library.source(plan)):
            return False
        version = self._finish.nodes.version(node.id, node.version)
        return version.lineage.origin is Origin.LIBRARY

    def _call(self, node: Node, plan: Specification, known: Classification) -> Outcome | None:
        """Call the node of a known function; None if it is outdated or does not answer."""
        if self._is_outdated(node, plan):
            self._tell(Noted(f"the bundled function of {node.id} has changed since it was kept"))
            return None
        self._tell(TaskClassified(replace(known, reason=AS_BEFORE, by="memory")))
        self._tell(NodeReused(node.id, "its phrases read the whole task"))
        # A function that is shown with its cases still passes them.
        cases = plan.all_examples if plan.function_only else plan.task.examples
        task = replace(plan.task, examples=cases)
        contradicted = self._finish.runner.contradicted(node, task, task)
        if contradicted:
            self._tell(Noted(f"{node.id} does not fit the example: {contradicted}"))
            return None
        if plan.function_only:
            shown = self._answering.function_shown(plan, node.source)
            origin = Origin.RECALLED
            return replace(shown, origin=origin, node_id=node.id, reused=True, score=node.score)
        execution = self._answering.run(
            LiveRun(node.source, plan.task, node.id, node.tools, plan.arguments), node
        )
        return self._answering.recalled_outcome(plan.task, plan.kind, node, execution)

    def _known_suite(self, plan: Specification, source: str) -> Suite:
        drawn = self._think.draw_cases(plan, source) if self._think.writes_known else ()
        return case_suite(plan, held_out=drawn, tool_reply=self._think.library.tool_reply(plan))

    def _write_known(self, plan: Specification, suite: Suite) -> Escalated:
        """Code by the models where they write, judged by the library; else the library's own."""
        # The library judges: one version that agrees with it is enough, and another sample of an
        # attempt that failed seldom pays.
        attempts = plan_attempts(plan.kind, self._think.rules)
        plans = [replace(attempt, samples=1) for attempt in attempts]
        if self._think.writes_known:
            try:
                escalated = self._think.escalation.until_accepted(
                    replace(plan, pattern=""), suite, plans, decisive_alone=True
                )
            except ModelError as error:
                down = isinstance(error, ModelUnavailable)
                self._tell(FellBack("generate", str(error), error.hint, down=down))
            else:
                if escalated.accepted is not None:
                    return escalated
                self._tell(Noted("no model's version agrees with the bundled function: using it"))
        own = self._think.library_escalation.until_accepted(
            plan, suite, plans[:1], decisive_alone=True
        )
        # That it agrees with itself says nothing.
        return replace(own, confidence=None)
