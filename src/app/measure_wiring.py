"""Wires measuring: who compares, who checks sameness, which improvers are asked in which order."""

import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from ..config.settings import OptimizerSettings
from ..domain.events import Notify
from ..domain.ports import Clock, Improver
from ..measure.error_budget import ErrorBudget, SharedBudget
from ..measure.paired import PairedComparer
from ..optimize.optimizer import Bounds, Measuring, Optimizer
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.case_runner import CaseRunner
from ..tasks.finalize import TaskOptimizer
from ..usercode.comparison import FileComparison
from ..verify.equivalence import DifferentialEquivalence
from ..verify.subject_program import BARE, SubjectEnvironment

# One file for all users of this machine would need rights that a stranger's file has not.
LOCK = Path(tempfile.gettempdir()) / "code-evolver-measuring.lock"


def make_measuring(
    sandbox: ConfinedSandbox, budget: ErrorBudget, around: SubjectEnvironment = BARE
) -> Measuring:
    """The comparer and the equivalence check over a sandbox, within an error budget."""
    comparer = PairedComparer(sandbox, sandbox.isolated_copy, str(LOCK), budget, environment=around)
    return Measuring(comparer, DifferentialEquivalence(sandbox, environment=around))


def make_comparison(sandbox: ConfinedSandbox) -> FileComparison:
    """Comparing the user's own files, each comparison with the whole error budget to itself."""
    budget = SharedBudget(candidates=1)
    return FileComparison(lambda around: make_measuring(sandbox, budget, around))


class MakeTaskOptimizer:
    """Makes the optimizer of one task."""

    def __init__(
        self,
        sandbox: ConfinedSandbox,
        settings: OptimizerSettings,
        clock: Clock,
        executor: Executor | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._clock = clock
        self._executor = executor

    def __call__(
        self, improvers: Sequence[Improver], suite_runner: CaseRunner, notify: Notify
    ) -> TaskOptimizer:
        settings = self._settings
        measuring = make_measuring(self._sandbox, SharedBudget(candidates=settings.tries))
        optimizer = Optimizer(
            (RewriteImprover(), *improvers),
            replace(measuring, executor=self._executor),
            Bounds(settings.rounds, settings.tries, settings.seconds),
            self._clock.monotonic,
            notify,
        )
        return TaskOptimizer(optimizer, suite_runner, notify)
