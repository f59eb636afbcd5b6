"""A tool that changes things, from a task's first word to its result: tried never, called once."""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.app import App
from src.app.measure_wiring import make_measuring
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Candidate, Origin
from src.domain.errors import Declined
from src.domain.events import Event, ToolCalled
from src.domain.model_request import Request
from src.domain.ports import LanguageModel
from src.domain.program_run import Limits
from src.domain.task import Workload
from src.measure.error_budget import SharedBudget
from src.sandbox.sandbox import ConfinedSandbox
from tests.fakes.pipeline_steps import FakeModel

DIARY = """
import uuid


def answer(prompt: str) -> str:
    with open(f"{uuid.uuid4()}.txt", "w", encoding="utf-8") as entry:
        entry.write(prompt)
    return "noted " + prompt
"""
MANIFEST = """
name: Diary
type: python
description: writes a line into the diary
python: {file: diary.py}
output: {pattern: "noted .*"}
examples: [{prompt: a, result: noted a}]
"""
PLAN = """```python
# tools: diary
def note(text: str) -> str:
    \"\"\"Put a text into the diary.\"\"\"
    ...


note("buy milk")
```"""
CODE = """```python
from node_runtime import call_tool

def note(text: str) -> str:
    return call_tool("diary", text)
```"""
TASK = "put into my diary: buy milk"


def says(request: Request) -> str:
    """What a model says of the diary task."""
    return {
        "classify": json.dumps({"reason": "a text is handled", "kind": "TEXT"}),
        "plan": PLAN,
        "write": CODE,
    }.get(request.purpose, "{}")


class ScriptedAdapters(Adapters):
    """One whose model is a script."""

    @cached_property
    def model(self) -> LanguageModel:
        return FakeModel(says)


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "diary.py").write_text(DIARY)
    (tmp_path / "tools" / "diary.yaml").write_text(MANIFEST)
    return tmp_path


def open_app(home: Path, settings: str = "{}") -> App:
    (home / "config.yaml").write_text(settings)
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    config = ConfigManager(home / "config.yaml", environment=environment)
    return App(ScriptedAdapters(config, RunMode()))


@pytest.fixture(name="app")
def _app(home: Path) -> Iterator[App]:
    app = open_app(home)
    app.toolkit.trust("diary")
    yield app
    app.close()


def entries(home: Path) -> list[str]:
    """What the tool left, once for each time it was called."""
    return [path.read_text() for path in (home / "out" / "diary").glob("*.txt")]


def test_timing_and_equivalence_never_call_it(app: App, home: Path) -> None:
    app.toolkit.grant("diary")
    node = app.nodes.load(app.solve(TASK, lambda event: None).node_id)
    a, b = Candidate(node.source, Origin.WRITTEN), Candidate(node.source + "\n", Origin.IMPROVED)
    workload = Workload(
        "def make_input(seed, size):\n    return {'arguments': {'text': str(seed)}}\n"
    )

    with ConfinedSandbox(Limits(), allow_weak=True) as sandbox:
        measuring = make_measuring(sandbox, SharedBudget(24))
        with suppress(Declined):
            measuring.equivalence.check(a, b, workload)
        verdict = measuring.comparer.compare(a, b, workload)

    assert not verdict.kept
    assert entries(home) == ["buy milk"], "the run of the task, and no other"


def test_tests_never_call_it_and_the_run_does_once(app: App, home: Path) -> None:
    app.toolkit.grant("diary")
    heard: list[Event] = []

    outcome = app.solve(TASK, heard.append)

    assert outcome.solved and outcome.result == "noted buy milk", outcome.error
    assert entries(home) == ["buy milk"]
    calls = [event for event in heard if isinstance(event, ToolCalled)]
    assert [(call.name, call.by, call.ok) for call in calls] == [("diary", "python", True)]
    steps = [step for step in outcome.trace if step.kind == "tool"]
    assert [(step.name, step.ok) for step in steps] == [("tool: diary", True)]


def test_solving_the_same_task_again_calls_it_once_more(app: App, home: Path) -> None:
    app.toolkit.grant("diary")
    app.solve(TASK, lambda event: None)

    again = app.solve(TASK, lambda event: None)

    assert again.reused and entries(home) == ["buy milk"] * 2


def test_without_the_grant_it_is_not_called_by_the_run_either(app: App, home: Path) -> None:
    outcome = app.solve(TASK, lambda event: None)

    assert not outcome.solved and "was not granted (/tools grant diary)" in outcome.error
    assert entries(home) == []


def test_a_node_run_by_its_id_calls_it_within_the_allowance(home: Path) -> None:
    app = open_app(home, "tool_budget: {calls: 1}")
    try:
        app.toolkit.trust("diary")
        app.toolkit.grant("diary")
        outcome = app.solve(TASK, lambda event: None)
        node = app.nodes.load(outcome.node_id)
        twice = node.source.replace(
            'return call_tool("diary", text)', 'return [call_tool("diary", text) for _ in "ab"]'
        )
        (home / "nodes" / node.id / "main.py").write_text(twice)

        _, errors, numbers = app.runner.run_node(node.id, {"text": "buy milk"})
    finally:
        app.close()

    assert not numbers["success"] and "has used up its 1 tool calls" in errors
    assert len(entries(home)) == 2, "one of the task's run, one of the two of the node's own"
