"""Draws versions of the code until one may be used: samples first, then the next attempt."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin, Suite
from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout
from ..domain.events import (
    AttemptFailed,
    CandidateWritten,
    CaseDisputed,
    Noted,
    Notify,
    SuiteRan,
    VersionAccepted,
    WriterChosen,
)
from ..domain.json_value import JSONObject
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan, Confidence, Level
from ..domain.ports import Generator, SuiteRunner
from ..domain.replace import replace
from ..domain.task import WRITER_ROLE, Example, Specification, TaskKind
from .acceptance import Accepted, Jury
from .case_runner import OWN_TASK
from .trace import Tracer

STRENGTH = {Role.FAST: 0, Role.GENERATOR: 1, Role.POWERFUL: 2, Role.ESCALATION: 2}

HOPELESS_AFTER = 3
"""So many samples of an attempt without one that runs: more of them are not worth their tokens."""

SLOW_SAMPLES = 3
_SLOW = (
    "the model writes fewer than 5 tokens a second:"
    f" no more than {SLOW_SAMPLES} versions are drawn in an attempt"
)

Probes = Callable[[Specification], Sequence[JSONObject]]
Judge = Callable[[Specification, Example, str], bool]


class AttemptRule(Struct, frozen=True):
    """One attempt in the settings: role (None: by the task's kind), temperature, most samples."""

    role: Role | None
    temperature: float
    samples: int = 1


class Escalated(Struct, frozen=True):
    """How the attempts ended: the accepted one (None: all failed), its suite, how sure it is."""

    accepted: Attempt | None
    suite: Suite
    attempts: tuple[Attempt, ...]
    confidence: Confidence | None = None


def plan_attempts(kind: TaskKind, rules: Sequence[AttemptRule]) -> tuple[AttemptPlan, ...]:
    """Return the plans of a task's attempts; none asks a weaker role than the one before."""
    plans: list[AttemptPlan] = []
    for number, rule in enumerate(rules, 1):
        role = rule.role or WRITER_ROLE[kind]
        if plans and STRENGTH.get(role, 1) < STRENGTH.get(plans[-1].role, 1):
            role = plans[-1].role
        plans.append(AttemptPlan(number, role, rule.temperature, rule.samples))
    return tuple(plans)


class Escalation(Struct, frozen=True):
    """Runs the attempts of one task.

    `generator` is None where no model may be asked. `probes` are the inputs, beyond those of the
    cases, on which versions are compared. Of a model that `is_slow`, fewer versions are drawn.
    `judge` says whether a version's result is right rather than what a case expects.
    """

    generator: Generator | None
    suite_runner: SuiteRunner
    probes: Probes
    tracer: Tracer
    notify: Notify
    sample_temperature: float
    is_slow: Callable[[], bool] = lambda: False
    judge: Judge | None = None

    def until_accepted(
        self,
        specification: Specification,
        suite: Suite,
        plans: Sequence[AttemptPlan],
        *,
        decisive_alone: bool = False,
        doubt: str = "",
    ) -> Escalated:
        """Draw versions until two behave alike, or one is confirmed; see `Jury`.

        With a `doubt` about the task's call, the confidence is low. Raises the generator's
        ModelError if no model can write.
        """
        returns = specification.signature.partition(" -> ")[2]
        jury = Jury(suite, specification.own_arguments, returns, decisive_alone=decisive_alone)
        if not decisive_alone:
            suite = replace(suite, probes=tuple(self.probes(specification)))
        attempts: tuple[Attempt, ...] = ()
        known = specification.advice
        for number, plan in enumerate(plans, 1):
            for sample in range(1, plan.samples + 1):
                if sample > SLOW_SAMPLES and self.is_slow():
                    self.notify(Noted(_SLOW))
                    break
                sampled = self._sampled(plan, sample)
                attempts = (*attempts, self._attempt(specification, suite, sampled, attempts))
                accepted = jury.decide(attempts)
                if accepted is not None:
                    if not doubt:
                        accepted = self._judged(specification, accepted, jury)
                    return self._ended(_doubted(accepted, doubt), suite, attempts, jury)
                if sample >= HOPELESS_AFTER and not any(map(jury.is_eligible, attempts[-sample:])):
                    break
            dispute = jury.dispute(attempts)
            settled = jury.settle(attempts) if number == len(plans) else None
            if settled is not None:
                return self._ended(_doubted(settled, doubt), suite, attempts, jury)
            flaw = jury.flaw(attempts[-1])
            failure = dispute or flaw or attempts[-1].failure
            self.notify(AttemptFailed(plan, failure, number == len(plans)))
            if dispute or flaw:
                # Advice from memory stays; of the disputes only the last is passed on.
                said = f"Earlier versions differ: {dispute}." if dispute else f"Earlier, {flaw}."
                specification = replace(specification, advice=(*known, said))
        return Escalated(None, suite, attempts)

    def try_own(
        self, specification: Specification, suite: Suite, plan: AttemptPlan, own: Candidate
    ) -> Escalated:
        """Test the library's own function, which is the only version."""
        self.notify(WriterChosen("Bundled functions", "", plan, specification.pattern))
        with self.tracer.step("generate", "offline") as step:
            step.detail = own.origin.value
        attempt = self._tested(specification, suite, plan, own)
        if attempt.failure:
            self.notify(AttemptFailed(plan, attempt.failure, True))
            return Escalated(None, suite, (attempt,))
        assert attempt.report is not None
        self.notify(VersionAccepted(attempt.report))
        return Escalated(attempt, suite, (attempt,))

    def _judged(self, specification: Specification, accepted: Accepted, jury: Jury) -> Accepted:
        """Return the version, as sure as a judge of its disputed case makes it."""
        case = jury.deciding_case(accepted)
        if self.judge is None or case is None or accepted.confidence is None:
            return accepted
        with self.tracer.step("judge", "llm") as step:
            is_right = self.judge(specification, *case)
            step.detail = "takes the version's result" if is_right else "does not decide for it"
        if not is_right:
            return accepted
        note = f"the evaluator agrees with {case[1]} for {case[0].description}"
        return replace(
            accepted, confidence=replace(accepted.confidence, level=Level.HIGH, note=note)
        )

    def _ended(
        self, accepted: Accepted, suite: Suite, attempts: tuple[Attempt, ...], jury: Jury
    ) -> Escalated:
        """Return the accepted version with the cases that it passes; report the others."""
        report = accepted.attempt.report
        assert report is not None
        dropped = jury.disputed(report)
        for case in dropped:
            self.notify(CaseDisputed(case.name, case.reason))
        names = {case.name for case in dropped}
        self.notify(VersionAccepted(report, accepted.confidence))
        kept = replace(suite.without(names), dropped=(*suite.dropped, *dropped), probes=())
        return Escalated(accepted.attempt, kept, attempts, accepted.confidence)

    def _sampled(self, plan: AttemptPlan, sample: int) -> AttemptPlan:
        """Return the first sample at the attempt's own temperature, the others warmer."""
        if sample == 1:
            return plan
        warmer = max(plan.temperature, self.sample_temperature)
        return replace(plan, temperature=warmer, sample=sample)

    def _attempt(
        self,
        specification: Specification,
        suite: Suite,
        plan: AttemptPlan,
        earlier: tuple[Attempt, ...],
    ) -> Attempt:
        shown = _to_repair(earlier, suite.votes)
        try:
            with self.tracer.step("generate", "llm") as step:
                candidate = self._write(specification, plan, shown)
                writer = candidate.model or candidate.origin.value
                step.detail = "; ".join((writer, *(f"repaired: {r}" for r in candidate.repairs)))
        except (BrokenReply, ModelMissing, ModelTimeout) as error:
            return Attempt(plan, None, None, trouble=str(error))
        return self._tested(specification, suite, plan, candidate, earlier)

    def _write(
        self, specification: Specification, plan: AttemptPlan, earlier: tuple[Attempt, ...]
    ) -> Candidate:
        """Ask the plan's role for code, and the escalation role if that cannot be reached."""
        roles = tuple(dict.fromkeys((plan.role, Role.ESCALATION)))
        for role in roles:
            asked = replace(plan, role=role)
            assert self.generator is not None, "models write only where there are some"
            title, model = self.generator.writer(specification, asked)
            self.notify(WriterChosen(title, model, plan, ""))
            try:
                return self.generator.write(specification, asked, earlier)
            except BrokenReply:
                raise  # It costs this version; the next one is drawn from the same model.
            except ModelError as error:
                if role is roles[-1]:
                    raise
                self.tracer.fell_back("generate", error)
        raise AssertionError("one of the roles answers or fails")

    def _tested(
        self,
        specification: Specification,
        suite: Suite,
        plan: AttemptPlan,
        candidate: Candidate,
        earlier: tuple[Attempt, ...] = (),
    ) -> Attempt:
        self.notify(CandidateWritten(candidate))
        # The same code is not run again, whatever its layout.
        digest = normal_digest(candidate.source) if earlier else ""
        for one in earlier:
            if one.report and one.candidate and normal_digest(one.candidate.source) == digest:
                return Attempt(plan, candidate, one.report)
        with self.tracer.step("test", "test") as step:
            report = self.suite_runner.run(candidate, suite, specification)
            step.ok = report.all_passed
            step.detail = f"{len(report.passed)}/{report.total}"
        self.notify(SuiteRan(report, plan))
        return Attempt(plan, candidate, report)


def _doubted(accepted: Accepted, doubt: str) -> Accepted:
    """Return the version with low confidence where the task's call is in doubt."""
    if not doubt or accepted.confidence is None:
        return accepted
    note = "; ".join(filter(None, (accepted.confidence.note, doubt)))
    return replace(accepted, confidence=replace(accepted.confidence, level=Level.LOW, note=note))


def _to_repair(earlier: tuple[Attempt, ...], votes: Collection[str]) -> tuple[Attempt, ...]:
    """Return what the generator is shown: the last version if a certain case refutes it, once.

    A version that merely disagrees with others, or fails cases that only count as `votes`, is not
    shown: it would be written again.
    """
    last = earlier[-1] if earlier else None
    if last is None or last.candidate is None or last.report is None or not last.failure:
        return ()
    if last.candidate.origin is Origin.REPAIRED:
        return ()
    if last.report.trouble:
        return (last,)
    certain = [one for one in last.report.failures if one.name not in votes]
    certain.sort(key=lambda one: one.name != OWN_TASK)
    return (replace(last, report=replace(last.report, failures=tuple(certain))),) if certain else ()
