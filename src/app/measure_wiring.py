"""Wires measuring: who compares, who checks sameness, which improvers are asked in which order."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from src.config.settings import OptimizerSettings
from src.core.events import Notify
from src.core.ports import Clock, Improver
from src.evolution.optimizer import Bounds, Measuring, Optimizer
from src.evolution.task_optimizer import TaskOptimizer
from src.measure.equivalence import DifferentialEquivalence
from src.measure.paired import PairedComparer
from src.offline.rewrites.improver import RewriteImprover
from src.sandbox.sandbox import ConfinedSandbox
from src.stages.suite_runner import ContractSuiteRunner

# One file for all users of this machine would need rights that a stranger's file has not.
LOCK = Path(tempfile.gettempdir()) / "code-evolver-measuring.lock"


def make_measuring(sandbox: ConfinedSandbox) -> Measuring:
    """The comparer and the equivalence check over a sandbox, with an error budget of their own."""

    return Measuring(
        PairedComparer(sandbox, sandbox.apart, str(LOCK)), DifferentialEquivalence(sandbox)
    )


class MakeTaskOptimizer:
    """Makes the optimizer of one task."""

    def __init__(self, sandbox: ConfinedSandbox, settings: OptimizerSettings, clock: Clock) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._clock = clock

    def __call__(
        self, improvers: Sequence[Improver], suite_runner: ContractSuiteRunner, notify: Notify
    ) -> TaskOptimizer:
        bounds = Bounds(rounds=self._settings.rounds, seconds=self._settings.seconds)
        optimizer = Optimizer(
            (RewriteImprover(), *improvers),
            make_measuring(self._sandbox),
            bounds,
            self._clock.monotonic,
            notify,
        )
        return TaskOptimizer(optimizer, suite_runner, notify)
