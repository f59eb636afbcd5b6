"""The recipe, from a task to its outcome."""

from dataclasses import replace

from ..domain.artifact import Recall
from ..domain.errors import (
    Declined,
    EvolverError,
    MemoryUnavailable,
    ModelError,
    ModelUnavailable,
)
from ..domain.events import (
    FellBack,
    Noted,
    Notify,
    Recalled,
    TaskClassified,
    TaskEnded,
    TaskSpecified,
    TaskStarted,
)
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.task import Classification, Specification, Task
from ..domain.understanding import Understanding
from .answering import Answering, given_up
from .compound import CompoundSolver
from .escalation import plan_attempts
from .finalize import Finalizer
from .known_function import KnownFunctionSolver
from .own_function import OwnFunctionSolver
from .own_functions import OwnCall
from .pipeline_steps import KeepingSteps, WritingSteps
from .trace import Tracer


class Pipeline:
    """Solves one task; made anew for each, because its trace and listener are the task's own."""

    def __init__(
        self,
        thinking: WritingSteps,
        finishing: KeepingSteps,
        tracer: Tracer,
        notify: Notify,
        compound: CompoundSolver | None = None,
    ) -> None:
        """`compound` solves tasks of several parts; without it every task is taken for one."""
        self._compound = compound
        self._think = thinking
        self._finish = finishing
        self._answering = Answering(finishing, tracer, notify)
        self._finalizer = Finalizer(finishing.reviewer, finishing.optimizer, tracer, notify)
        self._own = OwnFunctionSolver(
            thinking.own, thinking.trouble, finishing, self._answering, tracer, notify
        )
        self._known = KnownFunctionSolver(thinking, finishing, self._answering, tracer, notify)
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
            self._tell(TaskEnded(self._answering.complete(Outcome(task, OutcomeStatus.CANCELLED))))
            raise
        self._tell(TaskEnded(outcome))
        return outcome

    def refuse(self, task: Task, reason: Declined) -> Outcome:
        """Decline a task before any step of it."""
        outcome = self._ended(task, OutcomeStatus.DECLINED, reason)
        self._tell(TaskEnded(outcome))
        return outcome

    def _solve(self, task: Task) -> Outcome:
        reused = self._own.solve(task)
        if reused is not None:
            return reused
        understanding = self._think.library.understand(task)
        if understanding.plan is not None:
            return self._known.solve(understanding, understanding.plan)
        outcome = self._solve_unknown(understanding)
        if not outcome.is_unconfirmed:
            self._own.learn(outcome)
        return outcome

    def _solve_unknown(self, understanding: Understanding) -> Outcome:
        """Solve a task that the library does not know, by models' code."""
        task = understanding.task
        recalled = self._recall(task)
        if understanding.wants_function:
            shown = self._own.shown_again(task, recalled)
            if shown is not None:
                return shown
        chosen = self._solve_by_choice(understanding)
        if chosen is not None:
            return chosen
        kind = self._classify(task, understanding.kind)
        if self._compound is not None:
            whole = self._compound.assemble(task, kind, recalled)
            outcome = self._answering.answer_compound(whole) if whole is not None else None
            if outcome is not None:
                return outcome
        understanding = replace(understanding, kind=kind)
        if understanding.wants_program and self._think.write_script is not None:
            return self._think.write_script(task, kind.kind)
        specification = self._specify(understanding, recalled)
        plans = plan_attempts(specification.kind, self._think.rules)
        try:
            suite = self._answering.write_suite(specification, self._think.write_suite)
            escalated = self._think.escalation.until_accepted(
                specification, suite, plans, decisive_alone=bool(specification.tools)
            )
        except ModelError as error:
            raise self._without_model("write", understanding, error) from error
        self._finish.keeper.learn(specification, escalated.attempts)
        if escalated.accepted is None or escalated.accepted.candidate is None:
            return self._answering.complete(given_up(specification, escalated))
        solution = self._finalizer.finalize(specification, escalated, escalated.accepted.candidate)
        return replace(
            self._answering.keep_and_run(solution),
            function=specification.function,
            signature=specification.signature,
            arguments=specification.own_arguments,
        )

    def _solve_by_choice(self, understanding: Understanding) -> Outcome | None:
        """Solve the task by a near function that the evaluator chose; None if it chose none."""
        chooser, task = self._think.chooser, understanding.task
        if chooser is None or understanding.wants_program or task.given is not None:
            return None
        offered = chooser.near(task)
        if not offered:
            return None
        with self._tracer.step("choose", "llm") as step:
            choice = chooser.choose(task, offered)
            step.detail = choice.function.signature.name if choice else "no near function"
        if choice is None:
            return None
        near = choice.function
        if near.node_id:
            reason = f"{choice.by} chose it"
            call = OwnCall(near.node_id, choice.arguments, reason, task.text)
            outcome = self._own.answer(task, call)
        else:
            plan = self._think.library.plan_of(near.signature.name, task, choice.arguments)
            outcome = self._known.solve(understanding, plan)
        return outcome and replace(outcome, chosen_by=choice.by)

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

    def _classify(self, task: Task, known: Classification) -> Classification:
        """The models' classification; without one, what the words of the task tell."""
        with self._tracer.step("classify", "keyword") as step:
            kind = self._think.classify(task, known)
            step.kind = "keyword" if kind is known else "llm"
            step.detail = f"{kind.kind.value} by {kind.by}"
        self._tell(TaskClassified(kind))
        self._kind = kind.kind.value
        return kind

    def _specify(self, understanding: Understanding, recalled: Recall) -> Specification:
        with self._tracer.step("overseer", "plan") as step:
            if self._think.overseer is None:
                raise _declined(understanding)
            tools = self._think.tools(understanding.task, understanding.kind)
            try:
                specification = self._think.overseer.specify(
                    understanding, recalled.to_build_on, tools
                )
            except ModelError as error:
                raise self._without_model("specify", understanding, error) from error
            advice = (*specification.advice, *recalled.avoid, *recalled.fixes)
            specification = replace(specification, advice=advice)
            step.kind, step.detail = "llm", specification.by
        self._tell(TaskSpecified(specification))
        return specification

    def _without_model(
        self, step: str, understanding: Understanding, error: ModelError
    ) -> Declined | ModelError:
        """What ends a task whose model failed: a decline where no model can be reached."""
        if not isinstance(error, ModelUnavailable):
            return error
        self._tell(FellBack(step, str(error), error.hint, down=True))
        return _declined(understanding)

    def _ended(self, task: Task, status: OutcomeStatus, error: EvolverError) -> Outcome:
        down = self._model_down or isinstance(error, ModelUnavailable)
        return self._answering.complete(
            Outcome(task, status, self._kind, error=str(error), hint=error.hint, model_down=down)
        )


def _declined(understanding: Understanding) -> Declined:
    return Declined(f"not solved, because {understanding.miss}", hint=understanding.hint)
