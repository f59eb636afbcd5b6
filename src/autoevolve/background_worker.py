"""Works on one node in the background: takes a failing version back, or tries to improve it."""

from collections.abc import Callable

from msgspec import Struct

from ..domain.errors import EvolverError, MemoryUnavailable
from ..domain.events import Event, IterationEnded
from ..domain.node_runs import EvolutionEvent
from ..domain.ports import NodeStore
from .effort import BackgroundEffort
from .node_improver import NodeImprover
from .rollback import RollbackMonitor
from .stores import AuditLog
from .worker import NodeRank, ShouldStop


class _GivenUp(EvolverError):
    """The user wants the machine."""


class BackgroundWorker(Struct, frozen=True):
    """Works on nodes within the effort; `report` hears of a log that cannot be written."""

    nodes: NodeStore
    monitor: RollbackMonitor
    improver: NodeImprover
    effort: BackgroundEffort
    log: AuditLog
    report: Callable[[str], None]

    def improve(self, chosen: NodeRank, should_stop: ShouldStop) -> str:
        """Work on a node; return a line about what was kept, "" if nothing was."""

        def hear(event: Event) -> None:
            self.effort.hear(event)
            if isinstance(event, IterationEnded) and should_stop():
                raise _GivenUp("the user wants the machine")

        try:
            node = self.nodes.load(chosen.node_id)
            rolled_back = self.monitor.look_at(node)
            if rolled_back or self.effort.is_used_up:
                return rolled_back
            improved = self.improver.improve(node, self.effort.next(), hear)
        except _GivenUp:
            return self._kept_since(chosen)
        except EvolverError as error:
            self._note(chosen, f"{chosen.node_id}: left alone, {error}")
            return ""
        if improved.kept:
            return self._kept_since(chosen)
        if not should_stop():
            self._note(chosen, f"{chosen.node_id}: nothing better found: {improved.reason}")
        return ""

    def _kept_since(self, chosen: NodeRank) -> str:
        """Say what was kept of the node since it was chosen, "" if nothing was."""
        node = self.nodes.load(chosen.node_id)
        if node.version == chosen.version:
            return ""
        version = self.nodes.version(node.id, node.version)
        reason = version.verdict.get("reason", version.lineage.note)
        return f"auto-evolution kept version {node.version} of {node.id}: {reason}"

    def _note(self, chosen: NodeRank, text: str) -> None:
        try:
            self.log.add(EvolutionEvent("tried", text, chosen.node_id, chosen.version))
        except MemoryUnavailable as error:
            self.report(f"auto-evolution's log cannot be written: {error}")
