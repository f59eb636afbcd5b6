"""Takes samples: one confined process each, A and B in random order on the same fresh input."""

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from src.core.candidate import Candidate
from src.core.contract import describe_ending
from src.core.errors import Declined
from src.core.measurement import Metric
from src.core.ports import Session
from src.core.running import Profile, Program, RunResult
from src.core.task import Workload

OpenSession = Callable[[Program], Session]


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run cost: ms, ms, MiB."""

    cpu: float
    latency: float
    memory: float

    def of(self, metric: Metric) -> float:
        """The sample's value of a metric."""
        values = {Metric.CPU: self.cpu, Metric.LATENCY: self.latency, Metric.MEMORY: self.memory}
        return values[metric]


Pair = tuple[Sample, Sample]


def subject_program(candidate: Candidate, workload: Workload, function: str) -> Program:
    """The candidate as it is measured: fed by the workload, whole or one function."""
    return Program(candidate.source, Profile.FUNCTION, function=function, setup=workload.source)


class PairedSampler:
    """Draws pairs of samples of two programs.

    `opens` are ways to open a session, each on a process of its own: they take turns, so that
    one process's memory layout decides nothing. Use it as a context.
    """

    def __init__(
        self, programs: tuple[Program, Program], opens: Sequence[OpenSession], size: int, seed: int
    ) -> None:
        self._programs = programs
        self._opens = opens
        self._size = size
        self._random = random.Random(seed)
        self._held = ExitStack()
        self._sessions: list[tuple[Session, Session]] = []
        self._drawn = 0

    def __enter__(self) -> "PairedSampler":
        for open_session in self._opens:
            first = self._held.enter_context(open_session(self._programs[0]))
            second = self._held.enter_context(open_session(self._programs[1]))
            self._sessions.append((first, second))
        return self

    def __exit__(self, *exc: object) -> None:
        self._held.close()

    def draw(self, pairs: int) -> list[Pair]:
        """So many more pairs; each on a new seeded input. Raises Declined if a run fails."""
        return [self._pair() for _ in range(pairs)]

    def _pair(self) -> Pair:
        sessions = self._sessions[self._drawn % len(self._sessions)]
        self._drawn += 1
        seed = self._random.randrange(2**31)
        given = {"seed": seed, "size": self._size, "describe": False}
        order = [0, 1] if self._random.random() < 0.5 else [1, 0]
        taken = {which: sample_of(sessions[which].run(dict(given))) for which in order}
        return taken[0], taken[1]


def sample_of(run: RunResult) -> Sample:
    """A run's cost. Raises Declined if it did not finish."""
    if not run.finished:
        raise Declined(f"it could not be measured: {describe_ending(run)}")
    metrics = run.metrics
    return Sample(metrics.cpu_ms, metrics.latency_ms, metrics.memory_mb)
