"""How the nodes in use stand: what each is asked, what it costs, how its version does."""

from collections.abc import Callable

from ..autoevolve.node_health import Health, condition_of
from ..autoevolve.worker import NodeRank
from ..domain.errors import NodeError
from ..memory.rag_memory import RagMemory
from ..nodes.node_store import FolderNodeStore

URGENCY = {Health.FAILING: 1000.0, Health.DRIFTED: 4.0}

Mark = tuple[int, str]
"""The number of a node's latest run, and the mark of its folder."""


class NodeRanking:
    """Every node that was run; a node whose mark is as it was is not read again.

    Auto-evolution looks every few seconds, and mostly nothing has happened in between.
    `leave_alone` hears of what cannot be read.
    """

    def __init__(
        self, nodes: FolderNodeStore, memory: RagMemory, leave_alone: Callable[[str], None]
    ) -> None:
        self._nodes = nodes
        self._memory = memory
        self._leave_alone = leave_alone
        self._known: dict[str, tuple[Mark, NodeRank | None]] = {}

    def all(self) -> tuple[NodeRank, ...]:
        """Where each stands now. Raises MemoryUnavailable."""
        last_runs = self._memory.last_runs()
        known: dict[str, tuple[Mark, NodeRank | None]] = {}
        for node_id in self._nodes.ids():
            if node_id in last_runs:
                # Before the node is read: a change in the middle is seen by the next look.
                mark = (last_runs[node_id], self._nodes.mark(node_id))
                found = self._known.get(node_id)
                if found is None or found[0] != mark:
                    found = (mark, self._read(node_id))
                known[node_id] = found
        self._known = known
        return tuple(standing for _, standing in known.values() if standing is not None)

    def _read(self, node_id: str) -> NodeRank | None:
        runs = self._memory.runs_of(node_id)
        try:
            node = self._nodes.load(node_id)
        except NodeError as error:
            self._leave_alone(f"auto-evolution leaves {node_id} alone: {error}")
            return None
        records = self._memory.records_of(node_id)
        health = condition_of([r for r in records if r.version == node.version]).health
        urgency = URGENCY.get(health, 1.0)
        return NodeRank(node_id, node.version, runs.count, runs.cpu_ms, urgency=urgency)
