"""Who proposes better versions of a node, in which order."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from ..domain.candidate import Candidate, FailedCase, SuiteReport
from ..domain.errors import BrokenReply
from ..domain.events import Notify
from ..domain.model_request import Role
from ..domain.node import Node
from ..domain.node_runs import ROLLED_BACK
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Evidence, Generator, Improver, NodeStore
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from .stores import AuditLog

_ROLE, _TEMPERATURE = Role.ESCALATION, 0.3


class AskedModel(Struct, frozen=True):
    """A model as one attempt asks it; `tokens` returns how many it has spent.

    `make_generator` makes what writes programs of a node's kind.
    """

    improver: Improver
    make_generator: Callable[[Node], Generator]
    tokens: Callable[[], int]


AskModel = Callable[[int, Notify], AskedModel | None]
"""Makes the model of an attempt, within so many tokens; None where no model may be asked."""


def improvers_of(
    node: Node, model: AskedModel | None, nodes: NodeStore, log: AuditLog
) -> Sequence[Improver]:
    """Return the improvers in order: a repaired version first, since rewrites would hide its gain.

    Repaired is the version that the current one replaced because it failed in use.
    """
    if model is None:
        return (RewriteImprover(),)
    repairers: list[Improver] = []
    for event in log.about(node.id, node.version):
        if event.what == ROLLED_BACK:
            version = nodes.version(node.id, node.version - 1)
            failed = Candidate(version.source, version.lineage.origin)
            repairers.append(Repairer(model.make_generator(node), failed, event.text))
    return (*repairers, RewriteImprover(), model.improver)


class Repairer:
    """An Improver that has a failed version repaired, once: it was better, so that may pay.

    `failed` is that version, `failure` says how it failed.
    """

    def __init__(self, generator: Generator, failed: Candidate, failure: str) -> None:
        self._generator = generator
        self._failed = failed
        self._failure = failure
        self._asked = False

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """Return the repaired version; () after the first time, or if the reply is useless.

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
            repaired = self._generator.write(specification, plan, (earlier,))
        except BrokenReply:
            # The other improvers have their turn; a useless reply costs nothing more.
            return ()
        return () if repaired.digest == candidate.digest else (repaired,)
