"""Auto-evolution over a real data folder: a slow node is improved while nobody waits."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from src.app.app import App
from src.domain.candidate import Origin
from src.domain.errors import NodeError
from src.domain.node_runs import EvolutionEvent
from src.memory.evolution_log import EvolutionLog
from tests.autoevolve.evolving import adapters_of, keep_slow_node, open_app


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


class Told(list[str]):
    """The notes for the user; lets a test wait for the first."""

    def __init__(self) -> None:
        super().__init__()
        self.something = threading.Event()

    def append(self, note: str) -> None:
        super().append(note)
        self.something.set()


def test_a_slow_node_is_improved_unattended_and_the_user_is_told(app: App) -> None:
    keep_slow_node(app)

    told = Told()
    adapters_of(app).notes = told

    app.auto_switch.turn(True)
    assert told.something.wait(300), "nothing was kept"
    app.auto_switch.turn(False)

    node = app.nodes.load("fibonacci_node")
    assert "@cache" in node.source
    assert app.nodes.version("fibonacci_node", 2).lineage.origin is Origin.REWRITTEN
    events: list[object] = []
    app.solve("add 1 and 2", events.append)
    assert any("kept version 2 of fibonacci_node" in str(event) for event in events)


def test_the_switch_is_remembered_and_belongs_to_one_program(app: App, tmp_path: Path) -> None:
    app.auto_switch.turn(True)
    other = open_app(tmp_path)

    with pytest.raises(NodeError, match="another program"):
        other.auto_switch.turn(True)
    app.close()
    other.probe()

    assert other.auto_switch.is_on
    other.auto_switch.turn(False)
    assert not other.auto_switch.is_on and not (tmp_path / "auto-evolution").exists()
    other.close()


@pytest.mark.soak
def test_a_slow_node_is_improved_while_a_user_types_tasks(app: App) -> None:
    keep_slow_node(app)
    told = Told()
    adapters_of(app).notes = told
    app.auto_switch.turn(True)
    results: list[object] = []

    for number in range(1, 5):
        results.append(app.solve(f"add {number} and 2", lambda event: None).result)
    assert told.something.wait(300), "nothing was kept"
    results.append(app.solve("add 5 and 2", lambda event: None).result)
    app.auto_switch.turn(False)

    assert results == [3, 4, 5, 6, 7]
    assert "@cache" in app.nodes.load("fibonacci_node").source


class Phases:
    """Notes the phases of an attempt as they begin, and lets a test wait for one of them."""

    def __init__(self, wanted: str) -> None:
        self.begun: list[str] = []
        self.reached = threading.Event()
        self._wanted = wanted

    def note(self, phase: str) -> None:
        self.begun.append(phase)
        if phase == self._wanted:
            self.reached.set()


class NotingLog:
    """A log of events that tells what auto-evolution is at."""

    def __init__(self, log: EvolutionLog, phases: Phases) -> None:
        self._log = log
        self._phases = phases

    def add(self, event: EvolutionEvent) -> None:
        phase = {"candidate": "verifying", "work": "measured", "kept": "keeping"}
        self._phases.note(phase.get(event.what, event.what))
        self._log.add(event)

    def spent_since(self, at: float) -> tuple[int, int, float]:
        self._phases.note("counting the allowance")
        return self._log.spent_since(at)


@pytest.mark.parametrize(
    "phase",
    [
        "counting the allowance",
        pytest.param("verifying", marks=pytest.mark.soak),
        pytest.param("measured", marks=pytest.mark.soak),
        "keeping",
    ],
)
def test_off_ends_the_work_in_every_phase(app: App, phase: str) -> None:
    keep_slow_node(app)
    phases = Phases(phase)
    memory = adapters_of(app).memory
    memory.evolution = cast(EvolutionLog, NotingLog(memory.evolution, phases))
    app.auto_switch.turn(True)
    assert phases.reached.wait(300), f"it never came to {phase}"

    (worker,) = [one for one in threading.enumerate() if one.name == "auto-evolution"]
    app.auto_switch.turn(False)
    begun = len(phases.begun)
    # `off` itself waits a second at most: tests/autoevolve/test_worker.py.
    worker.join(60)

    assert not app.auto_switch.is_on and not worker.is_alive()
    assert phases.begun[begun:].count("verifying") <= 1, "it went on to the next candidate"
    assert (
        app.nodes.load("fibonacci_node").source
        == app.nodes.version("fibonacci_node", app.nodes.load("fibonacci_node").version).source
    )
