"""A task that the library does not know, from its text to its answer, really confined."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.model_request import Request
from src.domain.outcome import Level, Outcome
from tests.fakes.scripted import ScriptedModel

TASK = "price of 3 kilos at 4 a kilo with 5 for the bag"
PLAN = '''```python
def price(kilos: int, per_kilo: int, bag: int) -> int:
    """The price of some kilos and a bag."""
    ...


price(3, 4, 5)
```'''
CASES = """```python
assert price(1, 2, 0) == 2
assert price(0, 9, 1) == 1
assert price(2, 2, 2) == 7
```"""
HEADER = "```python\ndef price(kilos, per_kilo, bag):\n"
VERSIONS = (
    f"{HEADER}    return kilos * per_kilo + bag\n```",
    f"{HEADER}    total = bag\n    total += per_kilo * kilos\n    print(total)\n```",
)


class ScriptedAdapters(Adapters):
    """One whose model is a script: a plan, cases, and two versions of the function."""

    @cached_property
    def model(self) -> ScriptedModel:
        versions = iter(VERSIONS)
        said = {"plan": PLAN, "tests": CASES}

        def say(request: Request) -> str:
            if request.purpose == "write":
                return next(versions)
            return said.get(request.purpose, "{}")

        return ScriptedModel(say)


@pytest.fixture(name="adapters", scope="module")
def _adapters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedAdapters]:
    home = tmp_path_factory.mktemp("home")
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    flags = {"optimizer.rounds": "0"}
    adapters = ScriptedAdapters(ConfigManager(flags=flags, environment=environment), RunMode())
    yield adapters
    adapters.close()


@pytest.fixture(name="solved", scope="module")
def _solved(adapters: ScriptedAdapters) -> Outcome:
    return App(adapters).solve(TASK, lambda event: None)


def test_it_is_planned_once_written_twice_and_answered(solved: Outcome) -> None:
    assert (solved.result, solved.origin, solved.model) == (17, Origin.WRITTEN, "scripted")
    assert solved.confidence is not None and solved.confidence.level is Level.HIGH
    assert str(solved.confidence).startswith("2 of 2 versions agree on ")
    assert str(solved.confidence).endswith("2 of 3 cases pass")


def test_each_step_is_in_the_trace_with_who_did_it(solved: Outcome) -> None:
    steps = [(step.name, step.kind) for step in solved.trace if step.name != "analyze"]

    assert steps == [
        ("rag", "rag"),
        ("classify", "keyword"),
        ("overseer", "llm"),
        ("write tests", "llm"),
        ("generate", "llm"),
        ("test", "test"),
        ("generate", "llm"),
        ("test", "test"),
        ("optimize", "optimize"),
        ("run", "run"),
    ]


def test_each_request_is_for_one_step(adapters: ScriptedAdapters, solved: Outcome) -> None:
    purposes = [request.purpose for request in adapters.model.requests]

    assert solved.solved
    assert [one for one in purposes if one not in ("classify", "same")] == [
        "plan",
        "tests",
        "write",
        "write",
    ]


def test_it_is_kept_as_a_typed_node_with_the_cases_that_it_passes(
    adapters: ScriptedAdapters, solved: Outcome
) -> None:
    node = adapters.nodes.load(solved.node_id)
    folder = Path(node.folder)

    assert node.id == "price_node" and node.function == "price"
    assert node.signature == "price(kilos: int, per_kilo: int, bag: int) -> int"
    assert "return kilos * per_kilo + bag" in (folder / "main.py").read_text()
    tests = (folder / "test_main.py").read_text()
    assert "assert price(kilos=1, per_kilo=2, bag=0) == 2" in tests and "== 7" not in tests


def test_the_node_answers_other_values_without_a_model(
    adapters: ScriptedAdapters, solved: Outcome
) -> None:
    asked = len(adapters.model.requests)

    run = App(adapters).nodes.run(solved.node_id, {"kilos": 1, "per_kilo": 2, "bag": 3})

    assert '"result": 5' in run.stdout
    assert len(adapters.model.requests) == asked


WRONG_PLAN = PLAN.replace("bag: int)", "bag: list[int])").replace("4, 5)", "4, [5])")


class PlanningTwice(ScriptedAdapters):
    """One whose model plans wrongly first, so that no version can work."""

    @cached_property
    def model(self) -> ScriptedModel:
        plans = iter((WRONG_PLAN, PLAN))

        def say(request: Request) -> str:
            if request.purpose == "plan":
                return next(plans)
            return CASES if request.purpose == "tests" else VERSIONS[0]

        return ScriptedModel(say)


def test_where_no_version_of_a_plan_works_another_plan_is_asked_for(tmp_path: Path) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    flags = {"optimizer.rounds": "0"}
    adapters = PlanningTwice(ConfigManager(flags=flags, environment=environment), RunMode())

    outcome = App(adapters).solve(TASK, lambda event: None)

    adapters.close()
    asked = [request for request in adapters.model.requests if request.purpose == "plan"]
    assert outcome.result == 17
    assert "bag: list[int]" in asked[1].text and "unsupported operand" in asked[1].text
