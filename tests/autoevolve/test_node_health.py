"""Health: what is watched, what is forgiven, how rarely a false alarm is raised."""

import random

from src.autoevolve.node_ranking import (
    ALARM,
    DRIFTED_FAILURES,
    USUAL_FAILURES,
    WATCHED_RUNS,
    Health,
    alarms,
    condition_of,
    is_due,
)
from src.domain.node_runs import RunRecord


def ran(finished: bool = True, cpu_ms: float = 1.0) -> RunRecord:
    return RunRecord(1, finished, cpu_ms, "")


def test_a_new_version_that_fails_once_is_looked_at_and_a_proven_one_is_not() -> None:
    assert condition_of((ran(), ran(False))).health is Health.FAILING
    assert condition_of((*[ran()] * 50, ran(False))).health is Health.STEADY


def test_a_proven_version_that_begins_to_fail_is_told_and_one_that_recovered_is_forgiven() -> None:
    failing = (*[ran()] * 50, *[ran(False)] * 6)

    assert condition_of(failing).health is Health.FAILING
    assert condition_of((*failing, *[ran()] * 60)).health is Health.STEADY


def test_a_version_that_became_slower_is_told() -> None:
    rng = random.Random(1)
    usual = [ran(cpu_ms=rng.gauss(10, 1)) for _ in range(100)]
    slower = [ran(cpu_ms=rng.gauss(20, 1)) for _ in range(40)]

    assert condition_of(usual).health is Health.STEADY
    assert condition_of(usual + slower).health is Health.DRIFTED


def test_a_steady_version_is_sampled_and_a_new_one_watched() -> None:
    new, proven = condition_of([ran()] * 5), condition_of([ran()] * (WATCHED_RUNS + 5))

    assert is_due(new, 4)
    assert not is_due(proven, WATCHED_RUNS) and is_due(proven, WATCHED_RUNS - 5)


def test_false_alarms_are_as_rare_as_the_method_says() -> None:
    rng = random.Random(7)
    runs, alarmed = 200, 0
    for _ in range(1_000):
        odd = [rng.random() < USUAL_FAILURES for _ in range(runs)]
        alarmed += any(alarms(odd[:n], USUAL_FAILURES, DRIFTED_FAILURES) for n in (50, 100, 200))

    assert ALARM > 6.9
    assert alarmed <= 10


def test_false_alarms_of_slowness_are_rare_with_a_record_of_twenty_runs() -> None:
    rng = random.Random(3)
    alarmed = sum(
        condition_of([ran(cpu_ms=rng.lognormvariate(0, 0.3)) for _ in range(200)]).health
        is Health.DRIFTED
        for _ in range(500)
    )

    assert alarmed <= 15
