"""A data folder and an export of version 1 open in this version, and nothing of them is lost.

`data_v1/` was written by version 1, offline: nodes.json holds the files of its nodes (version 1
is the current one of each), memory.jsonl is a `memory export`.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.app.doctor import Finding
from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import BadArguments
from src.domain.events import Event, Noted
from src.domain.json_value import JSONObject, JSONValue
from src.domain.node_contract import read_answer
from tests.autoevolve.evolving import adapters_of, open_app

DATA = Path(__file__).parent / "data_v1"
IDS = (
    "add_node",
    "count_the_words_node",
    "fibonacci_node",
    "joke_about_programmers_node",
    "prime_number_node",
    "reverse_and_count_the_words_node",
    "reverse_node",
)


def write_nodes(home: Path) -> None:
    files: dict[str, str] = json.loads((DATA / "nodes.json").read_text())
    for name, text in files.items():
        path = home / "nodes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if path.suffix == ".py":
            (path.parents[2] / path.name).write_text(text)


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    write_nodes(tmp_path)
    app = open_app(tmp_path)
    yield app
    app.close()


def answer_of(app: App, node_id: str, given: JSONObject | str) -> JSONValue:
    return read_answer(app.nodes.run(node_id, given)).result


def nodes_finding(app: App) -> Finding:
    return next(found for found in app.doctor() if found[0] == "nodes")


def test_every_old_node_runs_by_its_description_and_is_counted_as_one(app: App) -> None:
    assert app.nodes.ids() == IDS
    assert {app.nodes.load(node_id).contract for node_id in IDS} == {1}
    assert nodes_finding(app)[1:3] == (True, "7, of which 7 are programs of version 1")

    assert answer_of(app, "add_node", "add 3 and 4") == 7
    assert answer_of(app, "fibonacci_node", "calculate first 5 fibonacci numbers") == [
        *(0, 1, 1, 2, 3),
    ]
    assert answer_of(app, "prime_number_node", {"description": "is 8 a prime number"}) is False
    assert isinstance(answer_of(app, "joke_about_programmers_node", "write a joke about cats"), str)
    whole = 'reverse "a b c d" and count the words in it'
    assert answer_of(app, "reverse_and_count_the_words_node", whole) == 4


def test_an_old_node_is_marked_in_text_and_json(tmp_path: Path) -> None:
    write_nodes(tmp_path)
    out = io.StringIO()
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    cli = ChatCLI(ConfigManager(environment=environment), build=lambda: open_app(tmp_path))

    listed = cli.line_handler.carry_out(cli.line_handler.read("/list"))
    shown = cli.line_handler.carry_out(cli.line_handler.read("/show add_node"))
    cli.screen.stream = out
    cli.screen.show(listed)
    cli.screen.show(shown)
    cli.close()

    assert out.getvalue().count(" version 1 ") == len(IDS)
    assert "version 1: a program that reads a description" in out.getvalue()
    assert isinstance(listed.answer, dict) and isinstance(shown.answer, dict)
    assert isinstance(listed.answer["nodes"], list)
    facts = [*listed.answer["nodes"], shown.answer]
    assert {(one["contract"], one["function"]) for one in facts if isinstance(one, dict)} == {
        (1, None)
    }


def test_solving_its_task_again_gives_an_old_node_a_typed_version(app: App) -> None:
    heard: list[Event] = []
    before = app.nodes.load("add_node")

    outcome = app.solve("add 10 and 20", heard.append)
    after = app.nodes.load("add_node")
    again = app.solve("add 3 and 4", heard.append)

    assert (outcome.result, outcome.node_id, again.result, again.reused) == (30, IDS[0], 7, True)
    assert app.nodes.ids() == IDS
    assert (after.contract, after.version, after.versions) == (2, 2, (1, 2))
    assert app.nodes.version("add_node", 2).lineage.parent == 1
    assert app.nodes.version("add_node", 1).source == before.source
    assert answer_of(app, "add_node", {"a": 1, "b": 2}) == 3
    assert answer_of(app, "add_node", {"description": "add 5 and 6"}) == 11
    assert [n.text for n in heard if isinstance(n, Noted) and "version 1" in n.text] == [
        "add_node is a program of version 1: the function replaces it"
    ]
    assert nodes_finding(app)[2] == "7, of which 6 are programs of version 1"


def test_an_old_node_is_not_exported_before_it_is_a_function(app: App, tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match="version 1"):
        app.nodes.export("add_node", tmp_path / "adder")


def test_evolving_an_old_node_makes_it_a_typed_function(app: App) -> None:
    done = app.auto_evolution.evolve("add_node", 1, lambda event: None)

    assert done.kept and (done.node.id, done.node.contract, done.node.version) == ("add_node", 2, 2)
    assert "typed function add " in done.reason
    assert answer_of(app, "add_node", {"a": 1, "b": 2}) == 3


def test_an_old_node_whose_task_nobody_solves_stays(app: App) -> None:
    nodes = adapters_of(app).nodes
    manifest = Path(nodes.load("reverse_node").folder) / "node.json"
    made_for = nodes.load("reverse_node").made_for
    manifest.write_text(manifest.read_text().replace(json.dumps(made_for), '"levitate the teapot"'))

    done = app.auto_evolution.evolve("reverse_node", 1, lambda event: None)

    assert not done.kept and done.node.contract == 1
    assert "was not solved anew" in done.reason
    assert answer_of(app, "reverse_node", made_for) is not None


def test_a_rollback_to_an_old_program_is_kept_when_its_task_is_solved_again(app: App) -> None:
    app.solve("add 10 and 20", lambda event: None)

    node = app.nodes.roll_back("add_node", 1)
    outcome = app.solve("add 10 and 20", lambda event: None)

    assert (node.version, node.contract, node.signature) == (3, 1, "")
    assert answer_of(app, "add_node", "add 7 and 8") == 15
    assert (outcome.result, outcome.node_id) == (30, "add_node_2")
    assert app.nodes.load("add_node") == node


def test_an_old_program_that_answers_another_task_is_not_replaced(app: App) -> None:
    nodes = adapters_of(app).nodes
    folder = Path(nodes.load("reverse_node").folder)
    folder.rename(folder.with_name("is_prime_node"))
    before = nodes.load("is_prime_node")

    outcome = app.solve("is 7 prime", lambda event: None)

    assert (outcome.result, outcome.node_id) == (True, "is_prime_node_2")
    assert nodes.load("is_prime_node") == before


def test_an_export_of_version_1_is_imported_and_its_programs_become_nodes(tmp_path: Path) -> None:
    app = open_app(tmp_path)

    imported, adopted = app.nodes.import_memory(DATA / "memory.jsonl")

    assert (imported.added, imported.broken) == (8, ())
    assert (sorted(adopted.kept), adopted.refused) == (["add_node", "prime_number_node"], ())
    assert app.nodes.version("add_node", 1).lineage.origin is Origin.RECALLED
    assert answer_of(app, "add_node", "add 3 and 4") == 7
    assert answer_of(app, "prime_number_node", "is 8 a prime number") is False
    app.close()
