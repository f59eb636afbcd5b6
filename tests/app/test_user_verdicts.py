"""What `good` and `bad` are said of: the last task's result, if there is one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.domain.artifact import ArtifactType
from src.domain.errors import NodeError
from src.domain.node_artifacts import artifact_id
from src.domain.wording import read_wordings
from tests.autoevolve.evolving import adapters_of, open_app

JUDGE: tuple[Callable[[App], str], ...] = (App.good, App.bad)


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


@pytest.mark.parametrize("judge", JUDGE)
def test_before_the_first_task_there_is_nothing_to_judge(
    app: App, judge: Callable[[App], str]
) -> None:
    with pytest.raises(NodeError, match="nothing to rate: no task has been solved in this session"):
        judge(app)


@pytest.mark.parametrize("judge", JUDGE)
def test_a_declined_task_leaves_nothing_to_judge_though_one_before_it_was_solved(
    app: App, judge: Callable[[App], str]
) -> None:
    app.solve("add 10 and 20", lambda event: None)
    app.solve("negotiate peace between my neighbours", lambda event: None)

    with pytest.raises(NodeError, match="nothing to rate: the last task was not solved"):
        judge(app)


def test_a_verdict_moves_the_quality_of_the_last_tasks_program(app: App) -> None:
    node_id = app.solve("add 10 and 20", lambda event: None).node_id
    code = artifact_id(ArtifactType.CODE, node_id)
    before = app.memory.show(code).quality

    said = app.bad()

    assert node_id in said and app.memory.show(code).quality < before


@pytest.mark.parametrize(
    ("before", "judge", "after"),
    [("low", App.good, "high"), ("medium", App.good, "high"), ("high", App.bad, "low")],
)
def test_a_verdict_is_the_confidence_of_the_code_from_then_on(
    app: App, before: str, judge: Callable[[App], str], after: str
) -> None:
    node_id = app.solve("add 10 and 20", lambda event: None).node_id
    adapters_of(app).nodes.note_confidence(node_id, {"level": before})

    judge(app)

    sure = app.solve("add 10 and 20", lambda event: None).confidence
    assert sure is not None and sure.level == after


def test_a_verdict_moves_no_confidence_of_code_that_has_none(app: App) -> None:
    app.solve("add 10 and 20", lambda event: None)

    app.bad()

    assert app.solve("add 10 and 20", lambda event: None).confidence is None


def test_a_function_that_was_written_without_a_call_can_be_called_good(app: App) -> None:
    outcome = app.solve("write a function that tells whether a number is prime", lambda event: None)

    assert "Noted as good: is_prime_node" in app.good()
    assert app.nodes.load(outcome.node_id).version == 1


def test_a_bad_result_costs_the_wording_that_led_to_it(app: App) -> None:
    outcome = app.solve("add 10 and 20", lambda event: None)
    own, node = adapters_of(app).own_functions, app.nodes.load(outcome.node_id)
    assert outcome.arguments is not None
    own.learn(node, "add 10 and 20", outcome.arguments)
    own.learn(node, "10 with 20 on top", outcome.arguments)

    app.bad()

    left = read_wordings(app.nodes.load(node.id).specification["phrases"])
    assert [wording.text for wording in left] == ["10 with 20 on top"]
