"""Decisions on simulated machines: noise is not kept, gains are, and the interval covers."""

import random

import pytest

from src.domain.measurement import Decision, Metric
from src.measure.sampling import Pair, Sample
from src.measure.sequential_test import Conclusion, conclude, verdict_of
from src.measure.stopping_rules import (
    InterimResult,
    StoppingRule,
    confirmation_result,
    interim_result,
)
from tests.fakes.priced_runs import Noise, SimulatedSampler

RULE = StoppingRule(confirm=0.05 / 24)
QUIET, LOADED = Noise(), Noise(jitter=0.04, disturbed=0.6, spike=0.8)
SHIFTING = Noise(layout=0.01)


def decide(ratio: float, noise: Noise, seed: int) -> Conclusion:
    source = random.Random(seed)
    return conclude(lambda: SimulatedSampler((10 * ratio, 10), noise, source), RULE, source)


def kept(ratio: float, noise: Noise, times: int) -> int:
    conclusions = [decide(ratio, noise, seed) for seed in range(times)]
    return sum(c.result.decision is Decision.KEPT for c in conclusions)


@pytest.mark.parametrize("noise", [QUIET, LOADED, SHIFTING])
def test_programs_of_equal_cost_are_not_kept(noise: Noise) -> None:
    assert kept(1.0, noise, 60) <= 1


@pytest.mark.parametrize("noise", [QUIET, LOADED])
def test_a_program_twice_as_fast_is_always_kept(noise: Noise) -> None:
    assert kept(2.0, noise, 20) == 20


def test_a_gain_of_ten_percent_is_kept_on_a_quiet_machine() -> None:
    assert kept(1.10, QUIET, 20) >= 18


def test_a_machine_too_loaded_to_tell_is_said_to_be_and_nothing_is_kept() -> None:
    hopeless = Noise(jitter=0.8, disturbed=0.9, spike=3.0)
    conclusions = [decide(1.15, hopeless, seed) for seed in range(12)]

    undecided = [c for c in conclusions if c.result.decision is Decision.UNDECIDED]

    assert undecided and all(len(c.pairs) == 40 for c in undecided)
    assert verdict_of(undecided[0], 0.0).reason.endswith(
        "undecided after all pairs because of noise: not kept"
    )
    assert not any(c.result.decision is Decision.KEPT for c in conclusions)


def test_a_slower_program_is_never_kept_and_soon_let_go() -> None:
    conclusions = [decide(0.8, QUIET, seed) for seed in range(10)]

    assert {c.result.decision for c in conclusions} == {Decision.WORSE}
    assert all(len(c.pairs) <= 14 for c in conclusions)


def test_the_published_interval_covers_the_true_ratio() -> None:
    verdicts = [verdict_of(decide(1.2, QUIET, seed), 0.0) for seed in range(40)]

    assert sum(v.low <= 1.2 <= v.high for v in verdicts) >= 34


def test_what_is_published_of_a_kept_program_comes_from_new_processes_alone() -> None:
    made: list[SimulatedSampler] = []
    source = random.Random(3)

    def new_sampler() -> SimulatedSampler:
        # The first processes flatter B; those that confirm do not.
        made.append(SimulatedSampler((15, 10) if not made else (12, 10), QUIET, source))
        return made[-1]

    conclusion = conclude(new_sampler, RULE, source)

    assert len(made) == 2
    assert conclusion.confirmed_on_fresh
    assert conclusion.result.intervals[Metric.CPU].ratio == pytest.approx(1.2, abs=0.03)


def test_a_first_impression_that_fresh_processes_do_not_share_is_not_kept() -> None:
    made: list[SimulatedSampler] = []
    source = random.Random(3)

    def new_sampler() -> SimulatedSampler:
        made.append(SimulatedSampler((11, 10) if not made else (10, 10), QUIET, source))
        return made[-1]

    conclusion = conclude(new_sampler, RULE, source)

    assert conclusion.result.decision is Decision.NOT_CONFIRMED
    assert "not confirmed" in verdict_of(conclusion, 0.0).reason


def pairs(a: tuple[float, float, float], b: tuple[float, float, float]) -> list[Pair]:
    source = random.Random(5)

    def jitter(values: tuple[float, float, float]) -> Sample:
        cpu, latency, memory = values
        factor = 1 + source.random() / 100
        return Sample(cpu * factor, latency * factor, memory)

    return [(jitter(a), jitter(b)) for _ in range(14)]


def test_a_faster_program_that_takes_far_more_memory_is_vetoed() -> None:
    result = interim_result(pairs((10, 10, 1), (5, 5, 9)), RULE, 1)

    assert result.decision is Decision.WORSE
    assert result.vetoed_by is Metric.MEMORY


def test_a_little_more_memory_is_no_veto() -> None:
    result = interim_result(pairs((10, 10, 1), (5, 5, 1.2)), RULE, 1)

    assert result.decision is Decision.KEPT


def test_a_gain_on_the_wall_clock_that_costs_much_more_cpu_is_vetoed() -> None:
    result = interim_result(pairs((10, 10, 1), (14, 6, 1)), RULE, 1)

    assert result.vetoed_by is Metric.CPU


def test_a_program_that_needs_less_memory_at_equal_speed_is_kept_for_it() -> None:
    result = interim_result(pairs((10, 10, 9), (10, 10, 1)), RULE, 1)

    assert result.decision is Decision.KEPT
    assert result.metric is Metric.MEMORY


def test_less_cpu_is_no_gain_to_a_program_that_waits() -> None:
    waiting = StoppingRule(clock=Metric.LATENCY)

    result = interim_result(pairs((2, 100, 1), (1, 100, 1)), waiting, 1)

    assert result.decision is not Decision.KEPT


def test_the_metric_that_won_must_be_the_one_that_confirms() -> None:
    won = InterimResult(Decision.KEPT, Metric.MEMORY)

    result = confirmation_result(won, pairs((10, 10, 1), (5, 5, 1)), RULE, 1)

    assert result.decision is Decision.NOT_CONFIRMED


def test_the_score_counts_an_undecided_metric_as_one() -> None:
    verdict = verdict_of(decide(2.0, QUIET, 1), 0.0)

    # CPU with weight 0.5 and latency with 0.25; memory was the same.
    assert verdict.score == pytest.approx(2**0.75, rel=0.05)
