"""Escalates attempts until the tests pass: fast model, higher temperature, stronger model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ..domain.candidate import Candidate, FailedCase, Suite
from ..domain.errors import BrokenReply, ModelMissing, ModelTimeout
from ..domain.events import AttemptFailed, CandidateWritten, Notify, SuiteRan, TestDropped
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Generator, SuiteRunner
from ..domain.task import WRITER_ROLE, Specification, TaskKind
from .example_consistency import agreeing
from .trace import Tracer

STRENGTH = {Role.FAST: 0, Role.GENERATOR: 1, Role.POWERFUL: 2, Role.ESCALATION: 2}


class Arbiter(Protocol):
    """Decides which failing tests are themselves wrong."""

    def arbitrate(
        self, specification: Specification, suite: Suite, attempts: Sequence[Attempt]
    ) -> tuple[FailedCase, ...]:
        """The tests to drop, each with the reason; never one that the user's example states."""


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """One attempt in the settings: role (None: by the task's kind) and temperature."""

    role: Role | None
    temperature: float


@dataclass(frozen=True, slots=True)
class Escalated:
    """How the attempts ended: the accepted attempt (None: all failed) and the suite it passed."""

    accepted: Attempt | None
    suite: Suite
    attempts: tuple[Attempt, ...]


def plan_attempts(kind: TaskKind, rules: Sequence[AttemptRule]) -> tuple[AttemptPlan, ...]:
    """The plans of a task's attempts; none asks a weaker role than the one before."""
    plans: list[AttemptPlan] = []
    for number, rule in enumerate(rules, 1):
        role = rule.role or WRITER_ROLE[kind]
        if plans and STRENGTH.get(role, 1) < STRENGTH.get(plans[-1].role, 1):
            role = plans[-1].role
        plans.append(AttemptPlan(number, role, rule.temperature))
    return tuple(plans)


class Escalation:
    """Runs the attempts of one task; `fixes_for` returns what once fixed a similar failure."""

    def __init__(
        self,
        generator: Generator,
        suite_runner: SuiteRunner,
        arbiter: Arbiter,
        tracer: Tracer,
        notify: Notify,
        fixes_for: Callable[[str], tuple[str, ...]] = lambda failure: (),
    ) -> None:
        self._fixes_for = fixes_for
        self._generator = generator
        self._suite_runner = suite_runner
        self._arbiter = arbiter
        self._tracer = tracer
        self._notify = notify

    def until_tests_pass(
        self, specification: Specification, suite: Suite, plans: Sequence[AttemptPlan]
    ) -> Escalated:
        """Run attempts, each given the failures before it, until one passes the tests.

        A test that independent attempts dispute may be dropped; an earlier attempt that passes
        the remaining tests is then accepted. Raises what the generator raises if neither
        a model nor the library has code for it.
        """
        attempts: tuple[Attempt, ...] = ()
        for index, plan in enumerate(plans):
            # Examples that were found wrong are not shown to the generator.
            specification = agreeing(specification, suite)
            attempt = self._attempt(specification, suite, plan, attempts)
            repeats = _repeats(attempt, attempts)
            attempts = (*attempts, attempt)
            suite, attempts = self._drop_wrong_tests(specification, suite, attempts)
            accepted = _first_accepted(attempts)
            if accepted is not None:
                return Escalated(accepted, suite, attempts)
            last = index + 1 == len(plans) or (repeats and bool(specification.pattern))
            self._notify(AttemptFailed(plan, attempt.failure, last))
            if last:
                break
            fixes = self._fixes_for(attempt.failure)
            specification = replace(specification, advice=(*specification.advice, *fixes))
        return Escalated(None, suite, attempts)

    def _attempt(
        self,
        specification: Specification,
        suite: Suite,
        plan: AttemptPlan,
        earlier: tuple[Attempt, ...],
    ) -> Attempt:
        kind = "offline" if specification.pattern else "llm"
        try:
            with self._tracer.step("generate", kind) as step:
                candidate = self._generator.write(specification, plan, earlier)
                writer = candidate.model or candidate.origin.value
                step.detail = "; ".join((writer, *(f"repaired: {r}" for r in candidate.repairs)))
        except (BrokenReply, ModelMissing, ModelTimeout) as error:
            return Attempt(plan, None, None, trouble=str(error))
        self._notify(CandidateWritten(candidate))
        with self._tracer.step("test", "test") as step:
            report = self._suite_runner.run(candidate, suite, specification)
            step.ok = report.all_passed
            step.detail = f"{len(report.passed)}/{report.total}"
        self._notify(SuiteRan(report, plan))
        return Attempt(plan, candidate, report)

    def _drop_wrong_tests(
        self, specification: Specification, suite: Suite, attempts: tuple[Attempt, ...]
    ) -> tuple[Suite, tuple[Attempt, ...]]:
        if _first_accepted(attempts) is not None:
            return suite, attempts
        dropped = self._arbiter.arbitrate(specification, suite, attempts)
        if not dropped:
            return suite, attempts
        for test in dropped:
            self._notify(TestDropped(test.name, test.reason))
        names = {test.name for test in dropped}
        return suite.without(names), tuple(_without(attempt, names) for attempt in attempts)


def _without(attempt: Attempt, names: set[str]) -> Attempt:
    report = attempt.report
    if report is None:
        return attempt
    passed = tuple(name for name in report.passed if name not in names)
    failures = tuple(f for f in report.failures if f.name not in names)
    return replace(attempt, report=replace(report, passed=passed, failures=failures))


def _first_accepted(attempts: Sequence[Attempt]) -> Attempt | None:
    for attempt in attempts:
        if attempt.report is not None and attempt.report.all_passed:
            return attempt
    return None


def _repeats(attempt: Attempt, earlier: Sequence[Attempt]) -> bool:
    def digest(one: Candidate | None) -> str:
        return one.digest if one is not None else ""

    return bool(digest(attempt.candidate)) and any(
        digest(attempt.candidate) == digest(other.candidate) for other in earlier
    )
