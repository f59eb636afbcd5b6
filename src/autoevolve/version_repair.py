"""Asks a model to mend a version that was taken back because it failed in use."""

from ..domain.candidate import Candidate, FailedCase, SuiteReport
from ..domain.errors import BrokenReply
from ..domain.model_request import Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Evidence, Generator

_ROLE, _TEMPERATURE = Role.ESCALATION, 0.3


class Repairer:
    """An Improver: the failed version was kept once because it was better, so mending it may pay.

    `failed` is that version, `failure` how it failed; it is asked for once.
    """

    def __init__(self, generator: Generator, failed: Candidate, failure: str) -> None:
        self._generator = generator
        self._failed = failed
        self._failure = failure
        self._asked = False

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """The mended version; () if it was asked for before, or the reply is of no use.

        A program of version 1, which reads a sentence, is not mended. Raises what the model raises
        if it cannot be asked at all.
        """
        specification = evidence.specification
        if self._asked or specification is None or not specification.is_typed:
            return ()
        self._asked = True
        report = SuiteReport((), (FailedCase("in_use", self._failure),))
        earlier = Attempt(AttemptPlan(1, _ROLE, _TEMPERATURE), self._failed, report)
        try:
            plan = AttemptPlan(2, _ROLE, _TEMPERATURE)
            mended = self._generator.write(specification, plan, (earlier,))
        except BrokenReply:
            # The other improvers have their turn; a reply of no use costs nothing more.
            return ()
        return () if mended.digest == candidate.digest else (mended,)
