"""Auto-evolution over a real data folder: a slow node is improved while nobody waits."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.core.candidate import Origin
from src.core.errors import NodeError
from tests.app.evolving import house_of, keep_slow_node, open_app


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
    house_of(app).notes = told

    app.set_auto(True)
    assert told.something.wait(300), "nothing was kept"
    app.set_auto(False)

    node = app.node("fibonacci_node")
    assert "@cache" in node.source
    assert app.version("fibonacci_node", 2).lineage.origin is Origin.REWRITTEN
    events: list[object] = []
    app.solve("add 1 and 2", events.append)
    assert any("kept version 2 of fibonacci_node" in str(event) for event in events)


def test_the_switch_is_remembered_and_belongs_to_one_program(app: App, tmp_path: Path) -> None:
    app.set_auto(True)
    other = open_app(tmp_path)

    with pytest.raises(NodeError, match="another program"):
        other.set_auto(True)
    app.close()
    other.probe()

    assert other.auto
    other.set_auto(False)
    assert not other.auto and not (tmp_path / "auto-evolution").exists()
    other.close()
