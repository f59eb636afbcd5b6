"""Improves one stored node by the optimizer's rules; each gain is kept as soon as it is sure."""

from collections.abc import Callable
from dataclasses import dataclass

from ..domain.audit_log import EvolutionEvent
from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Event, IterationEnded, Notify
from ..domain.node import Node
from ..domain.ports import Evidence, Improver
from ..optimize.optimizer import (
    Bounds,
    Measuring,
    OptimizationResult,
    Optimizer,
    Subject,
    Verify,
)
from ..optimize.typed_workload import this_call, typed_workload
from .candidate_checks import CandidateChecks
from .effort import Effort
from .promotion import Promotion
from .proposers import Proposers
from .retest import suite_of
from .stores import AuditLog


@dataclass(frozen=True, slots=True)
class Improved:
    """What became of an attempt: the node as it is now, and what was tried.

    A program of version 1 is not improved but `rewritten` as a typed function.
    """

    node: Node
    result: OptimizationResult
    refused: str = ""
    rewritten: bool = False

    @property
    def kept(self) -> bool:
        """Whether a version was kept."""
        return self.rewritten or (bool(self.result.best_iteration) and not self.refused)

    @property
    def reason(self) -> str:
        """Why what was kept was kept, or why nothing was."""
        kept = [one.verdict.reason for one in self.result.iterations if one.verdict.kept]
        return self.refused or (kept[-1] if kept else self.result.reason or "no improvement")


class _Remembering:
    """An Improver that remembers what another one proposed, by its digest."""

    def __init__(self, improver: Improver, known: dict[str, Candidate]) -> None:
        self._improver = improver
        self._known = known

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """What the other proposes."""
        proposed = self._improver.propose(candidate, evidence)
        self._known.update({one.digest: one for one in proposed})
        return proposed


class NodeImprover:
    """Tries to improve stored nodes; `monotonic` gives seconds."""

    def __init__(
        self,
        proposers: Proposers,
        checks: CandidateChecks,
        measuring: Measuring,
        promotion: Promotion,
        log: AuditLog,
        monotonic: Callable[[], float],
    ) -> None:
        self._proposers = proposers
        self._checks = checks
        self._measuring = measuring
        self._promotion = promotion
        self._log = log
        self._monotonic = monotonic

    def improve(self, node: Node, effort: Effort, listen: Notify) -> Improved:
        """Try to improve the node. Raises NodeError, and whatever the listener raises.

        A version that was kept stays, whatever happens afterwards.
        """
        now = self._monotonic
        attempt = _Attempt(node, self._promotion, self._log, now())
        known: dict[str, Candidate] = {}
        model = self._proposers.model(effort.tokens, listen)

        def spend() -> None:
            attempt.spend(now(), model.tokens() if model else 0)

        def hear(event: Event) -> None:
            if isinstance(event, IterationEnded):
                spend()
                if event.iteration.verdict.kept:
                    attempt.promote(known[event.iteration.digest], event)
            listen(event)

        improvers = self._proposers.improvers(node, model)
        optimizer = Optimizer(
            [_Remembering(one, known) for one in improvers],
            self._measuring,
            Bounds(effort.rounds, effort.candidates, effort.seconds),
            now,
            hear,
        )
        subject = _subject_of(node)
        verify = _charged(attempt, self._checks.of(node, subject.program))
        try:
            result = optimizer.improve(subject, verify)
        finally:
            spend()
        return Improved(attempt.node, result, attempt.refused)


def _subject_of(node: Node) -> Subject:
    """What is improved. Raises NodeError if the node has no suite or is of version 1."""
    specification, suite = suite_of(node)
    if not specification.is_typed:
        raise NodeError(f"{node.id} is a program of version 1, which is not improved")
    return Subject(
        Candidate(node.source, Origin.RECALLED),
        # What waits for tools is not made faster by another program.
        None if specification.tools else typed_workload(specification),
        usual=this_call(specification),
        specification=specification,
        suite=suite,
    )


class _Attempt:
    """The node in the middle of an attempt, and what the attempt has cost."""

    def __init__(self, node: Node, promotion: Promotion, log: AuditLog, began: float) -> None:
        self.node = node
        self.refused = ""
        self._promotion = promotion
        self._log = log
        self._until, self._tokens = began, 0

    def charge(self) -> None:
        """Count a candidate, before it is run: a kill does not give it back."""
        self._log.add(
            EvolutionEvent("candidate", "", self.node.id, self.node.version, candidates=1)
        )

    def spend(self, now: float, tokens: int) -> None:
        """Count the seconds and tokens since the last time."""
        seconds, self._until = now - self._until, now
        spent, self._tokens = tokens - self._tokens, tokens
        self._log.add(
            EvolutionEvent(
                "work", "", self.node.id, self.node.version, tokens=spent, seconds=seconds
            )
        )

    def promote(self, best: Candidate, event: IterationEnded) -> None:
        """Keep a gain, unless the node was edited or deleted meanwhile."""
        try:
            new = self._promotion.keep(self.node, best, event.iteration.verdict)
        except NodeError as error:
            self.refused = str(error)
            return
        if new is None:
            self.refused = f"{self.node.id} was changed meanwhile: the gain was given up"
        else:
            self.node = new


def _charged(attempt: _Attempt, check: Verify) -> Verify:
    def verify(candidate: Candidate) -> str:
        attempt.charge()
        return check(candidate)

    return verify
