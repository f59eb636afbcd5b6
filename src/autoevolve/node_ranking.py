"""Ranks the nodes in use by how often each is run, what it costs and how its version does."""

from collections.abc import Callable

from ..domain.errors import EvolverError, NodeError
from .node_health import Health, condition_of
from .stores import RunHistory, VersionedNodes
from .worker import NodeRank

URGENCY = {Health.FAILING: 1000.0, Health.DRIFTED: 4.0}

Mark = tuple[int, str]
"""The number of a node's latest run, and the mark of its folder."""


class NodeRanking:
    """Every node that was run; a node whose mark is as it was is not read again.

    Auto-evolution looks every few seconds, and mostly nothing has happened in between.
    `tell` hears, in a line, of what cannot be read.
    """

    def __init__(
        self, nodes: VersionedNodes, runs: RunHistory, tell: Callable[[str], None]
    ) -> None:
        self._nodes = nodes
        self._runs = runs
        self._tell = tell
        self._known: dict[str, tuple[Mark, NodeRank | None]] = {}

    def worth_a_try(self, quota_used_up: Callable[[], bool]) -> tuple[NodeRank, ...]:
        """The nodes to try to improve; none where their runs cannot be read.

        Without quota only those that fail in use: going back to an older version costs nothing.
        """
        try:
            ranked, used_up = self.all(), quota_used_up()
        except EvolverError as error:
            self._tell(f"auto-evolution waits: {error}")
            return ()
        return tuple(r for r in ranked if not used_up or r.urgency >= URGENCY[Health.FAILING])

    def all(self) -> tuple[NodeRank, ...]:
        """Every node that was run, with its use, its own time and its health.

        Raises MemoryUnavailable.
        """
        last_runs = self._runs.last_runs()
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
        return tuple(rank for _, rank in known.values() if rank is not None)

    def _read(self, node_id: str) -> NodeRank | None:
        runs = self._runs.runs_of(node_id)
        try:
            node = self._nodes.load(node_id)
        except NodeError as error:
            self._tell(f"auto-evolution leaves {node_id} alone: {error}")
            return None
        if node.contract == 1:
            # A program of version 1 is not improved but rewritten; `doctor` counts them.
            return None
        records = self._runs.records_of(node_id)
        health = condition_of([r for r in records if r.version == node.version]).health
        urgency = URGENCY.get(health, 1.0)
        return NodeRank(node_id, node.version, runs.count, runs.cpu_ms, urgency=urgency)
