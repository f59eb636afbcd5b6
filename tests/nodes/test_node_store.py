"""Nodes on disk: versions, edits by hand, kills in the middle, two writers at once."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.candidate import Origin
from src.domain.errors import NodeError
from src.domain.node import Lineage, NodeDraft
from src.domain.outcome import Confidence, Level
from src.domain.wording import Wording
from src.nodes.node_manifest import new_node_id
from src.nodes.node_repair import survey
from src.nodes.node_store import FolderNodeStore

ROOT = Path(__file__).resolve().parents[2]


def draft(source: str = "print(1)\n", node_id: str = "", subject: str = "add") -> NodeDraft:
    lineage = Lineage(Origin.WRITTEN, model="fake", temperature=0.1)
    return NodeDraft("Add", subject, "ARITHMETIC", source, "suite\n", lineage, node_id, score=1.5)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> FolderNodeStore:
    return FolderNodeStore(tmp_path / "nodes", lambda: 7.0)


def test_a_kept_node_is_loaded_as_it_was(store: FolderNodeStore) -> None:
    kept = store.keep(draft())

    assert store.load("add_node") == kept
    assert (kept.version, kept.versions, kept.score, kept.source) == (1, (1,), 1.5, "print(1)\n")


def test_a_new_version_leaves_the_old_one_readable(store: FolderNodeStore) -> None:
    store.keep(draft())

    node = store.keep(draft("print(2)\n", "add_node"))

    assert (node.version, node.versions) == (2, (1, 2))
    assert store.version("add_node", 1).source == "print(1)\n"
    assert store.version("add_node", 2).lineage.parent == 1


def test_a_noted_confidence_is_of_the_current_version_and_costs_no_wording(
    store: FolderNodeStore,
) -> None:
    store.keep(draft())
    store.edit_wordings("add_node", lambda known: (Wording("add 1 and 2", {}, ""),))
    before = store.load("add_node")

    store.note_confidence("add_node", {"level": "low"})
    node = store.load("add_node")
    later = store.keep(draft("print(2)\n", "add_node"))

    assert node.confidence == Confidence(Level.LOW)
    assert (node.specification, node.version) == (before.specification, 1)
    assert later.confidence is None
    assert store.roll_back("add_node", 1).confidence == Confidence(Level.LOW)


def test_a_rollback_is_a_new_version_that_points_back(store: FolderNodeStore) -> None:
    store.keep(draft())
    store.keep(draft("print(2)\n", "add_node"))

    node = store.roll_back("add_node", 1)

    lineage = store.version("add_node", 3).lineage
    assert (node.version, node.source) == (3, "print(1)\n")
    assert (lineage.origin, lineage.parent) == (Origin.ROLLED_BACK, 1)


def test_an_edit_by_hand_becomes_a_version_of_its_own(store: FolderNodeStore) -> None:
    folder = Path(store.keep(draft()).folder)
    (folder / "main.py").write_text("print('mine')\n")

    node = store.load("add_node")

    assert (node.version, node.source) == (2, "print('mine')\n")
    assert store.version("add_node", 2).lineage.origin is Origin.EDITED
    assert store.load("add_node").version == 2


def test_an_edit_is_kept_before_a_new_version_covers_it(store: FolderNodeStore) -> None:
    folder = Path(store.keep(draft()).folder)
    (folder / "main.py").write_text("print('mine')\n")

    node = store.keep(draft("print(3)\n", "add_node"))

    assert node.version == 3
    assert store.version("add_node", 2).source == "print('mine')\n"


def test_a_folder_with_only_a_program_is_a_node(store: FolderNodeStore, tmp_path: Path) -> None:
    (tmp_path / "nodes" / "plain").mkdir(parents=True)
    (tmp_path / "nodes" / "plain" / "main.py").write_text("print(1)\n")

    assert store.ids() == ("plain",)
    assert store.load("plain").source == "print(1)\n"


def a_file_for_versions(folder: Path) -> None:
    shutil.rmtree(folder / "versions")
    (folder / "versions").write_text("")


def a_digit_that_is_no_number(folder: Path) -> None:
    (folder / "versions" / "²").mkdir()


def an_edit_without_versions(folder: Path) -> None:
    shutil.rmtree(folder / "versions")
    (folder / "main.py").write_text("print('mine')\n")


def a_folder_for_a_suite(folder: Path) -> None:
    (folder / "test_main.py").unlink()
    (folder / "test_main.py").mkdir()


def a_deep_manifest(folder: Path) -> None:
    deep = "[" * 600 + "]" * 600
    (folder / "node.json").write_text(f'{{"specification": {{"plan": {deep}}}}}')


@pytest.mark.parametrize(
    "spoil, problem",
    [
        (a_file_for_versions, "versions cannot be read: Not a directory"),
        (a_digit_that_is_no_number, ""),
        (an_edit_without_versions, ""),
        (a_folder_for_a_suite, "it is a folder"),
        (a_deep_manifest, "broken JSON: TooDeep"),
    ],
)
def test_an_odd_folder_costs_itself_alone_and_is_named(
    spoil: Callable[[Path], None], problem: str, store: FolderNodeStore
) -> None:
    store.keep(draft())
    spoil(Path(store.keep(draft(subject="odd")).folder))

    nodes, broken = survey(store.load, store.ids())

    assert [node.id for node in nodes] == ["add_node", *["odd_node"] * (not problem)]
    assert [name for name, _ in broken] == ["odd_node"] * bool(problem)
    assert problem in " ".join(str(error) for _, error in broken)


def test_a_broken_manifest_is_named_with_its_line(store: FolderNodeStore) -> None:
    folder = Path(store.keep(draft()).folder)
    (folder / "node.json").write_text('{"id": "add_node",\n "title" 3}')

    with pytest.raises(NodeError, match=r"node\.json:2"):
        store.load("add_node")


@pytest.mark.parametrize("node_id", ["gone_node", "", "../evil", "a/b", ".lock", "x" * 200])
def test_what_is_no_node_is_an_error_with_a_hint(store: FolderNodeStore, node_id: str) -> None:
    with pytest.raises(NodeError) as caught:
        store.load(node_id)

    assert caught.value.hint


def test_nodes_are_read_where_they_cannot_be_written(
    store: FolderNodeStore, tmp_path: Path
) -> None:
    kept = store.keep(draft())
    (tmp_path / "nodes" / ".lock").unlink()
    (tmp_path / "nodes" / ".lock").mkdir()

    assert store.load(kept.id) == kept
    with pytest.raises(NodeError, match="nodes cannot be written"):
        store.keep(draft())


def test_a_deleted_node_is_gone(store: FolderNodeStore, tmp_path: Path) -> None:
    store.keep(draft())

    store.delete("add_node")

    assert store.ids() == ()
    assert [p.name for p in (tmp_path / "nodes").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "name", ["add", "shoutLoud", "_loud", "größe", "a__b", "long_" * 12, "日本"]
)
def test_a_function_is_found_by_any_name_and_behind_a_deleted_node(
    store: FolderNodeStore, name: str
) -> None:
    plan = {"plan": {"function": name}}
    for _ in range(11):
        store.keep(replace(draft(subject=name), specification=plan))
    store.keep(replace(draft(subject=name), specification={"plan": {"function": "other"}}))
    first = store.of_function(name)
    assert first is not None
    store.delete(first.id)

    numbers = [int(node.id.rpartition("_")[2]) for node in store.all_of_function(name)]

    assert numbers == list(range(2, 12))


@pytest.mark.parametrize(
    "subject, node_id",
    [
        ("fibonacci", "fibonacci_node"),
        ("Größe der Datei", "gro_e_der_datei_node"),
        ("日本", "task_node"),
        ("", "task_node"),
        ("../../etc", "etc_node"),
    ],
)
def test_a_subject_makes_a_safe_id(subject: str, node_id: str) -> None:
    made = new_node_id(subject, frozenset().__contains__)

    assert made == node_id or (made.isascii() and made.endswith("_node"))


def test_a_long_subject_is_cut_and_a_taken_id_gets_a_number() -> None:
    assert len(new_node_id("word_" * 60, frozenset().__contains__)) < 60
    assert new_node_id("add", {"add_node", "add_node_2"}.__contains__) == "add_node_3"


def test_writers_at_once_lose_no_version(store: FolderNodeStore) -> None:
    store.keep(draft())

    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda n: store.keep(draft(f"print({n})\n", "add_node")), range(12)))

    assert store.load("add_node").versions == tuple(range(1, 14))


KEEPS_FOR_EVER = """
import sys
from pathlib import Path
from src.domain.candidate import Origin
from src.domain.node import Lineage, NodeDraft
from src.nodes.node_store import FolderNodeStore

store = FolderNodeStore(Path(sys.argv[1]), lambda: 1.0)
number = 0
while True:
    number += 1
    lineage = Lineage(Origin.WRITTEN)
    source = f"print({number})\\n"
    node_id = "add_node" if "add_node" in store.ids() else ""
    node = store.keep(NodeDraft("Add", "add", "", source, source, lineage, node_id))
    print(node.version, flush=True)
"""


def kill_in_the_middle(folder: Path, seed: int) -> int:
    """Kill a process that keeps versions; returns the last version it acknowledged."""
    command = [sys.executable, "-c", KEEPS_FOR_EVER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert child.stdout is not None
    wanted = random.Random(seed).randrange(1, 6)
    lines = [child.stdout.readline() for _ in range(wanted)]
    child.send_signal(signal.SIGKILL)
    lines += child.stdout.readlines()
    child.wait(timeout=10)
    return int([line for line in lines if line.endswith("\n")][-1])


def check_kills(store: FolderNodeStore, folder: Path, kills: int) -> None:
    for seed in range(kills):
        acknowledged = kill_in_the_middle(folder, seed)

        node = store.load("add_node")

        assert node.version >= acknowledged
        assert node.source == store.version("add_node", node.version).source == node.suite
        assert json.loads((folder / "add_node" / "node.json").read_text())["version"]


def test_a_change_killed_before_the_manifest_is_finished_even_if_only_the_suite_is_new(
    store: FolderNodeStore, tmp_path: Path
) -> None:
    lineage = Lineage(Origin.WRITTEN)
    store.keep(NodeDraft("Add", "add", "", "print(1)\n", "old suite\n", lineage))
    folder = tmp_path / "nodes" / "add_node"
    before = {name: (folder / name).read_text() for name in ("node.json", "test_main.py")}
    store.keep(NodeDraft("Add", "add", "", "print(1)\n", "new suite\n", lineage, "add_node"))
    for name, text in before.items():
        (folder / name).write_text(text)

    node = store.load("add_node")

    assert (node.version, node.suite) == (2, "new suite\n")
    assert node.versions == (1, 2)


def test_a_kill_leaves_a_whole_version(store: FolderNodeStore, tmp_path: Path) -> None:
    check_kills(store, tmp_path / "nodes", 8)


@pytest.mark.soak
def test_a_hundred_kills_leave_whole_versions(store: FolderNodeStore, tmp_path: Path) -> None:
    check_kills(store, tmp_path / "nodes", 100)


def test_a_change_of_the_suite_alone_that_was_killed_is_finished(
    store: FolderNodeStore, tmp_path: Path
) -> None:
    node = store.keep(draft())
    folder = tmp_path / "nodes" / node.id
    manifest = (folder / "node.json").read_text()
    new_suite = "def test_more(answer):\n    assert answer('2') == 2\n"
    store.keep(replace(draft(), node_id=node.id, suite=new_suite))
    # As a kill leaves it, after the version's folder was renamed to its place.
    (folder / "node.json").write_text(manifest)

    found = store.load(node.id)

    assert found.version == 2 and found.suite == new_suite
    assert found.versions == (1, 2)
