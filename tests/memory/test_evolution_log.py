"""The record of auto-evolution: what was done, what it cost, and what a clock does to that."""

from pathlib import Path

import pytest

from src.domain.node_runs import EvolutionEvent
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.memory.database import Database
from src.memory.evolution_log import EvolutionLog, Runs


class Clock:
    """Shows what a test sets."""

    time = 10_000.0

    def now(self) -> float:
        return self.time


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="log")
def _log(tmp_path: Path, clock: Clock) -> EvolutionLog:
    return EvolutionLog(Database(tmp_path / "evolver.db"), clock.now)


def test_costs_add_up_and_outlive_the_program(
    log: EvolutionLog, tmp_path: Path, clock: Clock
) -> None:
    log.add(EvolutionEvent("tried", "", tokens=100, candidates=1, seconds=2.0))
    log.add(
        EvolutionEvent("kept", "version 2 is faster", "slow_node", 2, candidates=1, seconds=3.0)
    )

    again = EvolutionLog(Database(tmp_path / "evolver.db"), clock.now)

    assert again.spent_since(clock.time - 1) == (100, 2, 5.0)
    assert [event.text for event in again.latest()] == ["version 2 is faster"]


def test_a_clock_set_back_allows_nothing_twice_and_blocks_for_an_hour_at_most(
    log: EvolutionLog, clock: Clock
) -> None:
    log.add(EvolutionEvent("tried", "", candidates=7))
    clock.time -= 5_000

    assert log.spent_since(clock.time - 3600)[1] == 7
    clock.time += 3_601
    assert log.spent_since(clock.time - 3600)[1] == 0


def test_runs_are_told_one_by_one_with_what_they_were_given(tmp_path: Path) -> None:
    runs = Runs(Database(tmp_path / "evolver.db"))
    failed = RunResult(Ending.FAILED, metrics=RunMetrics(cpu_ms=3.0), reason="it broke")
    runs.record(
        "a_node", 1, RunResult(Ending.FINISHED, '{"error": "no"}'), {"description": "x" * 5_000}
    )
    runs.record("a_node", 1, RunResult(Ending.CANCELLED), {})
    runs.record("a_node", 2, failed, {"description": "add 1"})

    runs.record("a_node", 2, RunResult(Ending.FINISHED, "no JSON"), {})

    first, second, third = runs.records_of("a_node")

    assert not third.finished, "it broke its contract"
    assert first.finished and first.given == "", "a refusal is no failure; what was cut is no input"
    assert (second.version, second.finished, second.cpu_ms) == (2, False, 3.0)
    assert second.given == '{"description": "add 1"}' and second.reason == "it broke"
