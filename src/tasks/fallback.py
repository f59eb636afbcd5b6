"""Tries the fulfillers of a step in order, and says when it fell back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from ..domain.artifact import Recollection
from ..domain.candidate import Candidate
from ..domain.errors import BrokenReply, Declined, ModelError, ModelUnavailable
from ..domain.events import FellBack, Notify, WriterChosen
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Generator, Splitter
from ..domain.split import Split
from ..domain.task import Specification, Task

Member = TypeVar("Member")
Result = TypeVar("Result")


class Fallback:
    """Asks one fulfiller after the other, for one task; each reason is told once."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._told: set[str] = set()

    def first(
        self,
        step: str,
        members: Sequence[Member],
        ask: Callable[[Member], Result],
        final: tuple[type[ModelError], ...] = (),
    ) -> Result:
        """The first member's result that comes; raises the last one's error if none does.

        An error of the `final` types is raised at once. A decline after a model's failure stays a
        decline, with the failure as its cause.
        """
        problem: Declined | ModelError | None = None
        for index, member in enumerate(members):
            try:
                return ask(member)
            except final:
                raise
            except ModelError as error:
                problem = error
                if index + 1 < len(members):
                    self.tell(step, error)
            except Declined as error:
                error.__cause__ = problem
                problem = error
        raise problem or Declined(f"nothing here can {step} a task")

    def tell(self, step: str, error: ModelError) -> None:
        """Say once that a step goes on without the model that failed."""
        if str(error) not in self._told:
            self._told.add(str(error))
            down = isinstance(error, ModelUnavailable)
            self._notify(FellBack(step, str(error), error.hint, down=down))


class FallbackSplitter:
    """A Splitter of several."""

    def __init__(self, fallback: Fallback, members: Sequence[Splitter]) -> None:
        self._fallback = fallback
        self._members = members

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """The first member's answer that comes."""
        return self._fallback.first("split", self._members, lambda m: m.split(task, recollections))


class FallbackGenerator:
    """A Generator of several."""

    def __init__(self, fallback: Fallback, members: Sequence[Generator], notify: Notify) -> None:
        self._fallback = fallback
        self._members = members
        self._notify = notify

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """The first member's candidate that comes; told as WriterChosen before it is asked."""

        def ask(member: Generator) -> Candidate:
            title, model = member.writer(specification, plan)
            pattern = specification.pattern if not model else ""
            self._notify(WriterChosen(title, model, plan, pattern))
            return member.write(specification, plan, earlier)

        # A reply that cannot be used costs this version; the next one is drawn from the same model.
        return self._fallback.first("generate", self._members, ask, (BrokenReply,))

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """Who is asked first."""
        return self._members[0].writer(specification, plan)


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
