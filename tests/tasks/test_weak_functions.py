"""A model that errs writes a function that the library knows: right code is used, wrong never."""

from collections.abc import Iterator

import pytest

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.events import Event, Noted
from src.domain.outcome import Outcome
from src.language.task_reading import read_task
from tests.fakes.quick_services import services_over
from tests.fakes.typed_functions import HARMLESS, WRONG
from tests.fakes.weak_model import WeakModel

FORMULA, BUNDLED = ("add 10 and 20", 30), ("greatest common divisor of 12 and 18", 6)


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


@pytest.mark.parametrize(("text", "result"), [FORMULA, BUNDLED])
def test_a_model_that_knows_its_trade_is_asked_once(
    adapters: Adapters, text: str, result: int
) -> None:
    model = WeakModel(faulty=0)

    outcome, _ = solve(adapters, text, model)

    assert (outcome.result, outcome.origin) == (result, Origin.WRITTEN)
    assert model.asked == {"function": 1}


def test_a_function_that_is_the_result_is_written_by_the_model_and_judged_by_its_cases(
    adapters: Adapters,
) -> None:
    model = WeakModel(faulty=0)

    outcome, _ = solve(adapters, "write a function that adds two numbers", model)

    assert (outcome.function, outcome.origin) == ("add", Origin.WRITTEN)
    assert outcome.code_is_result and outcome.result is None
    assert model.asked == {"function": 1}


@pytest.mark.parametrize("fault", sorted(HARMLESS))
def test_code_in_an_odd_form_is_used(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"function: {fault}")

    outcome, _ = solve(adapters, FORMULA[0], model)

    assert (outcome.result, outcome.origin) == (FORMULA[1], Origin.WRITTEN)
    assert model.made == {("function", fault): 1}


@pytest.mark.parametrize("fault", sorted(WRONG))
def test_wrong_code_is_never_used_and_the_library_stands_in(adapters: Adapters, fault: str) -> None:
    model = WeakModel(faulty=1, only=f"function: {fault}")

    outcome, events = solve(adapters, FORMULA[0], model)

    assert (outcome.result, outcome.origin) == (FORMULA[1], Origin.LIBRARY)
    assert model.made["function", fault] >= 3
    assert any("using it" in event.text for event in events if isinstance(event, Noted))
