"""Wires measuring: what compares, what checks sameness, and the order of the improvers."""

import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from ..config.settings import OptimizerSettings
from ..domain.events import Notify
from ..domain.ports import Improver
from ..domain.replace import replace
from ..measure.error_budget import ErrorBudget, SharedBudget
from ..measure.paired import PairedComparer
from ..optimize.optimizer import Bounds, Measuring, Optimizer
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..sandbox.sandbox import ConfinedSandbox
from ..verify.equivalence import DifferentialEquivalence
from ..verify.subject_program import BARE, SubjectEnvironment

# One file for all users of this machine would need rights that a stranger's file has not.
LOCK = Path(tempfile.gettempdir()) / "code-evolver-measuring.lock"


def make_measuring(
    sandbox: ConfinedSandbox, budget: ErrorBudget, around: SubjectEnvironment = BARE
) -> Measuring:
    """Return the comparer and the equivalence check over a sandbox, within an error budget."""
    comparer = PairedComparer(sandbox, sandbox.isolated_copy, str(LOCK), budget, environment=around)
    return Measuring(comparer, DifferentialEquivalence(sandbox, environment=around))


def make_task_optimizer(
    sandbox: ConfinedSandbox,
    settings: OptimizerSettings,
    executor: Executor,
    improvers: Sequence[Improver],
    notify: Notify,
) -> Optimizer:
    """Make the optimizer of one task; rewrites are tried before what models propose."""
    measuring = make_measuring(sandbox, SharedBudget(candidates=settings.tries))
    return Optimizer(
        (RewriteImprover(), *improvers),
        replace(measuring, executor=executor),
        Bounds(settings.rounds, settings.tries, settings.seconds),
        time.monotonic,
        notify,
    )
