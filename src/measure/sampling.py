"""Draws paired samples: A and B in random order on the same new input, one process each."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Protocol, Self

from msgspec import Struct

from ..domain.errors import Declined
from ..domain.measurement import Metric
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program, RunResult

NewSandbox = Callable[[], AbstractContextManager[Sandbox]]
"""Makes a sandbox with processes of its own, to be closed when done."""

_MIN_SHARE = 0.02
_PROCESSES = 4


class Sample(Struct, frozen=True):
    """What one run cost: ms, ms, MiB."""

    cpu: float
    latency: float
    memory: float

    def of(self, metric: Metric) -> float:
        """Return the sample's value of a metric."""
        values = {Metric.CPU: self.cpu, Metric.LATENCY: self.latency, Metric.MEMORY: self.memory}
        return values[metric]

    def without(self, overhead: "Sample") -> "Sample":
        """Return the sample minus the cost of an empty program; always above zero."""
        cpu = max(self.cpu - overhead.cpu, self.cpu * _MIN_SHARE)
        # An empty run can have waited longer than this one; latency is at least the CPU time.
        latency = max(self.latency - overhead.latency, min(cpu, self.latency))
        return Sample(cpu, latency, self.memory)


NO_OVERHEAD = Sample(0.0, 0.0, 0.0)

Pair = tuple[Sample, Sample]


class Sampler(Protocol):
    """Draws pairs of samples of two programs."""

    def draw(self, pairs: int) -> list[Pair]:
        """Draw so many more pairs, each on a new input. Raises Declined if a run fails."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


@dataclass(eq=False, slots=True)
class PairedSampler:
    """Draws pairs of samples of two programs in four separate sandboxes.

    The sandboxes alternate, so that no single process's memory layout decides; both programs
    of a pair are forked from the same one. Use it as a context manager.
    """

    programs: tuple[Program, Program]
    new_sandbox: NewSandbox
    size: int
    seed: int
    overhead: Sample = NO_OVERHEAD
    _sessions: list[tuple[Session, Session]] = field(default_factory=list, init=False)
    _drawn: int = field(default=0, init=False)
    _random: random.Random = field(init=False)
    _open_sandboxes: ExitStack = field(default_factory=ExitStack, init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __enter__(self) -> Self:
        sandboxes = [
            self._open_sandboxes.enter_context(self.new_sandbox()) for _ in range(_PROCESSES)
        ]
        try:
            # Starting takes a tenth of a second each; nothing is being measured yet.
            with ThreadPoolExecutor(2) as pool:
                self._sessions = list(pool.map(self._open_sessions, sandboxes))
        except BaseException:
            self._open_sandboxes.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._open_sandboxes.close()

    def draw(self, pairs: int) -> list[Pair]:
        """Draw so many more pairs; each on a new seeded input. Raises Declined if a run fails."""
        return [self._pair() for _ in range(pairs)]

    def _open_sessions(self, sandbox: Sandbox) -> tuple[Session, Session]:
        first, second = (sandbox.open(program) for program in self.programs)
        # The first run of a process costs the most; it is discarded.
        first.run({"seed": 0, "size": 1, "describe": False})
        return first, second

    def _pair(self) -> Pair:
        sessions = self._sessions[self._drawn % len(self._sessions)]
        self._drawn += 1
        seed = self._random.randrange(2**31)
        order = [0, 1] if self._random.random() < 0.5 else [1, 0]
        samples = {which: cost_of(sessions[which], seed, self.size) for which in order}
        return samples[0].without(self.overhead), samples[1].without(self.overhead)


def cost_of(session: Session, seed: int, size: int) -> Sample:
    """Run once on the workload's input. Raises Declined if it did not finish."""
    return sample_of(session.run({"seed": seed, "size": size, "describe": False}))


def sample_of(run: RunResult) -> Sample:
    """Return a run's cost. Raises Declined if it did not finish."""
    if not run.finished:
        raise Declined(f"it could not be measured: {describe_ending(run)}")
    metrics = run.metrics
    return Sample(metrics.cpu_ms, metrics.latency_ms, metrics.memory_mb)
