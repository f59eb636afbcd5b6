"""Auto-evolution that improves nothing, answers as if, and remembers what it was asked."""

from dataclasses import dataclass, field

from src.app.autoevolve_wiring import Budget
from src.app.node_improver import Improved
from src.autoevolve.hourly_quota import QuotaUse
from src.domain.audit_log import EvolutionEvent
from src.domain.candidate import Candidate, Origin
from src.domain.events import Notify
from src.domain.node import Node
from src.optimize.optimizer import OptimizationResult


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

    def budget(self) -> Budget:
        return Budget(QuotaUse(900, 50, 10.0), QuotaUse(1000, 60, 20.0), 0.03)

    def evolve(self, node_id: str, rounds: int, notify: Notify) -> Improved:
        self.asked.append((node_id, rounds))
        program = Candidate(self.node.source, Origin.RECALLED)
        return Improved(self.node, OptimizationResult(program, (), 1.0, "no improvement"))
