"""Solves a task that a library function answers: by its node, by a model's code, or by its own."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin, Suite
from ..domain.errors import Declined, ModelError, NodeError
from ..domain.events import NodeReused, TaskClassified, TaskSpecified
from ..domain.json_value import from_json
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.ports import Library
from ..domain.replace import replace
from ..domain.task import Classification, Example, Specification
from ..domain.understanding import BY_EXAMPLES, Understanding
from ..language.task_reading import read_task
from .answering import AS_BEFORE, Answering
from .case_writer import case_suite
from .escalation import AttemptRule, Escalated, Escalation, plan_attempts
from .execution import LiveRun
from .own_functions import earlier_stub

_BY_THE_USER = (Origin.EDITED, Origin.ROLLED_BACK)

LONGEST_WRITTEN = 80
"""Lines of a bundled function with all that it uses; small models get longer ones wrong."""


class KnownFunctionSolver(Struct, frozen=True):
    """Solves one task whose function the library knows.

    `escalation` has models write it, as long as `writes_known`; `draw_cases` makes cases whose
    results the library knows. `models_plan` says whether a task may be left to models.
    """

    library: Library
    escalation: Escalation
    rules: tuple[AttemptRule, ...]
    answering: Answering
    writes_known: bool = False
    draw_cases: Callable[[Specification, str], Sequence[Example]] = lambda plan, source: ()
    models_plan: bool = False

    def fitting(self, plans: Iterable[Specification]) -> Specification | None:
        """Return the first plan whose library function passes its task's examples, or None."""
        runner = self.answering.runner
        fitting = (
            plan
            for plan in plans
            if not runner.contradicted(self.library.source(plan), (), plan.task)
        )
        return next(fitting, None)

    def solve(self, understanding: Understanding, plan: Specification) -> Outcome | None:
        """Return the outcome by the function's node, else by new code for it.

        None if one of the user's examples shows that another function is meant, and models may
        write that.
        """
        outcome = self._solve(understanding, plan)
        convention = (plan.convention,) if plan.convention else ()
        return outcome and replace(
            outcome,
            notes=(*convention, *outcome.notes),
            function=plan.function,
            signature=plan.signature,
            arguments=plan.arguments,
        )

    def _solve(self, understanding: Understanding, plan: Specification) -> Outcome | None:
        is_stub = plan.task.given is not None
        source = self.library.source(plan)
        node = None
        if not is_stub:
            with self.answering.tracer.step("rag", "rag") as step:
                node = self.answering.nodes.of_function(plan.function)
                step.detail = f"{node.id} is this function" if node else "not kept yet"
        if node is not None:
            reused = self._call(node, plan, source, understanding.kind)
            if reused is not None:
                return reused
        if self.models_plan and self._contradicted(plan, source):
            return None
        self.answering.classified(understanding.kind)
        with self.answering.tracer.step("overseer", "library") as step:
            step.detail = plan.by
            refusal = "" if plan.function_only else self._refusal(plan, source)
        self.answering.notify(TaskSpecified(plan))
        if refusal:
            # A library function knows its limits: what it refuses is declined, and nothing kept.
            raise Declined(refusal)

        def known_suite(plan: Specification) -> Suite:
            drawn = self.draw_cases(plan, source) if self._is_written(source) else ()
            return case_suite(plan, held_out=drawn, tool_reply=self.library.tool_reply(plan))

        suite = self.answering.write_suite(plan, known_suite)

        def replaces() -> str:
            if is_stub:
                return earlier_stub(self.answering.nodes, plan.task)
            return node.id if node else self._program_of_version_1(plan)

        return self.answering.conclude(plan, self._written(plan, suite, source), replaces)

    def _refusal(self, plan: Specification, source: str) -> str:
        """Return why the function does not answer this task ("" if it does).

        Where models write, its tool has a model, and a rehearsal would cost a request.
        """
        if plan.tools and self.writes_known:
            return ""
        asked = LiveRun(source, plan.task, tools=plan.tools, arguments=plan.arguments)
        answer = self.answering.runner.rehearse(asked)
        by_tool = answer.problem.partition("RuntimeError: ")[2] if plan.tools else ""
        return answer.refusal or by_tool

    def _contradicted(self, plan: Specification, source: str) -> bool:
        """Say whether an example does not fit the function, with a note if so."""
        said = self.answering.runner.contradicted(source, plan.tools, plan.task)
        if said:
            self.answering.note(f"the bundled {plan.function} does not fit the example: {said}")
        return bool(said)

    def _program_of_version_1(self, plan: Specification) -> str:
        """Return the ID of the node that did the same as a program of version 1 ("" for none).

        A program that its user edited or rolled back stays as it is.
        """
        try:
            node = self.answering.nodes.load(f"{plan.function}_node")
        except NodeError:
            return ""
        if node.contract == 2 or not node.pattern or self._origin(node) in _BY_THE_USER:
            return ""
        known = self.library.understand(read_task(node.made_for)).plan
        if known is None or known.function != plan.function:
            return ""
        self.answering.note(f"{node.id} is a program of version 1: the function replaces it")
        return node.id

    def _origin(self, node: Node) -> Origin:
        return self.answering.nodes.version(node.id, node.version).lineage.origin

    def _differs_as_copy(self, node: Node, plan: Specification, source: str) -> str:
        """Return how a node that was copied in differs from the library's function ("": not).

        Its own cases and drawn arguments decide; what the user changed here is the user's.
        """
        if self.answering.keeper.knows(node.id):
            return ""
        try:
            suite = from_json(Suite, node.specification.get("suite"))
        except ValueError:
            suite = Suite(())
        own = [test.example for test in suite.tests if test.example is not None]
        task = replace(plan.task, examples=(*own, *self.draw_cases(plan, source)))
        return self.answering.runner.contradicted(node.source, node.tools, task)

    def _call(
        self, node: Node, plan: Specification, source: str, known: Classification
    ) -> Outcome | None:
        """Call the node of a known function; None if it is outdated or does not answer."""
        is_of_library = normal_digest(node.source) == normal_digest(source)
        if not is_of_library and self._origin(node) is Origin.LIBRARY:
            self.answering.note(f"the bundled function of {node.id} has changed since it was kept")
            return None
        differs = "" if is_of_library else self._differs_as_copy(node, plan, source)
        if differs:
            place = f"{node.id} is not known here"
            self.answering.note(f"{place} and differs from the bundled function: {differs}")
            return None
        self.answering.notify(TaskClassified(replace(known, reason=AS_BEFORE, by="memory")))
        reason = "its phrases read the whole task"
        self.answering.notify(NodeReused(node.id, reason, node.confidence))
        # A function that is shown with its cases still passes them.
        cases = plan.all_examples if plan.function_only else plan.task.examples
        task = replace(plan.task, examples=cases)
        contradicted = self.answering.runner.contradicted(node.source, node.tools, task)
        if contradicted:
            self.answering.note(f"{node.id} does not fit the example: {contradicted}")
            return None
        if plan.function_only:
            return self.answering.show_again(plan, node)
        asked = LiveRun.of_node(node, plan.task, plan.arguments)
        return self.answering.reuse(node, plan.kind, asked, is_final=is_of_library)

    def _is_written(self, source: str) -> bool:
        """Say whether models are asked for what the library has."""
        return self.writes_known and source.count("\n") <= LONGEST_WRITTEN

    def _written(self, plan: Specification, suite: Suite, source: str) -> Escalated:
        """Have models write the function, judged by the library; else take the library's own."""
        # The library judges: one version that agrees with it is enough, and another sample of an
        # attempt that failed seldom pays.
        attempts = plan_attempts(plan.kind, self.rules)
        plans = [replace(attempt, samples=1) for attempt in attempts]
        escalation = self.escalation
        if self._is_written(source) and plan.by != BY_EXAMPLES:
            try:
                escalated = escalation.until_accepted(
                    replace(plan, pattern=""), suite, plans, decisive_alone=True
                )
            except ModelError as error:
                self.answering.tracer.fell_back("generate", error)
            else:
                if escalated.accepted is not None:
                    return escalated
                self.answering.note("no model's version agrees with the bundled function: using it")
        own = Candidate(source, Origin.LIBRARY, note=f"bundled: {plan.title}")
        return escalation.try_own(plan, suite, plans[0], own)
