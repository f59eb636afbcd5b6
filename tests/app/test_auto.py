"""Auto-evolution over a real data folder: a slow node is improved while nobody waits."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.mode import Mode
from src.config.manager import ConfigManager
from src.core.candidate import Origin, Suite
from src.core.contract import FRAME
from src.core.errors import NodeError
from src.core.jsonvalue import to_json
from src.core.node import Lineage, NodeDraft
from src.core.running import RunMetrics, RunResult
from src.core.running import Ending
from src.core.task import Specification, Task, TaskKind, Workload
from tests.fakes.thinking import suite_of

SLOW = '''"""A Fibonacci number."""

import json
import re
import sys


def fibonacci(n: int) -> int:
    """The n-th number."""
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def solve(description: str) -> int:
    """The number that the description asks for."""
    return fibonacci(int(re.findall(r"\\d+", description)[0]))
'''
WORKLOAD = """
def make_input(seed, size):
    return {"description": f"fibonacci of {25 + seed % 3}"}
"""
SUITE: Suite = suite_of(("fibonacci of 7", 13), ("fibonacci of 12", 144))


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    app = build_app(ConfigManager(environment=environment), Mode(offline=True))
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


def keep_slow_node(app: App) -> None:
    task = Task.from_text("fibonacci of 7")
    plan = Specification(
        task, TaskKind.ALGORITHM, "fibonacci", "the n-th", workload=Workload(WORKLOAD, 10)
    )
    specification = {"plan": to_json(plan), "suite": to_json(SUITE)}
    house = app._house  # pylint: disable=protected-access
    house.nodes.keep(
        NodeDraft(
            "fibonacci",
            "fibonacci",
            "ALGORITHM",
            SLOW + FRAME,
            SUITE.source,
            Lineage(Origin.WRITTEN),
            specification=specification,
        )
    )
    run = RunResult(Ending.FINISHED, '{"result": 13}', metrics=RunMetrics(5.0, 5.0, 0.1))
    house.memory.record("fibonacci_node", 1, run, {"description": "fibonacci of 7"})


def test_a_slow_node_is_improved_unattended_and_the_user_is_told(app: App) -> None:
    keep_slow_node(app)

    told = Told()
    app._house.notes = told  # pylint: disable=protected-access

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
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    other = build_app(ConfigManager(environment=environment), Mode(offline=True))

    with pytest.raises(NodeError, match="another program"):
        other.set_auto(True)
    app.close()
    other.probe()

    assert other.auto
    other.set_auto(False)
    assert not other.auto and not (tmp_path / "auto-evolution").exists()
    other.close()
