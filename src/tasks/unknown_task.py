"""Solves a task that the library does not know: by memory, a chosen function, or models' code."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from msgspec import Struct

from ..domain.artifact import Recall
from ..domain.candidate import Suite
from ..domain.errors import Declined, MemoryUnavailable, ModelError, ModelUnavailable
from ..domain.events import Recalled, TaskClassified, TaskSpecified
from ..domain.outcome import AttemptPlan, Level, Outcome
from ..domain.replace import replace
from ..domain.signature import call_text, read_signature
from ..domain.task import CONTENT_KINDS, Classification, Specification, Task, TaskKind
from ..domain.tool import ToolCard
from ..domain.understanding import Understanding
from .compound import CompoundSolver
from .escalation import Escalated, plan_attempts
from .function_chooser import FunctionChooser
from .known_function import KnownFunctionSolver
from .own_functions import OwnCall, OwnFunctionSolver, earlier_stub
from .lessons import Recaller
from .overseer import ModelOverseer
from .plan_values import asks_for_result, doubt_of

LONGEST_FAILURE = 300


class UnknownTaskSolver(Struct, frozen=True):
    """Solves one task by models, where neither a kept node nor the library answers it.

    `classify` is given what the words of a task tell; `overseer` is None where no model plans.
    `chooser` asks a model which near function answers a task; `write_script` writes whole
    programs; `compound` solves tasks of several parts (None: every task is taken for one).
    """

    own: OwnFunctionSolver
    known: KnownFunctionSolver
    recaller: Recaller
    classify: Callable[[Task, Classification], Classification]
    overseer: ModelOverseer | None
    write_suite: Callable[[Specification], Suite]
    tools: Callable[[Task, Classification], Sequence[ToolCard]] = lambda task, kind: ()
    chooser: FunctionChooser | None = None
    write_script: Callable[[Task, TaskKind], Outcome] | None = None
    compound: CompoundSolver | None = None

    def solve(self, understanding: Understanding) -> Outcome:
        """Return the outcome.

        Raises Declined without a model, ModelError if no model can do it.
        """
        task = understanding.task
        recalled = self._recall(task)
        if understanding.wants_function and task.given is None:
            shown = self.own.shown_again(task, recalled)
            if shown is not None:
                return shown
        chosen = self._solve_by_choice(understanding)
        if chosen is not None:
            return chosen
        kind = self._classify(task, understanding.kind)
        if self.compound is not None and task.given is None:
            whole = self.compound.assemble(task, kind, recalled)
            outcome = self.known.answering.answer_compound(whole) if whole is not None else None
            if outcome is not None:
                return outcome
        understanding = replace(understanding, kind=kind)
        if understanding.wants_program and self.write_script is not None:
            return self.write_script(task, kind.kind)
        return self._solve_by_plan(understanding, recalled)

    def _solve_by_plan(self, understanding: Understanding, recalled: Recall) -> Outcome:
        """Have the function planned and written; planned once more where that went badly."""
        plan = self._specify(understanding, recalled)
        attempts = plan_attempts(plan.kind, self.known.rules)
        escalated = self._write(understanding, plan, attempts)
        trouble = _trouble(escalated) if understanding.task.given is None else ""
        if trouble and escalated.accepted is None:
            found = self._by_another_plan(understanding, recalled, plan, trouble, attempts[-1:])
            plan, escalated = found or (plan, escalated)
        elif trouble:
            with suppress(ModelError, Declined):  # What there is can be used.
                found = self._by_another_plan(understanding, recalled, plan, trouble, attempts[:1])
                sure = found and found[1].confidence
                if found and sure and sure.level is Level.HIGH:
                    plan, escalated = found
                elif found:
                    self.known.answering.note("The other plan was not better and is not used.")
        if plan.kind not in CONTENT_KINDS and _needs_no_tool(plan, escalated):
            plan = replace(plan, tools=())
            escalated = self._write(understanding, plan, attempts)
        nodes = self.known.answering.nodes
        return self.known.answering.conclude(
            plan, escalated, lambda: earlier_stub(nodes, plan.task)
        )

    def _by_another_plan(
        self,
        understanding: Understanding,
        recalled: Recall,
        plan: Specification,
        trouble: str,
        attempts: Sequence[AttemptPlan],
    ) -> tuple[Specification, Escalated] | None:
        """Return another plan and what came of it; None if the same is planned.

        Versions share the mistakes of their plan: a wrong type, another call, a wrong idea.
        """
        again = self._specify(understanding, recalled, _failed(plan, trouble))
        if (again.signature, again.arguments) == (plan.signature, plan.arguments):
            return None
        return again, self._write(understanding, again, attempts)

    def _solve_by_choice(self, understanding: Understanding) -> Outcome | None:
        """Solve the task by a near function that the evaluator chose, if it chose one."""
        chooser, task = self.chooser, understanding.task
        if chooser is None or understanding.wants_program or task.given is not None:
            return None
        offered = chooser.near(task)
        if not offered:
            return None
        with self.known.answering.tracer.step("choose", "llm") as step:
            choice = chooser.choose(task, offered)
            step.detail = choice.function.signature.name if choice else "no near function"
        if choice is None:
            return None
        near = choice.function
        if near.node_id:
            reason = f"{choice.by} chose it"
            call = OwnCall(near.node_id, choice.arguments, reason, task.text)
            outcome = self.own.answer(task, call)
        else:
            plan = self.known.library.plan_of(near.signature.name, task, choice.arguments)
            outcome = self.known.solve(understanding, plan)
        return outcome and replace(outcome, chosen_by=choice.by)

    def _recall(self, task: Task) -> Recall:
        with self.known.answering.tracer.step("rag", "rag") as step:
            try:
                recalled = self.recaller.recall(task)
            except MemoryUnavailable as error:
                step.ok, step.detail = False, str(error)
                self.known.answering.note(f"memory is not available: {error}", error.hint)
                recalled = Recall()
            step.detail = step.detail or (recalled.best.reason if recalled.best else "nothing near")
        self.known.answering.notify(Recalled(recalled.best))
        return recalled

    def _classify(self, task: Task, known: Classification) -> Classification:
        """Return the model's classification, or without a model that of the task's words."""
        with self.known.answering.tracer.step("classify", "keyword") as step:
            kind = self.classify(task, known)
            step.kind = "keyword" if kind is known else "llm"
            step.detail = f"{kind.kind.value} by {kind.by}"
        self.known.answering.notify(TaskClassified(kind))
        return kind

    def _write(
        self,
        understanding: Understanding,
        specification: Specification,
        plans: Sequence[AttemptPlan],
    ) -> Escalated:
        """Write cases and versions of the function until one may be used or none is left."""
        try:
            suite = self.known.answering.write_suite(specification, self.write_suite)
            escalated = self.known.escalation.until_accepted(
                specification,
                suite,
                plans,
                decisive_alone=bool(specification.tools),
                doubt=_doubt(understanding, specification),
            )
        except ModelError as error:
            raise self._without_model("write", understanding, error) from error
        certain = tuple(attempt.without(suite.votes) for attempt in escalated.attempts)
        self.known.answering.keeper.learn(specification, certain)
        return escalated

    def _specify(
        self, understanding: Understanding, recalled: Recall, failed: str = ""
    ) -> Specification:
        with self.known.answering.tracer.step("overseer", "plan") as step:
            if self.overseer is None:
                raise self._declined(understanding)
            tools = self.tools(understanding.task, understanding.kind)
            try:
                specification = self.overseer.specify(
                    understanding, recalled.to_build_on, tools, failed
                )
            except ModelError as error:
                raise self._without_model("specify", understanding, error) from error
            advice = (*specification.advice, *recalled.avoid, *recalled.fixes)
            specification = replace(specification, advice=advice)
            step.kind, step.detail = "llm", specification.by
        self.known.answering.notify(TaskSpecified(specification))
        return specification

    def _without_model(
        self, step: str, understanding: Understanding, error: ModelError
    ) -> Declined | ModelError:
        """Return what ends a task whose model failed: a decline if it cannot be reached."""
        if not isinstance(error, ModelUnavailable):
            return error
        self.known.answering.tracer.fell_back(step, error)
        return self._declined(understanding)

    def _declined(self, understanding: Understanding) -> Declined:
        """Return the decline; a model that is there but failed is not to be connected anew."""
        hint, down = understanding.hint, self.known.answering.tracer.model_down
        if down is not None and understanding.connect:
            way = down.reason + (f" ({down.hint})" if down.hint else "")
            hint = hint.replace(understanding.connect, way)
        return Declined(f"not solved, because {understanding.miss}", hint=hint)


def _doubt(understanding: Understanding, plan: Specification) -> str:
    """Return how the planned call differs from the task; "" where a text or a function is asked."""
    if plan.kind in CONTENT_KINDS or not asks_for_result(understanding):
        return ""
    signature = read_signature(f"def {plan.signature}: ...", plan.function)
    return doubt_of(replace(signature, summary=plan.goal), plan.own_arguments, plan.task.text)


def _needs_no_tool(plan: Specification, escalated: Escalated) -> bool:
    """Tell whether tools were planned and the code asks none: then cases can know its results."""
    code = escalated.accepted.candidate if escalated.accepted is not None else None
    return bool(plan.tools) and code is not None and "call_tool" not in code.source


def _trouble(escalated: Escalated) -> str:
    """Return why another plan may do better: no version works, or those that agree fail cases."""
    if escalated.accepted is None:
        return f"no working function ({escalated.attempts[-1].failure[:LONGEST_FAILURE]})"
    sure = escalated.confidence
    if sure is None or sure.level is not Level.MEDIUM or not sure.cases:
        return ""
    return f"a function that passes {sure.cases_passed} of its {sure.cases} cases"


def _failed(specification: Specification, trouble: str) -> str:
    call = call_text(specification.function, specification.own_arguments or {})
    return (
        f"The plan `def {specification.signature}` with the call `{call}` led to {trouble}."
        " Plan it otherwise."
    )
