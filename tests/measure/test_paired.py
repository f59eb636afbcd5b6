"""The comparer over a priced sandbox: scaling, waiting, budgets, and plain words for bad input."""

import itertools
import random
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.errors import Declined
from src.domain.measurement import Decision, Metric
from src.domain.task import Workload
from src.measure.error_budget import MIN_LEVEL, LastingBudget, SharedBudget
from src.measure.paired import PairedComparer
from src.measure.sampling import Sample
from tests.fakes.priced_runs import Noise, PricedSandbox

WORKLOAD = Workload("def make_input(seed, size): ...", start_size=10)


def costing(microseconds: float) -> Candidate:
    return Candidate(f"cost = {microseconds}\n", Origin.WRITTEN)


def comparer(sandbox: PricedSandbox, folder: Path) -> PairedComparer:
    seeds = itertools.count(1)
    return PairedComparer(
        sandbox, sandbox.anew, str(folder / "lock"), SharedBudget(24), seed=lambda: next(seeds)
    )


def test_the_cheaper_program_is_kept_with_its_ratio(tmp_path: Path) -> None:
    verdict = comparer(PricedSandbox(), tmp_path).compare(costing(15), costing(10), WORKLOAD, "f")

    assert verdict.kept
    assert verdict.low <= 1.5 <= verdict.high
    assert verdict.reason.endswith("kept")
    assert "1.5" in verdict.reason


@pytest.mark.parametrize("seed", range(20))
def test_a_gain_that_reading_the_result_takes_away_is_not_kept_by_a_few_boosted_runs(
    seed: int, tmp_path: Path
) -> None:
    sandbox = PricedSandbox(random.Random(seed), Noise(boosted=0.12))
    idle = Candidate("cost = 10\nunread = 1\n", Origin.WRITTEN)

    verdict = comparer(sandbox, tmp_path).compare(costing(10), idle, WORKLOAD, "f")

    assert verdict.decision is Decision.NOT_CONFIRMED
    assert verdict.reason.endswith("only while its results are not looked at: not kept")


@pytest.mark.parametrize("seed", range(20))
def test_a_gain_that_stays_is_kept_among_boosted_runs(seed: int, tmp_path: Path) -> None:
    sandbox = PricedSandbox(random.Random(seed), Noise(boosted=0.12))

    assert comparer(sandbox, tmp_path).compare(costing(30), costing(15), WORKLOAD, "f").kept


def test_the_cost_of_starting_does_not_dilute_the_ratio(tmp_path: Path) -> None:
    quiet = PricedSandbox(noise=Noise(0.001, 0, 0))

    verdict = comparer(quiet, tmp_path).compare(costing(20), costing(10), WORKLOAD, "f")

    assert verdict.ratio == pytest.approx(2.0, rel=0.01)


def test_equal_programs_are_within_noise(tmp_path: Path) -> None:
    verdict = comparer(PricedSandbox(), tmp_path).compare(costing(10), costing(10), WORKLOAD, "f")

    assert not verdict.kept
    assert verdict.reason.endswith("not kept")
    assert verdict.score == 1.0


def test_a_program_that_waits_is_judged_by_the_wall_clock(tmp_path: Path) -> None:
    waiting = PricedSandbox(waits_ms=50.0)

    verdict = comparer(waiting, tmp_path).compare(costing(30), costing(10), WORKLOAD, "f")

    assert verdict.metric is Metric.LATENCY


def test_a_program_with_no_work_of_its_own_is_nothing_to_measure(tmp_path: Path) -> None:
    sandbox = PricedSandbox(noise=Noise(0, 0, 0), fails_beyond=20)

    verdict = comparer(sandbox, tmp_path).compare(costing(1), costing(1), WORKLOAD, "f")

    assert verdict.decision is Decision.NOTHING_TO_MEASURE
    assert "nothing to measure" in verdict.reason


def test_a_program_that_cannot_be_scaled_far_is_measured_as_far_as_it_goes(tmp_path: Path) -> None:
    sandbox = PricedSandbox(fails_beyond=200)

    verdict = comparer(sandbox, tmp_path).compare(costing(20), costing(10), WORKLOAD, "f")

    assert verdict.kept


def test_a_program_that_fails_is_a_plain_sentence(tmp_path: Path) -> None:
    sandbox = PricedSandbox(fails_beyond=5)

    verdict = comparer(sandbox, tmp_path).compare(costing(20), costing(10), WORKLOAD, "f")

    assert verdict.decision is Decision.FAILED
    assert verdict.reason == "it could not be measured: too deep"


def test_profiling_a_program_that_fails_is_declined(tmp_path: Path) -> None:
    with pytest.raises(Declined, match="too deep"):
        comparer(PricedSandbox(fails_beyond=5), tmp_path).profile(costing(9), WORKLOAD, "f")


def test_profiling_tells_own_work_from_starting(tmp_path: Path) -> None:
    quiet = PricedSandbox(noise=Noise(0, 0, 0))

    profiling = comparer(quiet, tmp_path).profile(costing(200), WORKLOAD, "f")

    assert profiling.own_ms == pytest.approx(2.0)
    assert profiling.start_ms == pytest.approx(3.3)


def test_a_run_shares_its_level_among_all_candidates() -> None:
    budget = SharedBudget(12)

    assert sum(budget.next_level() for _ in range(12)) == pytest.approx(0.05)


def test_a_lasting_budget_shrinks_until_something_is_kept_and_outlives_the_process() -> None:
    stored = [0]
    first = LastingBudget(lambda: stored[0], lambda number: stored.__setitem__(0, number))
    levels = [first.next_level() for _ in range(40)]
    again = LastingBudget(lambda: stored[0], lambda number: stored.__setitem__(0, number))

    later = again.next_level()
    again.record_keep()
    renewed = again.next_level()

    assert levels == sorted(levels, reverse=True)
    assert sum(level for level in levels if level > MIN_LEVEL) <= 0.05
    assert later == MIN_LEVEL
    assert renewed == levels[0]


def test_overhead_never_leaves_less_than_nothing() -> None:
    dear = Sample(5.0, 50.0, 1.0)

    left = Sample(1.0, 2.0, 1.0).without(dear)

    assert 0 < left.cpu < 1.0
    assert 0 < left.latency < 2.0
