"""Is B faster than A? Looks at more and more fair pairs, then a winner confirms on new ones."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from src.core.candidate import Candidate
from src.core.contract import describe_ending
from src.core.errors import Declined
from src.core.measurement import Decision, Profiling, Verdict
from src.core.ports import Sandbox
from src.core.running import Program
from src.core.task import Workload
from src.measure.judging import Levels, Look, confirms, judge_look
from src.measure.lock import measuring_alone
from src.measure.report import verdict_of
from src.measure.sampling import OpenSession, Pair, PairedSampler, subject_program
from src.measure.scaling import find_size

LOOKS = (8, 14, 24, 40)
CONFIRMING_PAIRS = 14
PROCESSES = 4
# Below this the clock's grain and the fork's own cost are all there is to see.
LEAST_WORK_MS = 0.05


@dataclass(slots=True)
class ErrorBudget:
    """The chance of a false keep that a run of many candidates may spend, shared among them.

    Candidate number i may be kept by chance with 6/pi^2 x total / i^2: all together no more
    than the total, however many there are (spending as in Javanmard & Montanari 2018).
    """

    total: float = 0.05
    tested: int = field(default=0)

    def next_level(self) -> float:
        """The level of the next candidate's confirmation."""
        self.tested += 1
        share = 6 / math.pi**2 / self.tested**2
        # A permutation test of 999 swaps knows no p below 0.001.
        return max(self.total * share, 0.002)


class PairedComparer:
    """A Comparer in a sandbox.

    `open_fresh` opens a session on a process of its own; `lock_path` is the file by which only
    one measurement goes on at a time on this machine.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        open_fresh: OpenSession,
        lock_path: str,
        budget: ErrorBudget | None = None,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
    ) -> None:
        self._sandbox = sandbox
        self._open_fresh = open_fresh
        self._lock_path = lock_path
        self._budget = budget or ErrorBudget()
        self._seed = seed

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """Decide by looks at 8, 14, 24 and 40 pairs and a confirmation; about a second or two."""
        programs = (
            subject_program(a, workload, function),
            subject_program(b, workload, function),
        )
        began = time.monotonic()
        try:
            with measuring_alone(self._lock_path):
                return self._compare(programs, workload, began)
        except Declined as error:
            return Verdict(Decision.FAILED, str(error), seconds=time.monotonic() - began)

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """The program's own work at the workload's start size. Raises Declined if it fails."""
        program = subject_program(a, workload, function)
        with self._sandbox.open(program) as session:
            runs = []
            for seed in range(3):
                given = {"seed": seed, "size": workload.start_size, "describe": False}
                runs.append(session.run(dict(given)))
        failed = [run for run in runs if not run.finished]
        if failed:
            raise Declined(f"it could not be measured: {describe_ending(failed[0])}")
        cheapest = min(runs, key=lambda run: run.metrics.cpu_ms)
        return Profiling(cheapest.metrics.cpu_ms, cheapest.metrics.start_ms)

    def _compare(
        self, programs: tuple[Program, Program], workload: Workload, began: float
    ) -> Verdict:
        with self._sandbox.open(programs[0]) as session:
            size, work = find_size(session, workload.start_size)
        if work.latency < LEAST_WORK_MS:
            reason = f"nothing to measure: a run's own work is {work.latency:.3f} ms"
            return Verdict(Decision.NOTHING_TO_MEASURE, reason)
        levels = Levels(confirm=self._budget.next_level())
        pairs: list[Pair] = []
        look = Look(Decision.UNDECIDED)
        with self._sampler(programs, size) as sampler:
            for count in LOOKS:
                pairs += sampler.draw(count - len(pairs))
                look = judge_look(pairs, levels, self._seed())
                if look.decision is not Decision.UNDECIDED:
                    break
        if look.decision is not Decision.KEPT:
            return verdict_of(look, pairs, time.monotonic() - began)
        with self._sampler(programs, size) as sampler:
            fresh = sampler.draw(CONFIRMING_PAIRS)
        return verdict_of(
            confirms(look, fresh, levels, self._seed()), fresh, time.monotonic() - began
        )

    def _sampler(self, programs: tuple[Program, Program], size: int) -> PairedSampler:
        return PairedSampler(programs, [self._open_fresh] * PROCESSES, size, self._seed())
