"""A compound task's node: a typed function that imports its parts, wherever it is run."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.domain.errors import NodeError
from src.domain.events import Event, Noted, PartBegan, PartEnded
from src.domain.node import edited_draft
from src.domain.node_contract import read_answer
from src.domain.outcome import Outcome
from tests.autoevolve.evolving import adapters_of, open_app
from tests.nodes.test_export import run_in

ROOT = Path(__file__).resolve().parents[2]
TASK = "calculate the first 5 primes and sum them"
NODE = "first_primes_then_add_all_node"
FUNCTION = "first_primes_then_add_all"


@pytest.fixture(name="solved", scope="module")
def _solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the task was solved."""
    home = tmp_path_factory.mktemp("solved")
    app = open_app(home)
    outcome = app.solve(TASK, lambda event: None)
    app.close()
    assert (outcome.node_id, outcome.result, outcome.reused) == (NODE, 28, False)
    assert outcome.signature == f"{FUNCTION}(count: int) -> int | float"
    return home


@pytest.fixture(name="app")
def _app(solved: Path, tmp_path: Path) -> Iterator[App]:
    shutil.copytree(solved, tmp_path / "home")
    app = open_app(tmp_path / "home")
    yield app
    app.close()


def solve(app: App, task: str) -> tuple[Outcome, list[Event]]:
    told: list[Event] = []
    return app.solve(task, told.append), told


def change_part(app: App, old: str, new: str) -> None:
    """Edit the node of the sum by hand, as a new version."""
    nodes = adapters_of(app).nodes
    node = nodes.load("add_all_node")
    assert old in node.source
    nodes.keep(edited_draft(node, node.source.replace(old, new), "edited"))


def by_hand(home: Path, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=home / "nodes" / NODE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{home}:{ROOT}"},
        check=False,
    )


def test_the_same_task_is_answered_again_without_its_parts(app: App) -> None:
    outcome, told = solve(app, TASK)

    assert (outcome.result, outcome.reused, outcome.node_id) == (28, True, NODE)
    assert outcome.arguments == {"count": 5}
    assert not any(isinstance(event, PartBegan) for event in told)


def test_other_values_are_answered_by_the_same_node(app: App) -> None:
    outcome, _ = solve(app, "calculate the first 7 primes and sum them")

    assert (outcome.result, outcome.reused, outcome.node_id) == (58, True, NODE)
    assert len(app.nodes.load(NODE).versions) == 1


def test_the_node_runs_by_its_id_by_hand_and_in_its_own_tests(app: App, tmp_path: Path) -> None:
    confined = app.nodes.run(NODE, {"count": 3})
    alone = by_hand(tmp_path / "home", "main.py", given='{"count": 3}')
    tested = by_hand(tmp_path / "home", "-m", "pytest", "-q", "test_main.py")

    assert read_answer(confined).result == 10
    assert json.loads(alone.stdout) == {"result": 10}, alone.stderr
    assert "1 passed" in tested.stdout, tested.stdout


def test_an_export_carries_what_the_node_imports(app: App, tmp_path: Path) -> None:
    exported = app.nodes.export(NODE, tmp_path / "alone")

    ran = run_in(tmp_path / "alone", "main.py", given='{"count": 3}')
    tested = run_in(tmp_path / "alone", "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert f"{FUNCTION}_function/_add_all.py" in exported.files
    assert json.loads(ran.stdout) == {"result": 10}, ran.stderr
    assert "1 passed" in tested.stdout, tested.stdout


def test_the_analyzers_find_nothing_in_it(app: App) -> None:
    source = app.nodes.load(NODE).source

    found = [one for analyzer in adapters_of(app).analyzers for one in analyzer.review(source)]

    assert found == []


def test_a_part_that_changes_harmlessly_is_tested_again_once(app: App) -> None:
    change_part(app, '"""Work out the sum', '"""Work out, again, the sum')

    first = app.nodes.run(NODE, {"count": 3})

    assert read_answer(first).result == 10
    assert app.nodes.load(NODE).tested_with["add_all_node"] == 2


def test_a_part_that_breaks_the_whole_is_named_and_the_task_solved_again(app: App) -> None:
    change_part(app, "total([exact(", "1 + total([exact(")

    with pytest.raises(NodeError, match="add_all_node changed from version 1 to 2, and first_"):
        app.nodes.run(NODE, {"count": 3})
    outcome, told = solve(app, TASK)
    again = app.nodes.run(NODE, {"count": 3})

    notes = [event.text for event in told if isinstance(event, Noted)]
    assert any("add_all_node changed from version 1 to 2" in text for text in notes)
    assert (outcome.result, outcome.node_id) == (29, NODE)
    assert app.nodes.load(NODE).version == 2
    assert read_answer(again).result == 11


def test_the_nodes_that_need_a_node_are_named_and_one_without_its_part_says_so(app: App) -> None:
    assert app.nodes.callers_of("add_all_node") == (NODE,)
    assert app.nodes.callers_of(NODE) == ()

    app.nodes.delete("add_all_node")

    with pytest.raises(NodeError, match="calls a function that is gone: unknown node add_all"):
        app.nodes.run(NODE, {"count": 3})


def test_an_edited_whole_keeps_the_versions_of_its_parts(app: App) -> None:
    node = app.nodes.load(NODE)
    source = node.source.replace("primes = first", "found = first").replace("(primes)", "(found)")

    report = app.nodes.edit(NODE, source)

    assert report.all_passed, report.first_failure
    assert app.nodes.load(NODE).version == 2
    assert app.nodes.load(NODE).tested_with == node.tested_with


def test_another_wording_of_the_same_chain_is_answered_by_the_same_node(app: App) -> None:
    outcome, _ = solve(app, "calculate the first 4 primes, then sum them")

    assert (outcome.result, outcome.node_id, outcome.reused) == (17, NODE, True)


def test_two_clauses_that_one_function_answers_need_no_node_of_their_own(app: App) -> None:
    outcome, _ = solve(app, "take the numbers 4, 8, 15 and find their average")

    assert (outcome.result, outcome.node_id, outcome.function) == (9, "mean_of_node", "mean_of")


def test_a_whole_of_template_texts_gives_what_its_parts_gave(app: App) -> None:
    outcome, told = solve(app, "write a haiku about snow and count its words")

    parts = [event.outcome.result for event in told if isinstance(event, PartEnded)]
    assert len(parts) == 2 and outcome.result == parts[1] == len(str(parts[0]).split())
    assert app.nodes.load(outcome.node_id).tools == ("content_generator",)
