"""Thousands of runs, a tenth of them hostile: every ending right, and nothing left behind."""

from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from src.domain.program_run import Ending, Limits, Program
from src.sandbox.sandbox import ConfinedSandbox
from tests.sandbox.alone import alone, held
from tests.sandbox.hostile import HOSTILE

LIMITS = Limits(
    wall_seconds=0.25,
    cpu_seconds=0.15,
    memory_mb=64,
    output_bytes=20_000,
    files_mb=2,
    file_count=20,
)
# Under so tight limits these may end by time as well as by what they do.
SLOW = frozenset({Ending.OUT_OF_TIME})


def soak(sandbox: ConfinedSandbox, runs: int) -> list[str]:
    """Run friendly and hostile programs in turn; returns what ended wrongly."""
    wrong: list[str] = []
    friendly = Program("import json, sys\nprint(json.load(sys.stdin)['n'] + 1)", limits=Limits())
    for number in range(runs):
        if number % 10:
            with sandbox.open(friendly) as session:
                result = session.run({"n": number})
            if result.stdout != f"{number + 1}\n":
                wrong.append(f"{number}: {result}")
            continue
        hostile = HOSTILE[number // 10 % len(HOSTILE)]
        with sandbox.open(Program(hostile.source)) as session:
            result = session.run({})
        if result.ending not in SLOW | {hostile.ending}:
            wrong.append(f"{hostile.name}: {result}")
    return wrong


def memory_mb() -> float:
    mine = psutil.Process()
    return sum(p.memory_info().rss for p in [mine, *mine.children(recursive=True)]) / (1 << 20)


@dataclass(frozen=True)
class Soaked:
    """What ended wrongly, and what was held before and after: things, and memory in MiB."""

    wrong: list[str]
    before: tuple[int, int, int]
    after: tuple[int, int, int]
    grown_mb: float


def run_and_compare(runs: int, folder: Path) -> Soaked:
    with ConfinedSandbox(LIMITS) as sandbox:
        soak(sandbox, 50)
        before, memory_before = held(folder), memory_mb()
        wrong = soak(sandbox, runs)
        return Soaked(wrong, before, held(folder), memory_mb() - memory_before)


@pytest.mark.parametrize("runs", [300, pytest.param(10_000, marks=pytest.mark.soak)])
def test_many_runs_leave_nothing_and_end_rightly(runs: int, own_temporary: Path) -> None:
    soaked = alone(own_temporary, run_and_compare, runs, own_temporary)

    assert soaked.wrong == []
    assert soaked.after == soaked.before
    assert soaked.grown_mb < 10
