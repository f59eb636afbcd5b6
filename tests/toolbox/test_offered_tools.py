"""Which tools the overseer hears of, and what memory learns of calls."""

import json
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.errors import ToolFailed
from src.domain.model_request import Request
from src.domain.ports import LanguageModel
from tests.fakes.pipeline_steps import FakeModel

UNITS = ("words", "lines", "chars")


def says(request: Request) -> str:
    """A model that classifies, plans nothing of use, and answers no tool."""
    classified = {"reason": "lines are sorted", "kind": "TEXT"}
    return {"classify": json.dumps(classified), "tool": ""}.get(request.purpose, "{}")


class ScriptedAdapters(Adapters):
    """One whose model is a script."""

    @cached_property
    def model(self) -> LanguageModel:
        return FakeModel(says)


@pytest.fixture(name="adapters")
def _adapters(tmp_path: Path) -> Iterator[Adapters]:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    adapters = ScriptedAdapters(ConfigManager(environment=environment), RunMode())
    yield adapters
    adapters.close()


def test_the_overseer_hears_of_the_tools_that_fit_the_task_and_not_of_all(
    adapters: Adapters,
) -> None:
    App(adapters).solve("use the sorter for the lines of this text: b, a", lambda event: None)

    assert isinstance(adapters.model, FakeModel)
    plan = next(request for request in adapters.model.requests if request.purpose == "plan")
    assert "- line_sorter:" in plan.text and "- prime_factors:" not in plan.text


def test_a_call_is_remembered_with_what_it_took_and_whether_it_succeeded(
    adapters: Adapters,
) -> None:
    toolkit = adapters.toolkit
    toolkit.run("text_counter", "count=words to be or not to be")
    with pytest.raises(ToolFailed):
        toolkit.run("summarizer", "a long text")

    counted, failed = map(adapters.memory.tools.calls_of, ("text_counter", "summarizer"))

    assert (counted.count, counted.success_rate) == (1, 1.0)
    assert counted.latency_ms > 0
    assert (failed.count, failed.success_rate) == (1, 0.8)


def test_when_a_task_has_ended_no_kill_can_take_its_calls(adapters: Adapters) -> None:
    adapters.toolkit.run("text_counter", "count=words to be")

    App(adapters).solve("count the lines of @nothing.txt", lambda event: None)

    # Read beside the program that would write what it holds back before it reads.
    with sqlite3.connect(adapters.config.home / "evolver.db") as others:
        assert others.execute("SELECT name FROM tool_calls").fetchall() == [("text_counter",)]


def test_tools_answer_while_memory_is_away_and_one_note_says_so(adapters: Adapters) -> None:
    of_tomorrow = sqlite3.connect(adapters.config.home / "evolver.db")
    of_tomorrow.execute("PRAGMA user_version = 999")
    of_tomorrow.close()

    found = [adapters.toolkit.run("text_counter", f"count={what} to be").text for what in UNITS]

    assert found == ["2", "0", "5"]
    assert len([note for note in adapters.notes if "tool calls are not recorded" in note]) == 1
