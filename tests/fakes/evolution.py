"""Auto-evolution that improves nothing, answers as if, and remembers what it was asked."""

from dataclasses import dataclass, field

from src.autoevolve.auto_evolution import EvolutionBudget
from src.autoevolve.effort import QuotaUse
from src.autoevolve.node_improver import Improved
from src.domain.candidate import Candidate, Origin
from src.domain.events import Notify
from src.domain.node import Node
from src.domain.node_runs import EvolutionEvent
from src.optimize.optimizer import OptimizationResult


@dataclass
class FakeSwitch:
    """A switch that is where it was put last."""

    is_on: bool = False

    def turn(self, on: bool) -> None:
        self.is_on = on


@dataclass
class FakeEvolution:
    """What App.auto_evolution offers."""

    node: Node
    asked: list[tuple[str, int]] = field(default_factory=list)

    def log(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        return (
            EvolutionEvent(
                "kept", "kept version 2 of add_node: 1.20x faster", "add_node", 2, at=1.0
            ),
        )

    def budget(self) -> EvolutionBudget:
        return EvolutionBudget(QuotaUse(900, 50, 10.0), QuotaUse(1000, 60, 20.0), 0.03)

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        self.asked.append((node_id, rounds))
        program = Candidate(self.node.source, Origin.RECALLED)
        return Improved(self.node, OptimizationResult(program, (), 1.0, "no improvement"))
