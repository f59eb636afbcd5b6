"""Improves one stored node by the optimizer's rules; each gain is kept as soon as it is sure."""

from collections.abc import Callable

from msgspec import Struct

from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Event, IterationEnded, Notify
from ..domain.node import Node
from ..domain.node_runs import EvolutionEvent
from ..domain.ports import NodeStore
from ..optimize.optimizer import Bounds, Measuring, OptimizationResult, Optimizer, Subject
from ..optimize.typed_workload import this_call, typed_workload
from .candidate_checks import CandidateChecks, suite_of
from .effort import Effort
from .promotion import Promotion
from .proposers import AskModel, improvers_of
from .stores import AuditLog

_SIZES = (30, 300, 3_000, 30_000)
"""How large inputs are made until a function's own work can be measured."""


class Improved(Struct, frozen=True):
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


class NodeImprover(Struct, frozen=True):
    """Tries to improve stored nodes; `monotonic` gives seconds."""

    nodes: NodeStore
    ask_model: AskModel
    checks: CandidateChecks
    measuring: Measuring
    promotion: Promotion
    log: AuditLog
    monotonic: Callable[[], float]

    def improve(self, node: Node, effort: Effort, listen: Notify) -> Improved:
        """Try to improve the node. Raises NodeError, and whatever the listener raises.

        A version that was kept stays, whatever happens afterwards.
        """
        now = self.monotonic
        attempt = _Attempt(node, self.promotion, self.log, now())
        model = self.ask_model(effort.tokens, listen) if effort.tokens > 0 else None

        def spend() -> None:
            attempt.spend(now(), model.tokens() if model else 0)

        def hear(event: Event) -> None:
            if isinstance(event, IterationEnded):
                spend()
                if event.iteration.verdict.kept:
                    attempt.promote(event)
            listen(event)

        optimizer = Optimizer(
            improvers_of(node, model, self.nodes, self.log),
            self.measuring,
            Bounds(effort.rounds, effort.candidates, effort.seconds),
            now,
            hear,
        )
        subject = _subject_of(node)
        check = self.checks.of(node, subject.program)

        def verify(candidate: Candidate) -> str:
            attempt.charge(candidate)
            return check(candidate)

        try:
            result = optimizer.improve(subject, verify)
        finally:
            spend()
        return Improved(attempt.node, result, attempt.refused)


def _subject_of(node: Node) -> Subject:
    """Return what is improved. Raises NodeError without a suite, or for a node of version 1."""
    specification, suite = suite_of(node)
    if not specification.is_typed:
        raise NodeError(f"{node.id} is a program of version 1, which is not improved")
    return Subject(
        Candidate(node.source, Origin.RECALLED),
        # What waits for tools is not made faster by another program.
        None if specification.tools else typed_workload(specification, node.source),
        usual=this_call(specification),
        sizes=_SIZES,
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
        self._tried: dict[str, Candidate] = {}

    def charge(self, candidate: Candidate) -> None:
        """Count a candidate, before it is run: a kill does not give it back."""
        self._tried[candidate.digest] = candidate
        about = self.node.id, self.node.version
        self._log.add(EvolutionEvent("candidate", "", *about, candidates=1))

    def spend(self, now: float, tokens: int) -> None:
        """Count the seconds and tokens since the last time."""
        seconds, self._until = now - self._until, now
        spent, self._tokens = tokens - self._tokens, tokens
        about = self.node.id, self.node.version
        self._log.add(EvolutionEvent("work", "", *about, tokens=spent, seconds=seconds))

    def promote(self, event: IterationEnded) -> None:
        """Keep a gain, unless the node was edited or deleted meanwhile."""
        best = self._tried[event.iteration.digest]
        try:
            new = self._promotion.keep(self.node, best, event.iteration.verdict)
        except NodeError as error:
            self.refused = str(error)
            return
        if new is None:
            self.refused = f"{self.node.id} was changed meanwhile: the gain was given up"
        else:
            self.node = new
