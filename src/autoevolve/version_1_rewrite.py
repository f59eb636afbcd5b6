"""Improves a node of either contract: measures a function, rewrites a program of version 1."""

from collections.abc import Callable

from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Notify
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.ports import NodeStore
from ..optimize.optimizer import OptimizationResult
from .effort import Effort
from .node_improver import Improved, NodeImprover


class AnyNodeImprover:
    """Improves one node; `solve_anew` solves a task without what was kept of it before."""

    def __init__(
        self,
        improver: NodeImprover,
        nodes: NodeStore,
        solve_anew: Callable[[str, Notify], Outcome],
    ) -> None:
        self._improver = improver
        self._nodes = nodes
        self._solve_anew = solve_anew

    def improve(self, node: Node, effort: Effort, notify: Notify) -> Improved:
        """Improve the node, or solve the task of a program of version 1 anew. Raises NodeError."""
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
