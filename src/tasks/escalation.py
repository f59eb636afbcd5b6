"""Draws versions of the code until one may be used: samples first, then the next attempt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin, Suite, SuiteReport
from ..domain.confidence import Confidence
from ..domain.errors import BrokenReply, ModelMissing, ModelTimeout
from ..domain.events import (
    AttemptFailed,
    CandidateWritten,
    Notify,
    SuiteRan,
    TestDropped,
    VersionAccepted,
)
from ..domain.json_value import JSONObject
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Generator, SuiteRunner
from ..domain.task import WRITER_ROLE, Specification, TaskKind
from .acceptance import Accepted, Jury
from .case_runner import OWN_TASK
from .trace import Tracer

STRENGTH = {Role.FAST: 0, Role.GENERATOR: 1, Role.POWERFUL: 2, Role.ESCALATION: 2}

Probes = Callable[[Specification], Sequence[JSONObject]]


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """One attempt in the settings: role (None: by the task's kind), temperature, most samples."""

    role: Role | None
    temperature: float
    samples: int = 1


@dataclass(frozen=True, slots=True)
class Escalated:
    """How the attempts ended: the accepted one (None: all failed), its suite, how sure it is."""

    accepted: Attempt | None
    suite: Suite
    attempts: tuple[Attempt, ...]
    confidence: Confidence | None = None


def plan_attempts(kind: TaskKind, rules: Sequence[AttemptRule]) -> tuple[AttemptPlan, ...]:
    """The plans of a task's attempts; none asks a weaker role than the one before."""
    plans: list[AttemptPlan] = []
    for number, rule in enumerate(rules, 1):
        role = rule.role or WRITER_ROLE[kind]
        if plans and STRENGTH.get(role, 1) < STRENGTH.get(plans[-1].role, 1):
            role = plans[-1].role
        plans.append(AttemptPlan(number, role, rule.temperature, rule.samples))
    return tuple(plans)


class Escalation:
    """Runs the attempts of one task.

    `probes` are the inputs, beyond those of the cases, on which versions are compared.
    """

    def __init__(
        self,
        generator: Generator,
        suite_runner: SuiteRunner,
        probes: Probes,
        tracer: Tracer,
        notify: Notify,
        sample_temperature: float,
    ) -> None:
        self._sample_temperature = sample_temperature
        self._generator = generator
        self._suite_runner = suite_runner
        self._probes = probes
        self._tracer = tracer
        self._notify = notify

    def until_accepted(
        self,
        specification: Specification,
        suite: Suite,
        plans: Sequence[AttemptPlan],
        *,
        decisive_alone: bool = False,
    ) -> Escalated:
        """Draw versions until two behave alike, or one is confirmed; see `Jury`.

        Raises what the generator raises if neither a model nor the library has code.
        """
        jury = Jury(suite, specification.own_arguments, decisive_alone=decisive_alone)
        if not decisive_alone:
            suite = replace(suite, probes=tuple(self._probes(specification)))
        attempts: tuple[Attempt, ...] = ()
        known = specification.advice
        for number, plan in enumerate(plans, 1):
            for sample in range(1, plan.samples + 1):
                sampled = self._sampled(plan, sample)
                attempts = (*attempts, self._attempt(specification, suite, sampled, attempts))
                accepted = jury.decide(attempts)
                if accepted is not None:
                    return self._ended(accepted, suite, attempts, jury)
            dispute = jury.dispute(attempts)
            settled = jury.settle(attempts) if number == len(plans) else None
            if settled is not None:
                return self._ended(settled, suite, attempts, jury)
            self._notify(AttemptFailed(plan, dispute or attempts[-1].failure, number == len(plans)))
            if dispute:
                # What memory advises stays; of the disputes only the last is told.
                dispute = f"Earlier versions differ: {dispute}."
                specification = replace(specification, advice=(*known, dispute))
        return Escalated(None, suite, attempts)

    def _ended(
        self, accepted: Accepted, suite: Suite, attempts: tuple[Attempt, ...], jury: Jury
    ) -> Escalated:
        """The accepted version with the cases that it passes; the others are told."""
        report = accepted.attempt.report
        assert report is not None
        dropped = jury.disputed(report)
        for case in dropped:
            self._notify(TestDropped(case.name, case.reason))
        names = {case.name for case in dropped}
        self._notify(VersionAccepted(report, accepted.confidence))
        kept = replace(suite.without(names), dropped=(*suite.dropped, *dropped), probes=())
        return Escalated(accepted.attempt, kept, attempts, accepted.confidence)

    def _sampled(self, plan: AttemptPlan, sample: int) -> AttemptPlan:
        """The first sample at the attempt's own temperature, the others warmer."""
        if sample == 1:
            return plan
        warmer = max(plan.temperature, self._sample_temperature)
        return replace(plan, temperature=warmer, sample=sample)

    def _attempt(
        self,
        specification: Specification,
        suite: Suite,
        plan: AttemptPlan,
        earlier: tuple[Attempt, ...],
    ) -> Attempt:
        kind = "offline" if specification.pattern else "llm"
        told = _told(earlier)
        try:
            with self._tracer.step("generate", kind) as step:
                candidate = self._generator.write(specification, plan, told)
                writer = candidate.model or candidate.origin.value
                step.detail = "; ".join((writer, *(f"repaired: {r}" for r in candidate.repairs)))
        except (BrokenReply, ModelMissing, ModelTimeout) as error:
            return Attempt(plan, None, None, trouble=str(error))
        self._notify(CandidateWritten(candidate))
        known = _known_report(candidate, earlier)
        if known is not None:
            return Attempt(plan, candidate, known)
        with self._tracer.step("test", "test") as step:
            report = self._suite_runner.run(candidate, suite, specification)
            step.ok = report.all_passed
            step.detail = f"{len(report.passed)}/{report.total}"
        self._notify(SuiteRan(report, plan))
        return Attempt(plan, candidate, report)


def _told(earlier: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """What the generator is told of: the last version whose own call failed, once.

    A version that merely disagrees with others is not shown: it would be written again.
    """
    last = earlier[-1] if earlier else None
    if last is None or last.candidate is None or last.report is None or not last.failure:
        return ()
    own = bool(last.report.trouble) or OWN_TASK in {f.name for f in last.report.failures}
    return (last,) if own and last.candidate.origin is not Origin.REPAIRED else ()


def _known_report(candidate: Candidate, earlier: Sequence[Attempt]) -> SuiteReport | None:
    """The report of the same code, if it was run before; comments and layout do not count."""
    digest = normal_digest(candidate.source)
    for attempt in earlier:
        if attempt.candidate is not None and normal_digest(attempt.candidate.source) == digest:
            return attempt.report
    return None
