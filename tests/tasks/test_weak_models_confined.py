"""The whole recipe with a weak model: real sandbox, memory and nodes, results that are right."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.events import Event
from src.domain.outcome import Outcome, OutcomeStatus
from src.language.task_reading import read_task
from tests.fakes.task_families import FAMILIES, Family
from tests.fakes.weak_model import WeakModel

EXACT = tuple(family for family in FAMILIES.values() if not family.creative)


@pytest.fixture
def adapters(tmp_path: Path) -> Iterator[Adapters]:
    config = ConfigManager(environment={"CODE_EVOLVER_HOME": str(tmp_path)})
    made = Adapters(config, RunMode(weak=True))
    yield made
    made.close()


def solve_all(adapters: Adapters, count: int, seed: int) -> list[tuple[Family, Outcome]]:
    services = replace(adapters.pipeline_services, model=WeakModel(seed, faulty=0.4))
    rng = Random(seed)
    ended: list[tuple[Family, Outcome]] = []
    heard: list[Event] = []
    for number in range(count):
        family = EXACT[(number + seed) % len(EXACT)]
        task = read_task(family.make(rng))
        pipeline = make_pipeline(services, adapters.rules, heard.append)
        ended.append((family, pipeline.solve(task)))
    return ended


def wrong(ended: list[tuple[Family, Outcome]]) -> list[str]:
    return [
        f"{outcome.task.text}: {outcome.result!r}"
        for family, outcome in ended
        if outcome.solved and outcome.result != family.answer(outcome.task.text)
    ]


def test_what_the_whole_recipe_answers_with_a_weak_model_is_right(adapters: Adapters) -> None:
    ended = solve_all(adapters, 10, seed=4)

    assert wrong(ended) == []
    assert sum(outcome.status is OutcomeStatus.SOLVED for _, outcome in ended) >= 9


@pytest.mark.soak
def test_over_a_hundred_tasks_nine_in_ten_are_solved_and_none_wrongly(adapters: Adapters) -> None:
    ended = solve_all(adapters, 100, seed=5)

    assert wrong(ended) == []
    assert sum(outcome.status is OutcomeStatus.SOLVED for _, outcome in ended) >= 90
