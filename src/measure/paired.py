"""Compares two versions by paired samples, a sequential test and a confirmation."""

import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from statistics import median

from msgspec import Struct

from ..domain.candidate import Candidate
from ..domain.errors import Declined
from ..domain.measurement import Counterexample, Decision, Metric, Profiling, Verdict
from ..domain.ports import PairsDrawn, Sandbox, Session, ignore_pairs
from ..domain.program_run import Program
from ..domain.task import Workload
from ..verify.equivalence import hit_a_limit, input_name
from ..verify.run_comparison import counterexample, same_run
from ..verify.subject_program import BARE, SubjectEnvironment, subject_program
from .error_budget import ErrorBudget
from .profiling import is_io_bound, profile
from .sampling import NewSandbox, Pair, PairedSampler, cost_of, sample_of
from .scaling import Scale, find_common_scale
from .sequential_test import INTERIM_SIZES, IO_BOUND_INTERIM_SIZES, conclude, verdict_of
from .stopping_rules import StoppingRule

RUNS, MOST_RUNS = 5, 15
LARGE_GAIN = 1.5
MAX_COST_RATIO = 5.0
# Below this, only the clock's resolution and the cost of forking are visible.
MIN_WORK_MS = 0.05


class PairedComparer(Struct, frozen=True):
    """A Comparer in a sandbox.

    `new_sandbox` makes a sandbox with separate processes; `lock_path` is the lock file that
    allows one measurement at a time on this machine; `budget` gives each comparison the
    significance level of its confirmation.
    """

    sandbox: Sandbox
    new_sandbox: NewSandbox
    lock_path: str
    budget: ErrorBudget
    seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31)
    environment: SubjectEnvironment = BARE

    def compare(
        self,
        a: Candidate,
        b: Candidate,
        workload: Workload,
        function: str = "",
        drawn: PairsDrawn = ignore_pairs,
    ) -> Verdict:
        """Decide at 8, 14, 24 or 40 pairs, then confirm; takes about a second or two."""
        programs = (
            subject_program(a, workload, function, self.environment),
            subject_program(b, workload, function, self.environment),
        )
        began = time.monotonic()
        try:
            with measuring_alone(self.lock_path):
                verdict = self._compare(programs, workload, began, drawn)
        except Declined as error:
            return Verdict(Decision.FAILED, str(error), seconds=time.monotonic() - began)
        if verdict.kept:
            self.budget.record_keep()
        return verdict

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """Get the program's own work at the workload's start size. Raises Declined if it fails.

        It does not wait for another measurement to end: it decides nothing, and the least CPU
        time of some runs is not far off on a busy machine.
        """
        with measuring_alone(self.lock_path, waits=False):
            return profile(
                self.sandbox,
                subject_program(a, workload, function, self.environment),
                workload.start_size,
            )

    def _compare(
        self, programs: tuple[Program, Program], workload: Workload, began: float, drawn: PairsDrawn
    ) -> Verdict:
        scale = find_common_scale(self.sandbox, programs, workload.start_size)
        if scale.work.latency < MIN_WORK_MS:
            reason = f"nothing to measure: a run's own work is {scale.work.latency:.3f} ms"
            return Verdict(Decision.NOTHING_TO_MEASURE, reason, seconds=time.monotonic() - began)
        level = self.budget.next_level()
        io_bound = is_io_bound(self.sandbox, programs[0], scale)
        rule = StoppingRule(confirm=level, clock=Metric.LATENCY if io_bound else Metric.CPU)
        rng = random.Random(self.seed())
        conclusion = conclude(
            lambda: PairedSampler(
                programs, self.new_sandbox, scale.size, self.seed(), scale.overhead
            ),
            rule,
            rng,
            IO_BOUND_INTERIM_SIZES if io_bound else INTERIM_SIZES,
            drawn,
        )
        verdict = verdict_of(conclusion, time.monotonic() - began)
        if not verdict.kept:
            return verdict
        return revalidate(self.sandbox, programs, scale, verdict, rng)


_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def measuring_alone(path: str, *, waits: bool = True) -> Iterator[None]:
    """Wait for the lock file at `path` and hold it; it is free again if the process dies.

    Without `waits`, go on without it where another process holds it.
    """
    descriptor = _open(path)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    """Open the file read-only: that suffices for a lock, even on another user's file."""
    try:
        return os.open(path, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return os.open(path, os.O_RDONLY | os.O_CREAT | _FLAGS, 0o644)


def revalidate(
    sandbox: Sandbox,
    programs: tuple[Program, Program],
    scale: Scale,
    verdict: Verdict,
    rng: random.Random,
) -> Verdict:
    """Return the verdict, if B still answers like A and still gains at the size that was measured.

    Equivalence is checked on inputs of typical sizes, and a measured function's result is not
    encoded: a program could do less work on large inputs, or when its result is not read.
    """
    compares_cost = bool(programs[0].function) and verdict.ratio >= LARGE_GAIN
    compares_cost = compares_cost and verdict.metric is not Metric.MEMORY
    encoded, bare = list[Pair](), list[Pair]()
    with sandbox.open(programs[0]) as first, sandbox.open(programs[1]) as second:
        for draws in range(1, MOST_RUNS + 1):
            given = {"seed": rng.randrange(2**31), "size": scale.size}
            costs = _run_both(first, second, given)
            if isinstance(costs, Counterexample):
                return Verdict(
                    Decision.DIFFERENT,
                    f"for {costs.description} it gives {costs.got}, not {costs.expected}",
                    equivalent=False,
                    counterexample=costs,
                    seconds=verdict.seconds,
                )
            if costs is None:
                return verdict
            if compares_cost:
                encoded.append(costs)
                one, other = (cost_of(each, **given) for each in (first, second))
                bare.append((one, other))
            if draws >= RUNS and (not compares_cost or _gain_holds(encoded, bare, verdict.metric)):
                return verdict
    reason = f"{verdict.ratio:.2f}x only while its results are not looked at: not kept"
    return Verdict(Decision.NOT_CONFIRMED, reason, seconds=verdict.seconds)


def _run_both(
    first: Session, second: Session, given: dict[str, int]
) -> Pair | Counterexample | None:
    """Get what both cost, or where they differ; None if the first has no result to compare with."""
    expected = first.run(dict(given))
    if hit_a_limit(expected):
        # Looking at a result can exceed a limit that computing it does not.
        return None
    got = second.run(dict(given))
    if same_run(expected, got):
        return sample_of(expected), sample_of(got)
    if expected.stdout != first.run(dict(given)).stdout:
        return None
    return counterexample(input_name((given["seed"], given["size"])), expected, got)


def _gain_holds(encoded: Sequence[Pair], bare: Sequence[Pair], metric: Metric) -> bool:
    """Say whether at least half of the gain remains when results are encoded, in most draws.

    Encoding costs both programs the same. What is compared was drawn in turns, and each draw has
    one voice: a machine that changes its speed meanwhile changes few of them.
    """
    costs = [[sample.of(metric) for sample in (*one, *other)] for one, other in zip(encoded, bare)]
    if median(slow - MAX_COST_RATIO * bare_slow for slow, _, bare_slow, _ in costs) > 0:
        # The noise of encoding so much is larger than the gain.
        return True
    return median(slow - fast - (a - b) / 2 for slow, fast, a, b in costs) >= 0
