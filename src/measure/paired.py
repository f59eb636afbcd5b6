"""Is B faster than A? Fair pairs on a quiet enough machine, decided by looks and confirmed."""

import random
import time
from collections.abc import Callable

from ..domain.candidate import Candidate
from ..domain.errors import Declined
from ..domain.measurement import Decision, Metric, Profiling, Verdict
from ..domain.ports import Sandbox
from ..domain.program_run import Program
from ..domain.task import Workload
from ..verify.subject_program import BARE, SubjectEnvironment, subject_program
from .error_budget import ErrorBudget
from .io_bound import waits
from .measuring_lock import measuring_alone
from .profiling import profile
from .revalidation import stand_up
from .sampling import NewSandbox, PairedSampler
from .scaling import Scale, find_common_scale
from .sequential_test import LOOKS, LOOKS_WHEN_WAITING, conclude
from .stopping_rules import Levels, StoppingRule
from .verdict_report import verdict_of

# Below this the clock's grain and the fork's own cost are all there is to see.
LEAST_WORK_MS = 0.05


class PairedComparer:
    """A Comparer in a sandbox.

    `new_sandbox` makes a sandbox with processes of its own; `lock_path` is the file by which
    only one measurement goes on at a time on this machine; `budget` gives each comparison the
    level of its confirmation.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        new_sandbox: NewSandbox,
        lock_path: str,
        budget: ErrorBudget,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
        around: SubjectEnvironment = BARE,
    ) -> None:
        self._sandbox = sandbox
        self._new_sandbox = new_sandbox
        self._lock_path = lock_path
        self._budget = budget
        self._seed = seed
        self._around = around

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """Decide by looks at 8, 14, 24 and 40 pairs and a confirmation; about a second or two."""
        programs = (
            subject_program(a, workload, function, self._around),
            subject_program(b, workload, function, self._around),
        )
        began = time.monotonic()
        try:
            with measuring_alone(self._lock_path):
                verdict = self._compare(programs, workload, began)
        except Declined as error:
            return Verdict(Decision.FAILED, str(error), seconds=time.monotonic() - began)
        if verdict.kept:
            self._budget.keep()
        return verdict

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """The program's own work at the workload's start size. Raises Declined if it fails."""
        with measuring_alone(self._lock_path):
            return profile(
                self._sandbox,
                subject_program(a, workload, function, self._around),
                workload.start_size,
            )

    def _compare(
        self, programs: tuple[Program, Program], workload: Workload, began: float
    ) -> Verdict:
        scale = find_common_scale(self._sandbox, programs, workload.start_size)
        if scale.work.latency < LEAST_WORK_MS:
            reason = f"nothing to measure: a run's own work is {scale.work.latency:.3f} ms"
            return Verdict(Decision.NOTHING_TO_MEASURE, reason, seconds=time.monotonic() - began)
        levels = Levels(confirm=self._budget.next_level())
        is_waiting = waits(self._sandbox, programs[0], scale)
        rule = StoppingRule(levels, Metric.LATENCY if is_waiting else Metric.CPU)
        source = random.Random(self._seed())
        concluded = conclude(
            lambda: self._sampler(programs, scale),
            rule,
            source,
            LOOKS_WHEN_WAITING if is_waiting else LOOKS,
        )
        verdict = verdict_of(concluded, time.monotonic() - began)
        if not verdict.kept:
            return verdict
        return stand_up(self._sandbox, programs, scale, verdict, source)

    def _sampler(self, programs: tuple[Program, Program], scale: Scale) -> PairedSampler:
        return PairedSampler(programs, self._new_sandbox, scale.size, self._seed(), scale.overhead)
