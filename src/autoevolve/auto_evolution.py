"""Auto-evolution as a user asks for it: what it did, what is left of the hour, one node now."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ..domain.audit_log import EvolutionEvent
from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Notify
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.ports import NodeStore
from ..optimize.optimizer import OptimizationResult
from .effort import Effort, QuotaUse
from .node_improver import Improved, NodeImprover
from .stores import AuditLog


@dataclass(frozen=True, slots=True)
class EvolutionBudget:
    """What is left of an hour's quota, and the level at which the next candidate is tested."""

    left: QuotaUse
    most: QuotaUse
    next_level: float


class AutoEvolution:
    """`effort` is what one node may cost when a user waits for it.

    `foreground` is entered while a user waits: nothing works in the background until it is left.
    `solve_anew` solves a task without what was kept of it before.
    """

    def __init__(
        self,
        nodes: NodeStore,
        improver: NodeImprover,
        effort: Effort,
        log: AuditLog,
        budget: Callable[[], EvolutionBudget],
        foreground: Callable[[], AbstractContextManager[None]],
        solve_anew: Callable[[str, Notify], Outcome],
    ) -> None:
        self._nodes = nodes
        self._improver = improver
        self._effort = effort
        self._log = log
        self._budget = budget
        self._foreground = foreground
        self._solve_anew = solve_anew

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        """Improve one node now; what was kept stays after an interrupt. Raises NodeError.

        The task of a program of version 1 is solved anew, by a typed function.
        """
        node, effort = self._nodes.load(node_id), replace(self._effort, rounds=rounds)
        with self._foreground():
            if node.contract == 1:
                return self._rewrite(node, notify)
            return self._improver.improve(node, effort, notify)

    def _rewrite(self, node: Node, notify: Notify) -> Improved:
        program = Candidate(node.source, Origin.RECALLED)
        if not node.made_for:
            raise NodeError(f"{node.id} is of version 1, and the task it was made for is not known")
        outcome = self._solve_anew(node.made_for, notify)
        if not outcome.solved or not outcome.node_id:
            reason = f"its task was not solved anew: {outcome.error or 'nothing was kept'}"
            return Improved(node, OptimizationResult(program, (), 1.0, reason))
        new = self._nodes.load(outcome.node_id)
        reason = f"the typed function {new.function} answers {node.made_for!r}"
        return Improved(new, OptimizationResult(program, (), 1.0, reason), rewritten=True)

    def log(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        """What it did and why, newest first. Raises MemoryUnavailable."""
        return self._log.latest(limit)

    def budget(self) -> EvolutionBudget:
        """What is left of this hour, and how sure the next candidate has to be."""
        return self._budget()
