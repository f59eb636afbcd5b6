"""Auto-evolution as a user asks for it: what it did, what is left of the hour, one node now."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ..domain.audit_log import EvolutionEvent
from ..domain.events import Notify
from ..domain.ports import NodeStore
from .effort import Effort, QuotaUse
from .node_improver import Improved
from .stores import AuditLog
from .version_1_rewrite import AnyNodeImprover


@dataclass(frozen=True, slots=True)
class EvolutionBudget:
    """What is left of an hour's quota, and the level at which the next candidate is tested."""

    left: QuotaUse
    most: QuotaUse
    next_level: float


class AutoEvolution:
    """`effort` is what one node may cost when a user waits for it.

    `foreground` is entered while a user waits: nothing works in the background until it is left.
    """

    def __init__(
        self,
        nodes: NodeStore,
        improver: AnyNodeImprover,
        effort: Effort,
        log: AuditLog,
        budget: Callable[[], EvolutionBudget],
        foreground: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._nodes = nodes
        self._improver = improver
        self._effort = effort
        self._log = log
        self._budget = budget
        self._foreground = foreground

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        """Improve one node now; what was kept stays after an interrupt. Raises NodeError."""
        node, effort = self._nodes.load(node_id), replace(self._effort, rounds=rounds)
        with self._foreground():
            return self._improver.improve(node, effort, notify)

    def log(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        """What it did and why, newest first. Raises MemoryUnavailable."""
        return self._log.latest(limit)

    def budget(self) -> EvolutionBudget:
        """What is left of this hour, and how sure the next candidate has to be."""
        return self._budget()
