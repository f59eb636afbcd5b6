"""The fault matrix once more, seen from a task: every fault through the whole pipeline.

The sandbox, the stages, the router and the client are the real ones; memory and nodes are kept
in this process and the optimizer is left out, so that a hundred tasks take a minute.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import ModelTimeout
from src.domain.events import AttemptFailed, Event, FellBack, WriterChosen
from src.domain.model_request import Role
from src.domain.outcome import Outcome, OutcomeStatus
from src.domain.ports import LanguageModel
from src.language.task_reading import read_task
from src.models.recording import RecordingModel, ReplayingModel
from src.models.router import Router
from src.models.routing_rules import RoleSettings, RoutingRules
from tests.fakes.model_faults import (
    CONTEXT,
    FAULTS,
    IMPATIENT,
    QUICK,
    SHIPPED,
    FaultKind,
    broken_server,
)
from tests.fakes.model_server import model_server
from tests.fakes.model_threads import threads_left
from tests.fakes.quick_services import services_over

NO_PATTERN_FITS = "frobnicate the quux of tomorrow"
RIGHT_TEXT = frozenset({"slow load"})
"""Faults that only delay; every other fault's text is no program."""

every_fault = pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, id=kind.name, marks=[] if number % 3 == 0 else [pytest.mark.soak])
        for number, kind in enumerate(FAULTS)
    ],
)
"""A third of them always; tests/models/test_faults.py tries each without a task around it."""


@pytest.fixture(scope="module", name="adapters")
def _adapters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adapters]:
    home = tmp_path_factory.mktemp("home")
    config = ConfigManager(environment={"CODE_EVOLVER_HOME": str(home)})
    adapters = Adapters(config, RunMode(offline=True, weak=True))
    yield adapters
    adapters.close()


def solve(
    adapters: Adapters, text: str, *addresses: str, rules: RoutingRules = QUICK
) -> tuple[Outcome, list[Event]]:
    """What becomes of a task whose models are at these addresses, and what was told."""
    events: list[Event] = []
    roles = {role: RoleSettings("llama3", addresses, CONTEXT) for role in Role}
    with Router(roles, rules) as router:
        pipeline = make_pipeline(services_over(adapters, router), adapters.rules, events.append)
        outcome = pipeline.solve(read_task(text))
    return outcome, events


def models_that_wrote(events: list[Event]) -> list[str]:
    return [event.model for event in events if isinstance(event, WriterChosen)]


@every_fault
def test_with_one_endpoint_a_task_is_solved_offline_and_the_user_told_why(
    adapters: Adapters, kind: FaultKind
) -> None:
    rules = IMPATIENT if kind.error is ModelTimeout else QUICK

    with broken_server(kind, model_server) as (server, address):
        outcome, events = solve(adapters, "add 10 and 20", address, rules=rules)
        left = server.connections_left()

    told = [event.reason for event in events if isinstance(event, (FellBack, AttemptFailed))]
    assert (outcome.status, outcome.result) == (OutcomeStatus.SOLVED, 30)
    assert left == 0
    assert not threads_left()
    if kind.name not in RIGHT_TEXT:
        assert told
        says = "holds no code" if kind.needs_schema else kind.says
        assert kind.error is None or any(says in reason for reason in told)
        assert "Traceback" not in repr(told)


@every_fault
def test_with_two_endpoints_the_second_rescues_it(adapters: Adapters, kind: FaultKind) -> None:
    with broken_server(kind, model_server) as (server, address), model_server() as well:
        outcome, events = solve(adapters, "add 10 and 20", address, well.url)
        left = server.connections_left() + well.connections_left()

    assert (outcome.status, outcome.result) == (OutcomeStatus.SOLVED, 30)
    assert left == 0
    if kind.error is not None and not kind.needs_schema:
        assert outcome.origin is Origin.WRITTEN
        assert not any(isinstance(event, FellBack) for event in events)
        assert models_that_wrote(events) == ["llama3"]


@pytest.mark.parametrize(
    "name", ["refused", "404 model", "503", "clean end without done", "schema ignored"]
)
def test_a_task_that_only_a_model_could_solve_is_declined_with_the_way_out(
    adapters: Adapters, name: str
) -> None:
    (kind,) = [kind for kind in FAULTS if kind.name == name]

    with broken_server(kind, model_server) as (_, address):
        outcome, events = solve(adapters, NO_PATTERN_FITS, address)

    assert outcome.status in (OutcomeStatus.DECLINED, OutcomeStatus.FAILED)
    told = [outcome.error, *(event.reason for event in events if isinstance(event, FellBack))]
    # Plans are code, too: no request of a task asks for JSON.
    says = "holds no code" if kind.needs_schema else kind.says
    assert outcome.error and any(says in one for one in told)
    assert outcome.model_down is (name in ("refused", "503"))


@pytest.mark.parametrize("text", ["add 10 and 20", "calculate fibonacci sequence"])
def test_a_recorded_task_is_replayed_to_the_same_end_without_any_server(
    adapters: Adapters, tmp_path: Path, text: str
) -> None:
    def solve_with(model: LanguageModel) -> Outcome:
        pipeline = make_pipeline(services_over(adapters, model), adapters.rules, lambda event: None)
        return pipeline.solve(read_task(text))

    path = tmp_path / "session.jsonl"
    with model_server() as server:
        roles = {role: RoleSettings("llama3", (server.url,), CONTEXT) for role in Role}
        with Router(roles, SHIPPED) as router:
            recorder = RecordingModel(router, path)
            first = solve_with(recorder)
            recorder.close()
    player = ReplayingModel(path)
    again = solve_with(player)

    assert first.solved
    assert (again.result, again.origin, again.model) == (first.result, first.origin, first.model)
    assert [a.candidate for a in again.attempts] == [a.candidate for a in first.attempts]
    assert player.unused == 0
