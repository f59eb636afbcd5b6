"""A model that errs: right code is used whatever its form, and wrong code is never believed."""

from collections.abc import Iterator
from random import Random

import pytest

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.events import Event, Noted
from src.domain.outcome import Level, Outcome, OutcomeStatus
from src.language.task_reading import read_task
from tests.fakes.quick_services import services_over
from tests.fakes.task_families import FAMILIES
from tests.fakes.typed_functions import CASES, HARMLESS, PLAN, WRONG
from tests.fakes.weak_model import WeakModel

FORMULA, BUNDLED = ("add 10 and 20", 30), ("greatest common divisor of 12 and 18", 6)
NUMBERS, TEXT = ("price of 3 kilos at 4 a kilo with 5 for the bag", 17), (
    'join the last letters of "red sky at night"',
    "dytt",
)
USELESS_PLANS = {
    "no call",
    "no arguments in the call",
    "a variable in the call",
    "the values of another task",
    "another task",
    "a class",
    "prose",
    "nothing",
    "cut",
}


@pytest.fixture(scope="module", name="adapters")
def _adapters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adapters]:
    home = tmp_path_factory.mktemp("home")
    # CPU time, which other programs on the machine do not use up: an endless call costs a second.
    flags = {"sandbox.cpu_seconds": "1"}
    config = ConfigManager(flags=flags, environment={"CODE_EVOLVER_HOME": str(home)})
    adapters = Adapters(config, RunMode(offline=True, weak=True))
    yield adapters
    adapters.close()


def solve(adapters: Adapters, text: str, model: WeakModel) -> tuple[Outcome, list[Event]]:
    events: list[Event] = []
    pipeline = make_pipeline(services_over(adapters, model), adapters.rules, events.append)
    return pipeline.solve(read_task(text)), events


def level_of(outcome: Outcome) -> Level | None:
    return outcome.confidence.level if outcome.confidence else None


@pytest.mark.parametrize(("text", "result"), [FORMULA, BUNDLED])
def test_a_known_function_is_asked_for_once(adapters: Adapters, text: str, result: int) -> None:
    model = WeakModel(faulty=0)

    outcome, _ = solve(adapters, text, model)

    assert (outcome.result, outcome.origin) == (result, Origin.WRITTEN)
    assert model.asked == {"write": 1}


def test_a_function_that_is_the_result_is_written_by_the_model_and_judged_by_its_cases(
    adapters: Adapters,
) -> None:
    model = WeakModel(faulty=0)

    outcome, _ = solve(adapters, "write a function that adds two numbers", model)

    assert (outcome.function, outcome.origin) == ("add", Origin.WRITTEN)
    assert outcome.code_is_result and outcome.result is None
    assert model.asked == {"write": 1}


@pytest.mark.parametrize("fault", sorted(HARMLESS))
def test_a_known_function_in_an_odd_form_is_used(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"write: {fault}")

    outcome, _ = solve(adapters, FORMULA[0], model)

    assert (outcome.result, outcome.origin) == (FORMULA[1], Origin.WRITTEN)
    assert model.made == {("write", fault): 1}


@pytest.mark.parametrize("fault", sorted(WRONG))
def test_the_library_stands_in_for_wrong_code(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"write: {fault}")

    outcome, events = solve(adapters, FORMULA[0], model)

    assert (outcome.result, outcome.origin) == (FORMULA[1], Origin.LIBRARY)
    assert model.made["write", fault] >= 3
    assert any("using it" in event.text for event in events if isinstance(event, Noted))


@pytest.mark.parametrize(("text", "result"), [NUMBERS, TEXT])
def test_a_new_task_is_planned_and_written_twice(
    adapters: Adapters, text: str, result: object
) -> None:
    model = WeakModel(faulty=0)

    outcome, _ = solve(adapters, text, model)

    assert (outcome.result, level_of(outcome)) == (result, Level.HIGH)
    assert (model.asked["plan"], model.asked["tests"], model.asked["write"]) == (1, 1, 2)


@pytest.mark.parametrize("fault", sorted(set(PLAN) - USELESS_PLANS))
def test_a_plan_in_an_odd_form_is_followed(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"plan: {fault}")

    outcome, _ = solve(adapters, NUMBERS[0], model)

    assert (outcome.result, level_of(outcome)) == (NUMBERS[1], Level.HIGH)
    assert model.made == {("plan", fault): 1}


@pytest.mark.parametrize("fault", sorted(USELESS_PLANS))
def test_a_plan_that_cannot_be_used_is_not_followed(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"plan: {fault}")

    outcome, _ = solve(adapters, NUMBERS[0], model)

    assert outcome.status is OutcomeStatus.FAILED and outcome.error
    assert model.made["plan", fault] > 1 and model.asked["write"] == 0


@pytest.mark.parametrize("fault", sorted(CASES))
def test_wrong_cases_do_not_sink_right_code(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"tests: {fault}")

    outcome, _ = solve(adapters, NUMBERS[0], model)

    assert outcome.result == NUMBERS[1] and model.made == {("tests", fault): 1}


@pytest.mark.parametrize("fault", sorted({**HARMLESS, **WRONG}))
def test_new_code_is_right_or_not_believed(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"write: {fault}")

    outcome, _ = solve(adapters, NUMBERS[0], model)

    if fault in HARMLESS:
        assert (outcome.result, level_of(outcome)) == (NUMBERS[1], Level.HIGH)
    else:
        assert outcome.result == NUMBERS[1] or level_of(outcome) is not Level.HIGH
        assert outcome.solved or outcome.error


def test_over_many_tasks_no_wrong_result_is_believed(adapters: Adapters) -> None:
    model = WeakModel(seed=1, faulty=0.4)
    ended = []
    for family in [family for family in FAMILIES.values() if not family.creative]:
        text = family.make(Random(family.name))
        ended.append((solve(adapters, text, model)[0], family.answer(text)))

    right = [outcome for outcome, answer in ended if outcome.result == answer]
    wrong = [outcome for outcome, answer in ended if outcome.solved and outcome.result != answer]
    assert all(level_of(outcome) is not Level.HIGH for outcome in wrong)
    assert len(right) >= 9
