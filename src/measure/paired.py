"""Compares two versions by paired samples, a sequential test and a confirmation."""

import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..domain.candidate import Candidate
from ..domain.errors import Declined
from ..domain.measurement import Decision, Metric, Profiling, Verdict
from ..domain.ports import Sandbox
from ..domain.program_run import Program
from ..domain.task import Workload
from ..verify.subject_program import BARE, SubjectEnvironment, subject_program
from .error_budget import ErrorBudget
from .io_bound import is_io_bound
from .profiling import profile
from .revalidation import revalidate
from .sampling import NewSandbox, PairedSampler
from .scaling import Scale, find_common_scale
from .sequential_test import INTERIM_SIZES, IO_BOUND_INTERIM_SIZES, conclude
from .stopping_rules import Levels, StoppingRule
from .verdict_report import verdict_of

# Below this, only the clock's resolution and the cost of forking are visible.
MIN_WORK_MS = 0.05


class PairedComparer:
    """A Comparer in a sandbox.

    `new_sandbox` makes a sandbox with separate processes; `lock_path` is the lock file that
    allows one measurement at a time on this machine; `budget` gives each comparison the
    significance level of its confirmation.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        new_sandbox: NewSandbox,
        lock_path: str,
        budget: ErrorBudget,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
        environment: SubjectEnvironment = BARE,
    ) -> None:
        self._sandbox = sandbox
        self._new_sandbox = new_sandbox
        self._lock_path = lock_path
        self._budget = budget
        self._seed = seed
        self._environment = environment

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """Decide at 8, 14, 24 or 40 pairs, then confirm; takes about a second or two."""
        programs = (
            subject_program(a, workload, function, self._environment),
            subject_program(b, workload, function, self._environment),
        )
        began = time.monotonic()
        try:
            with measuring_alone(self._lock_path):
                verdict = self._compare(programs, workload, began)
        except Declined as error:
            return Verdict(Decision.FAILED, str(error), seconds=time.monotonic() - began)
        if verdict.kept:
            self._budget.record_keep()
        return verdict

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """The program's own work at the workload's start size. Raises Declined if it fails."""
        with measuring_alone(self._lock_path):
            return profile(
                self._sandbox,
                subject_program(a, workload, function, self._environment),
                workload.start_size,
            )

    def _compare(
        self, programs: tuple[Program, Program], workload: Workload, began: float
    ) -> Verdict:
        scale = find_common_scale(self._sandbox, programs, workload.start_size)
        if scale.work.latency < MIN_WORK_MS:
            reason = f"nothing to measure: a run's own work is {scale.work.latency:.3f} ms"
            return Verdict(Decision.NOTHING_TO_MEASURE, reason, seconds=time.monotonic() - began)
        levels = Levels(confirm=self._budget.next_level())
        io_bound = is_io_bound(self._sandbox, programs[0], scale)
        rule = StoppingRule(levels, Metric.LATENCY if io_bound else Metric.CPU)
        rng = random.Random(self._seed())
        conclusion = conclude(
            lambda: self._sampler(programs, scale),
            rule,
            rng,
            IO_BOUND_INTERIM_SIZES if io_bound else INTERIM_SIZES,
        )
        verdict = verdict_of(conclusion, time.monotonic() - began)
        if not verdict.kept:
            return verdict
        return revalidate(self._sandbox, programs, scale, verdict, rng)

    def _sampler(self, programs: tuple[Program, Program], scale: Scale) -> PairedSampler:
        return PairedSampler(programs, self._new_sandbox, scale.size, self._seed(), scale.overhead)


_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def measuring_alone(path: str) -> Iterator[None]:
    """Wait for the lock file at `path` and hold it; it is free again if the process dies."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    """Open the file read-only: that suffices for a lock, even on another user's file."""
    try:
        return os.open(path, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return os.open(path, os.O_RDONLY | os.O_CREAT | _FLAGS, 0o644)
