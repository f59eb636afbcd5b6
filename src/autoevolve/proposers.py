"""Who proposes better versions of a node, in which order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..domain.audit_log import ROLLED_BACK, EvolutionEvent
from ..domain.candidate import Candidate, FailedCase, SuiteReport
from ..domain.errors import BrokenReply
from ..domain.events import Notify
from ..domain.model_request import Role
from ..domain.node import Node
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Evidence, Generator, Improver, NodeStore
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from .stores import AuditLog


@dataclass(frozen=True, slots=True)
class AskedModel:
    """A model as one attempt asks it; `tokens` tells how many it has spent.

    `make_generator` makes what writes programs of a node's kind.
    """

    improver: Improver
    make_generator: Callable[[Node], Generator]
    tokens: Callable[[], int]


AskModel = Callable[[int, Notify], AskedModel | None]
"""Makes the model of an attempt, within so many tokens; None where no model may be asked."""


class Proposers:
    """Rewrites, and a model where one may be asked."""

    def __init__(self, nodes: NodeStore, log: AuditLog, ask_model: AskModel) -> None:
        self._nodes = nodes
        self._log = log
        self._ask_model = ask_model

    def model(self, tokens: int, listen: Notify) -> AskedModel | None:
        """The model of one attempt; None if no tokens are left for it."""
        return self._ask_model(tokens, listen) if tokens > 0 else None

    def improvers(self, node: Node, model: AskedModel | None) -> Sequence[Improver]:
        """The improvers in order: a repaired version first, since rewrites would hide its gain."""
        if model is None:
            return (RewriteImprover(),)
        repairers = [
            Repairer(model.make_generator(node), failed, event.text)
            for event, failed in self._rolled_back(node)
        ]
        return (*repairers, RewriteImprover(), model.improver)

    def _rolled_back(self, node: Node) -> Iterator[tuple[EvolutionEvent, Candidate]]:
        """The version that the node's current one replaced because it failed in use."""
        for event in self._log.about(node.id, node.version):
            if event.what == ROLLED_BACK:
                failed = self._nodes.version(node.id, node.version - 1)
                yield event, Candidate(failed.source, failed.lineage.origin)


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

        Raises what the model raises if it cannot be asked at all.
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
