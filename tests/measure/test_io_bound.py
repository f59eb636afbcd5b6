"""Whether a program waits or only the machine is busy, on simulated machines."""

import random
from dataclasses import dataclass, field
from typing import Self

import pytest

from src.domain.json_value import JSONObject
from src.domain.program_run import Ending, Profile, Program, RunMetrics, RunResult
from src.measure.profiling import is_io_bound
from src.measure.sampling import NO_OVERHEAD, Sample
from src.measure.scaling import Scale

WORK_MS = 8.0


@dataclass
class Machine:
    """A Sandbox in which each run works 8 ms, is held up by others, and sleeps if it says so."""

    source: random.Random
    held_up: float = 0.0
    tier: str = "A"
    program: Program = field(default_factory=lambda: Program("", Profile.FUNCTION))

    def open(self, program: Program) -> "Machine":
        return Machine(self.source, self.held_up, program=program)

    def run(self, given: JSONObject | str) -> RunResult:
        cpu = WORK_MS * (1 + abs(self.source.gauss(0, 0.03)))
        slept = 20.0 if "sleep" in self.program.source else 0.0
        others = self.source.expovariate(1 / (WORK_MS * self.held_up)) if self.held_up else 0.0
        metrics = RunMetrics(cpu + slept + others, cpu, 1.0, 3.0)
        return RunResult(Ending.FINISHED, "{}", "", 0, metrics)

    def close(self) -> None:
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


def judged_as_waiting(source: str, held_up: float, times: int) -> int:
    scale = Scale(100, Sample(WORK_MS, WORK_MS * (1 + held_up) + 2, 1.0), NO_OVERHEAD)
    program = Program(source, Profile.FUNCTION, function="f")
    return sum(
        is_io_bound(Machine(random.Random(t), held_up), program, scale) for t in range(times)
    )


@pytest.mark.parametrize("held_up", [0.0, 0.5, 2.0])
def test_a_program_that_only_computes_is_never_said_to_wait_however_busy_the_machine(
    held_up: float,
) -> None:
    assert judged_as_waiting("def f(x): compute()", held_up, 60) <= 1


@pytest.mark.parametrize("held_up", [0.0, 0.5, 1.0])
def test_a_program_that_sleeps_is_said_to_wait(held_up: float) -> None:
    assert judged_as_waiting("def f(x): sleep()", held_up, 20) >= 18
