"""Who proposes better versions of a node, in which order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..domain.audit_log import ROLLED_BACK, EvolutionEvent
from ..domain.candidate import Candidate
from ..domain.events import Notify
from ..domain.node import Node
from ..domain.ports import Generator, Improver, NodeStore
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from .stores import AuditLog
from .version_repair import Repairer


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
