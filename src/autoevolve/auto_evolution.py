"""Auto-evolution as a user asks for it: what it did, what is left of the hour, one node now."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from msgspec import Struct

from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Notify
from ..domain.node import Node
from ..domain.node_runs import EvolutionEvent
from ..domain.outcome import Outcome
from ..domain.ports import NodeStore
from ..domain.replace import replace
from ..optimize.optimizer import OptimizationResult
from .effort import Effort, QuotaUse
from .node_improver import Improved, NodeImprover


class EvolutionBudget(Struct, frozen=True):
    """What is left of an hour's quota, and the level at which the next candidate is tested."""

    left: QuotaUse
    most: QuotaUse
    next_level: float


class AutoEvolution(Struct, frozen=True):
    """Improves a node while a user waits for it, at most at the cost of `effort`.

    `foreground` is entered meanwhile, so that nothing works in the background; `solve_anew` solves
    a task without what was kept of it before. `log` returns what was done and why, newest first, or
    raises MemoryUnavailable; `budget` returns what is left of this hour.
    """

    nodes: NodeStore
    improver: NodeImprover
    effort: Effort
    solve_anew: Callable[[str, Notify], Outcome]
    foreground: Callable[[], AbstractContextManager[None]]
    log: Callable[[], tuple[EvolutionEvent, ...]]
    budget: Callable[[], EvolutionBudget]

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        """Improve one node now; what was kept stays after an interrupt. Raises NodeError."""
        node = self.nodes.load(node_id)
        with self.foreground():
            if node.contract == 1:
                return self._rewrite(node, notify)
            return self.improver.improve(node, replace(self.effort, rounds=rounds), notify)

    def _rewrite(self, node: Node, notify: Notify) -> Improved:
        """Solve the task of a program of version 1 anew, as a typed function."""
        if not node.made_for:
            raise NodeError(f"{node.id} is of version 1, and the task it was made for is not known")
        program = Candidate(node.source, Origin.RECALLED)
        outcome = self.solve_anew(node.made_for, notify)
        if not outcome.solved or not outcome.node_id:
            reason = f"its task was not solved anew: {outcome.error or 'nothing was kept'}"
            return Improved(node, OptimizationResult(program, (), 1.0, reason))
        new = self.nodes.load(outcome.node_id)
        reason = f"the typed function {new.function} answers {node.made_for!r}"
        return Improved(new, OptimizationResult(program, (), 1.0, reason), rewritten=True)
