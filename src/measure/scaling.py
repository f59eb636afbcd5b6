"""Finds the input size at which a program's own work is measurable."""

import math

from msgspec import Struct

from ..domain.errors import Declined
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, Limits, Program
from ..domain.replace import replace
from ..verify.run_comparison import failure_of
from .sampling import NO_OVERHEAD, Sample, cost_of, sample_of

MIN_MS, TARGET_MS, MAX_MS = 5.0, 10.0, 50.0
MAX_SIZE = 2_000_000
STEPS = 24
TRIES, EMPTY_TRIES = 3, 5
_SEARCH_LIMITS = Limits(wall_seconds=8.0, cpu_seconds=1.5)


class Scale(Struct, frozen=True):
    """The input size to measure on, a run's own work at that size, and the cost of an empty run."""

    size: int
    work: Sample
    overhead: Sample = NO_OVERHEAD


def find_scale(sandbox: Sandbox, program: Program, start: int) -> Scale:
    """Return the size at which the work takes 5 to 50 ms of CPU, or the nearest that can be had.

    Grows or shrinks from `start`; a program whose cost does not follow the size stays small.
    Raises Declined if it fails at `start` already, or is too slow on the smallest input.
    """
    with sandbox.open(replace(program, limits=_SEARCH_LIMITS)) as session:
        scale = _Search(session, max(1, start)).run()
        overhead = measure_overhead(sandbox, program, scale.size)
        own = scale.work.without(overhead)
        if own.cpu < MIN_MS <= scale.work.cpu:
            # What looked like work was the cost of starting it.
            scale = _Search(session, scale.size, overhead).run()
            own = scale.work
    return replace(scale, work=own, overhead=overhead)


def find_common_scale(sandbox: Sandbox, programs: tuple[Program, Program], start: int) -> Scale:
    """Return the scale of the first program, or of the second where that is far slower."""
    scale = find_scale(sandbox, programs[0], start)
    with sandbox.open(replace(programs[1], limits=_SEARCH_LIMITS)) as session:
        run = session.run({"seed": 0, "size": scale.size, "describe": False})
    if run.ending is Ending.OUT_OF_TIME or run.metrics.cpu_ms > 4 * MAX_MS:
        return find_scale(sandbox, programs[1], min(start, scale.size))
    return scale


def measure_overhead(sandbox: Sandbox, program: Program, size: int) -> Sample:
    """Return the cost of forking, receiving the input and exiting without doing anything."""
    nothing = f"def {program.function}(*_):\n    return None\n" if program.function else "pass\n"
    with sandbox.open(replace(program, source=nothing)) as session:
        samples = [cost_of(session, seed, size) for seed in range(EMPTY_TRIES)]
    return Sample(
        min(sample.cpu for sample in samples), min(sample.latency for sample in samples), 0.0
    )


class _Search:
    """A search between the largest size known too small and the smallest known too large."""

    def __init__(self, session: Session, start: int, overhead: Sample = NO_OVERHEAD) -> None:
        self._session = session
        self._start = start
        self._overhead = overhead
        self._small, self._large = 0, MAX_SIZE + 1
        self._best: Scale | None = None
        self._before: tuple[int, float] | None = None

    def run(self) -> Scale:
        """Search until a size fits or none is left to try."""
        size = self._start
        for _ in range(STEPS):
            work = self._cost(size)
            if work is None:
                self._large = size
                size = (self._small + size) // 2
            else:
                if self._best is None or _distance(work) < _distance(self._best.work):
                    self._best = Scale(size, work)
                if MIN_MS <= work.cpu <= MAX_MS:
                    break
                size = self._next(size, work.cpu)
            if not self._small < size < self._large:
                break
        if self._best is None:
            raise Declined("it could not be measured: it is too slow on the smallest input")
        return self._best

    def _cost(self, size: int) -> Sample | None:
        """Get the cheapest of a few runs, None if one is too slow or too large to be run at all."""
        samples: list[Sample] = []
        for seed in range(TRIES):
            run = self._session.run({"seed": seed, "size": size, "describe": False})
            if run.ending in (Ending.OUT_OF_TIME, Ending.OUT_OF_MEMORY) or (
                size > self._start and failure_of(run)
            ):
                # Above the start size, any failure is a limit of the program: depth, digits, time.
                return None
            samples.append(sample_of(run))
            if samples[0].cpu > 4 * MAX_MS:
                break
        return min(samples, key=lambda one: one.cpu).without(self._overhead)

    def _next(self, size: int, cpu: float) -> int:
        """Return the size at which the cost should be right, extrapolated from the last step."""
        if cpu < MIN_MS:
            self._small = size
        else:
            self._large = size
        power = 1.0
        if self._before is not None and self._before[0] != size and cpu != self._before[1]:
            power = math.log(cpu / self._before[1]) / math.log(size / self._before[0])
        self._before = (size, cpu)
        max_factor = 4.0 if cpu < 1.0 else 16.0
        next_size = int(
            size * min(max_factor, (TARGET_MS / max(cpu, 0.01)) ** (1 / max(power, 1.0)))
        )
        next_size = max(next_size, size + 1) if cpu < MIN_MS else next_size
        return (
            next_size if self._small < next_size < self._large else (self._small + self._large) // 2
        )


def _distance(work: Sample) -> float:
    """Return how far from measurable: a little too long is better than a little too short."""
    if work.cpu < MIN_MS:
        return MIN_MS / max(work.cpu, 0.001)
    return work.cpu / MAX_MS if work.cpu > MAX_MS else 0.0
