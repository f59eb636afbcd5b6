"""Kill -9 of the whole program at any moment: nodes, database and index agree afterwards."""

import os
import random
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.autoevolve_wiring import make_promotion
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.artifact import ArtifactType
from src.domain.candidate import Candidate, Origin
from src.domain.measurement import Decision, Verdict
from src.nodes.node_store import FolderNodeStore
from tests.autoevolve.evolving import adapters_of

ROOT = Path(__file__).resolve().parents[2]
TASKS = (
    *("add 10 and 20", "reverse the word 'abc'", "is 7 prime", "fibonacci of 9"),
    *("factorial of 5", "count the vowels in 'hello'", "sort 3, 1, 2", "gcd of 12 and 18"),
)
KEPT = Verdict(Decision.KEPT, "1.10x faster", ratio=1.1, score=1.1, equivalent=True)


def open_app(home: Path) -> App:
    """The program over this data folder, offline."""
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    flags = {"memory.embedder": "lexical"}
    return build_app(ConfigManager(flags=flags, environment=environment), RunMode(offline=True))


def work(home: Path, start: int, export: Path) -> None:
    """Solve, optimize and import for ever; print what is done, a line each."""
    app = open_app(home)
    number = start
    while True:
        outcome = app.solve(TASKS[number % len(TASKS)], lambda event: None)
        node_id, word = outcome.node_id, "reused" if outcome.reused else "kept"
        print(word, node_id, app.nodes.load(node_id).version, flush=True)
        for _ in range(3):
            print("optimized", node_id, next_version(app, node_id, number), flush=True)
            number += 1
        came, tested = app.nodes.import_memory(export)
        print("imported", *tested.kept, came.added, flush=True)
        app.nodes.delete(node_id)
        print("deleted", node_id, 0, flush=True)


def next_version(app: App, node_id: str, number: int) -> int:
    """Keep a version of the node as auto-evolution does."""
    node = app.nodes.load(node_id)
    better = Candidate(f"{node.source.split('# try')[0]}# try {number}\n", Origin.REWRITTEN)
    new = make_promotion(adapters_of(app)).keep(node, better, KEPT)
    assert new is not None
    return new.version


def lines_until_killed(home: Path, start: int, export: Path, chance: random.Random) -> list[str]:
    """What the program acknowledged before it was killed."""
    command = [sys.executable, "-m", "tests.app.test_kills", str(home), str(start), str(export)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(chance.randrange(9))]
        timer = threading.Timer(chance.uniform(0, 0.2), os.kill, (child.pid, signal.SIGKILL))
        timer.start()
        said += child.stdout.readlines()
    return [line for line in said if line.endswith("\n")]


@dataclass
class Promises:
    """What the program acknowledged: the versions of its nodes, and which are in the database."""

    versions: dict[str, int] = field(default_factory=dict)
    remembered: set[str] = field(default_factory=set)
    under_way: str = ""
    imports: int = 0

    def hear(self, said: list[str]) -> None:
        """Note what is acknowledged, and which node the next step would have changed."""
        self.under_way = ""
        for line in said:
            what, *rest = line.split()
            if what == "deleted":
                self.versions.pop(rest[0], None)
                self.remembered.discard(rest[0])
            elif what == "imported":
                kept = rest[:-1]
                self.imports += len(kept)
                self.versions |= {node_id: 1 for node_id in kept}
                self.remembered |= set(kept)
            else:
                self.versions[rest[0]] = int(rest[1])
                self.under_way = rest[0]
                self.remembered |= {rest[0]} if what == "kept" else set()

    def check(self, home: Path) -> None:
        """Open the program, and hold nodes, database and index to this and to each other."""
        app = open_app(home)
        for node_id, version in list(self.versions.items()):
            # The next version or the deletion may be done and not yet acknowledged.
            if node_id == self.under_way and node_id not in app.nodes.ids():
                del self.versions[node_id]
                self.remembered.discard(node_id)
                continue
            node = app.nodes.load(node_id)
            assert node.version in (version, version + (node_id == self.under_way))
            assert node.source == app.nodes.version(node_id, node.version).source
            self.versions[node_id] = node.version
            # What was imported has the ID that it came with.
            remembered = app.memory.of_node(node_id)
            code = next((one for one in remembered if one.type is ArtifactType.CODE), None)
            if code is None and node_id == self.under_way:
                # It was being deleted, and memory goes first.
                self.remembered.discard(node_id)
            assert code is not None or node_id not in self.remembered
            if code is not None:
                of_code = app.nodes.version(node_id, code.version)
                assert code.content["implementation"] == of_code.source
        assert all(app.nodes.load(node_id).id == node_id for node_id in app.nodes.ids())
        assert app.memory.damaged() == () and app.memory.state().problem == ""
        assert app.memory.reindex() == sum(count for _, count in app.memory.state().counts)
        assert app.take_notes() == () and list(home.glob("*.damaged-*")) == []
        app.close()


def kill_and_look(folder: Path, kills: int) -> None:
    theirs, home, chance = open_app(folder / "theirs"), folder / "mine", random.Random(kills)
    theirs.solve("add 10 and 20", lambda event: None)
    theirs.memory.export_to(folder / "export.jsonl")
    theirs.close()
    promises, acknowledged = Promises(), 0
    for kill in range(kills):
        said = lines_until_killed(home, 10 * kill, folder / "export.jsonl", chance)
        promises.hear(said)
        promises.check(home)
        acknowledged += len(said)
    assert acknowledged > kills
    assert promises.imports > 0


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.soak)])
def test_a_program_killed_at_any_moment_has_lost_nothing_that_it_acknowledged(
    kills: int, tmp_path: Path
) -> None:
    kill_and_look(tmp_path, kills)


@pytest.mark.parametrize(
    ("ending", "is_remembered"), [(KeyboardInterrupt, False), (PermissionError, True)]
)
def test_memory_knows_nothing_of_a_node_whose_deletion_was_begun_and_all_of_one_that_stays(
    ending: type[BaseException],
    is_remembered: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def end(_nodes: FolderNodeStore, _node_id: str) -> None:
        raise ending

    app = open_app(tmp_path)
    node_id = app.solve("add 10 and 20", lambda event: None).node_id
    known = app.memory.of_node(node_id)
    monkeypatch.setattr(FolderNodeStore, "delete", end)

    with pytest.raises(ending):
        app.nodes.delete(node_id)

    assert known and app.memory.of_node(node_id) == (known if is_remembered else ())
    app.close()


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
