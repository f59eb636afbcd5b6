"""What auto-evolution needs of nodes, their runs and its own log, beyond the ports."""

from typing import Protocol

from ..domain.node_runs import EvolutionEvent, NodeRuns, RunRecord
from ..domain.ports import NodeStore


class VersionedNodes(NodeStore, Protocol):
    """A node store that notices changes cheaply and drops old versions."""

    def mark(self, node_id: str) -> str:
        """Return a text that changes whenever `load` might give something else."""

    def prune(self, node_id: str, keep: int) -> tuple[int, ...]:
        """Remove losing branches older than the `keep` latest versions; returns their numbers."""


class RunHistory(Protocol):
    """The runs of nodes. Every method raises MemoryUnavailable."""

    def runs_of(self, node_id: str) -> NodeRuns:
        """Return the latest runs of a node in short."""

    def records_of(self, node_id: str) -> tuple[RunRecord, ...]:
        """Return the latest runs of a node one by one, oldest first."""

    def last_runs(self) -> dict[str, int]:
        """Return the number of the latest run of every node that was run."""


class AuditLog(Protocol):
    """The log of what auto-evolution did and spent. Every method raises MemoryUnavailable."""

    def add(self, event: EvolutionEvent, /) -> None:
        """Write an event, durably."""

    def about(self, node_id: str, version: int) -> tuple[EvolutionEvent, ...]:
        """Return the events of one version that have a text, newest first."""
