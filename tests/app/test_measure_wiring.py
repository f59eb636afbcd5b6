"""What the optimizer's settings do, on the real sandbox."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from src.app.measure_wiring import make_task_optimizer
from src.config.settings import OptimizerSettings
from src.domain.candidate import Candidate, Origin, Suite
from src.domain.ports import Evidence
from src.domain.program_run import Limits
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.optimize.optimizer import Optimizer
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.case_runner import CaseRunner
from src.tasks.finalize import TaskOptimizer


def tell(event: object) -> None:
    """Hear nothing."""


PROGRAM = "print(sum(number % 7 for number in range(400_000)))\n"


@dataclass(frozen=True)
class Proposing:
    count: int

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        return tuple(Candidate(f"print({n})\n", Origin.IMPROVED) for n in range(self.count))


def test_no_more_versions_are_tried_than_the_settings_allow(tmp_path: Path) -> None:
    task = read_task("count the sevens")
    wanted = Specification(
        task,
        TaskKind.ALGORITHM,
        "count",
        "count",
        function="count",
        signature="count(number: int) -> int",
        arguments={"number": 7},
    )

    with ConfinedSandbox(Limits()) as sandbox, ThreadPoolExecutor(2) as executor:

        def make() -> Optimizer:
            settings = OptimizerSettings(tries=3)
            return make_task_optimizer(sandbox, settings, executor, [Proposing(9)], tell)

        runner = CaseRunner(sandbox, lambda request: None, tmp_path)
        optimizer = TaskOptimizer(make, runner, tell)
        result = optimizer.improve(Candidate(PROGRAM, Origin.WRITTEN), wanted, Suite(()))

    assert len(result.iterations) == 3
    assert result.reason == "all candidates that may be tried were tried"
