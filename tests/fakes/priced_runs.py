"""A sandbox in which a run's cost is set by its source, with a noisy machine's noise on it."""

import random
import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Self

from src.domain.json_value import JSONObject
from src.domain.ports import Sandbox
from src.domain.program_run import Ending, Program, RunMetrics, RunResult
from src.measure.sampling import Pair, Sample

PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Noise:
    """Relative jitter, how often and how far a run is disturbed, and a process's layout effect.

    A share `boosted` of the runs has a processor of half as much speed again.
    """

    jitter: float = 0.01
    disturbed: float = 0.2
    spike: float = 0.5
    layout: float = 0.0
    boosted: float = 0.0

    def on(self, cost: float, source: random.Random) -> float:
        """The cost as it would be measured."""
        cost *= 1 + abs(source.gauss(0, self.jitter))
        if source.random() < self.disturbed:
            cost *= 1 + source.expovariate(1 / self.spike)
        if source.random() < self.boosted:
            cost /= 1.5
        return cost


class SimulatedSampler:
    """A Sampler of two costs in ms; each one made is a new set of processes, used in turn."""

    def __init__(self, costs: tuple[float, float], noise: Noise, source: random.Random) -> None:
        self._costs = [
            [cost * (1 + source.gauss(0, noise.layout)) for cost in costs] for _ in range(PROCESSES)
        ]
        self._noise = noise
        self._source = source
        self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None

    def draw(self, pairs: int) -> list[Pair]:
        return [self._pair() for _ in range(pairs)]

    def _pair(self) -> Pair:
        costs = self._costs[self._drawn % PROCESSES]
        self._drawn += 1
        return self._sample(costs[0]), self._sample(costs[1])

    def _sample(self, cost: float) -> Sample:
        cpu = self._noise.on(cost, self._source)
        return Sample(cpu, self._noise.on(cpu * 1.02, self._source), 1.0)


@dataclass
class PricedSandbox:
    """A Sandbox; a source `cost = 12` costs 12 microseconds for each unit of size.

    With `unread = 3` it costs 3 of them where the result is not looked at.
    """

    source: random.Random = field(default_factory=lambda: random.Random(1))
    noise: Noise = Noise()
    opened: int = 0
    fails_beyond: int = 10**9
    waits_ms: float = 0.0
    start_ms: float = 0.3
    tier: str = "A"

    def open(self, program: Program) -> "PricedSession":
        self.opened += 1
        return PricedSession(self, program)

    def anew(self) -> AbstractContextManager[Sandbox]:
        return nullcontext(self)


@dataclass
class PricedSession:
    sandbox: PricedSandbox
    program: Program

    def run(self, given: JSONObject | str) -> RunResult:
        assert isinstance(given, dict)
        size = int(str(given["size"]))
        cost = _microseconds(self.program.source, given.get("describe") is not False)
        if cost and size > self.sandbox.fails_beyond:
            return RunResult(Ending.FAILED, exit_code=1, reason="too deep")
        cpu = self.sandbox.noise.on(self.sandbox.start_ms + cost * size / 1000, self.sandbox.source)
        wait = self.sandbox.waits_ms if cost else 0.0
        return RunResult(Ending.FINISHED, "{}", "", 0, RunMetrics(cpu + wait, cpu, 1.0, 3.0))

    def close(self) -> None:
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


def _microseconds(source: str, is_read: bool) -> float:
    unread = re.search(r"\bunread = ([\d.]+)", source)
    found = unread if unread and not is_read else re.search(r"\bcost = ([\d.]+)", source)
    return float(found[1]) if found else 0.0
