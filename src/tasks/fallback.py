"""Tries the implementations of a step in order, and reports each fallback."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from ..domain.artifact import Recollection
from ..domain.candidate import Candidate, Suite
from ..domain.errors import BrokenReply, Declined, ModelError, ModelUnavailable
from ..domain.events import FellBack, Notify, WriterChosen
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Classifier, Generator, Overseer, Splitter, SuiteWriter
from ..domain.split import Split
from ..domain.task import Classification, Specification, Task
from ..domain.tool import ToolCard

Member = TypeVar("Member")
Result = TypeVar("Result")


class Fallback:
    """Asks one fulfiller after the other, for one task; each reason is told once."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._reported: set[str] = set()

    def first(
        self, step: str, members: Sequence[Member], ask: Callable[[Member], Result]
    ) -> Result:
        """The first member's result that comes; raises the last one's error if none does.

        A decline after a model's failure stays a decline, with the failure as its cause.
        """
        problem: Declined | ModelError | None = None
        for index, member in enumerate(members):
            try:
                return ask(member)
            except ModelError as error:
                problem = error
                self._emit(step, error, more=index + 1 < len(members))
            except Declined as error:
                error.__cause__ = problem
                problem = error
        raise problem or Declined(f"nothing here can {step} a task")

    def _emit(self, step: str, error: ModelError, *, more: bool) -> None:
        if more and str(error) not in self._reported:
            self._reported.add(str(error))
            down = isinstance(error, ModelUnavailable)
            self._notify(FellBack(step, str(error), error.hint, down=down))


class FallbackClassifier:
    """A Classifier of several."""

    def __init__(self, fallback: Fallback, members: Sequence[Classifier]) -> None:
        self._fallback = fallback
        self._members = members

    def classify(self, task: Task) -> Classification:
        """The first member's classification that comes."""
        return self._fallback.first("classify", self._members, lambda m: m.classify(task))


class SureClassifier:
    """The Classifier without a model, heard only where a bundled pattern reads the whole task."""

    def __init__(self, bundled: Classifier) -> None:
        self._bundled = bundled

    def classify(self, task: Task) -> Classification:
        """What the pattern is for. Raises Declined where none reads the whole task."""
        found = self._bundled.classify(task)
        if found.by not in ("arithmetic", "patterns"):
            raise Declined("no bundled pattern reads the whole task")
        return found


class FallbackSplitter:
    """A Splitter of several."""

    def __init__(self, fallback: Fallback, members: Sequence[Splitter]) -> None:
        self._fallback = fallback
        self._members = members

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """The first member's answer that comes."""
        return self._fallback.first("split", self._members, lambda m: m.split(task, recollections))


class FallbackOverseer:
    """An Overseer of several."""

    def __init__(self, fallback: Fallback, members: Sequence[Overseer]) -> None:
        self._fallback = fallback
        self._members = members

    def specify(
        self,
        task: Task,
        classification: Classification,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """The first member's specification that comes."""
        return self._fallback.first(
            "specify",
            self._members,
            lambda m: m.specify(task, classification, recollections, tools),
        )


class FallbackGenerator:
    """A Generator of several; a specification that names a pattern goes to `bundled` alone."""

    def __init__(
        self,
        fallback: Fallback,
        models: Sequence[Generator],
        bundled: Generator,
        notify: Notify,
    ) -> None:
        self._fallback = fallback
        self._models = models
        self._bundled = bundled
        self._notify = notify

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """The first member's candidate that comes; told as WriterChosen before it is asked.

        When no model of the attempt's role answers, the escalation's model is asked before
        the bundled patterns are.
        """

        def ask(member: Generator) -> Candidate:
            title, model = member.writer(specification, plan)
            pattern = specification.pattern if not model else ""
            self._notify(WriterChosen(title, model, plan, pattern))
            return member.write(specification, plan, earlier)

        members = () if specification.pattern else self._models
        try:
            return self._fallback.first("generate", (*members, self._bundled), ask)
        except Declined as error:
            # A model is there and answers badly: that costs an attempt, not the task.
            if isinstance(error.__cause__, BrokenReply):
                raise error.__cause__ from error
            raise

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """Who is asked first."""
        first = self._bundled if specification.pattern or not self._models else self._models[0]
        return first.writer(specification, plan)


class RoleSwitch:
    """A Generator that asks another role than the plan says; stands behind the first choice."""

    def __init__(self, generator: Generator, role: Role) -> None:
        self._generator = generator
        self._role = role

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """The candidate, written by this member's own role."""
        return self._generator.write(specification, self._switched(plan), earlier)

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """Who that is."""
        return self._generator.writer(specification, self._switched(plan))

    def _switched(self, plan: AttemptPlan) -> AttemptPlan:
        return replace(plan, role=self._role)


class FallbackSuiteWriter:
    """A SuiteWriter of several; a specification that names a pattern goes to `bundled` alone."""

    def __init__(
        self, fallback: Fallback, models: Sequence[SuiteWriter], bundled: SuiteWriter
    ) -> None:
        self._fallback = fallback
        self._models = models
        self._bundled = bundled

    def write(self, specification: Specification) -> Suite:
        """The first member's suite that comes."""
        members = () if specification.pattern else self._models
        return self._fallback.first(
            "write tests", (*members, self._bundled), lambda m: m.write(specification)
        )
