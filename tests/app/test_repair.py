"""What cannot be read costs itself, is named once, and can be repaired from what is left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from src.app.doctor import repair
from src.domain.errors import NodeError
from src.language.task_reading import read_task
from src.nodes.node_repair import survey
from tests.fakes.kept_functions import Kept

TEXTS = ("reverse the word 'abc'", "shout the word 'abc'", "halve the word 'abc'")
HEADERS = ("reverse(word: str) -> str", "shout(word: str) -> str", "halve(word: str) -> str")


@pytest.fixture(name="kept")
def keep_three(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    for text, header in zip(TEXTS, HEADERS):
        node = kept.keep(text, header)
        kept.own.learn(node, text, {"word": "abc"})
    # What is remembered is embedded by the first search.
    kept.memory.recall(TEXTS[0])
    yield kept
    kept.memory.close()


def change_rows(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "memory.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def repaired(kept: Kept) -> list[str]:
    home = Path(kept.nodes.load("reverse_node").folder).parents[1]
    config = SimpleNamespace(home=home, repair=tuple)
    adapters: Any = SimpleNamespace(nodes=kept.nodes, memory=kept.memory, config=config)
    return list(repair(adapters))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE artifacts SET content = '{' WHERE id = 'code:shout_node'",
        "UPDATE artifacts SET content = x'ff00' WHERE id = 'code:shout_node'",
        "UPDATE artifacts SET provenance = 'x' WHERE id = 'code:shout_node'",
        "UPDATE artifacts SET type = 'song' WHERE id = 'code:shout_node'",
        "UPDATE vectors SET vector = x'0102' WHERE artifact_id = 'code:shout_node'",
    ],
)
def test_a_row_that_cannot_be_read_costs_itself_and_is_rebuilt(
    kept: Kept, change: str, tmp_path: Path
) -> None:
    change_rows(tmp_path, "UPDATE notes SET value = value + 1 WHERE name = 'seq'", change)

    found = kept.memory.recall(TEXTS[0], limit=10)
    own = kept.own.find(read_task("reverse the word 'xyz'"))
    told = repaired(kept)

    assert "code:reverse_node" in {one.artifact.id for one in found}
    assert own is not None and own.arguments == {"word": "xyz"}
    assert told == ["memory: code:shout_node was rebuilt"]
    assert kept.memory.damaged() == () and repaired(kept) == []
    assert kept.memory.show("code:shout_node").text == TEXTS[1]
    assert "code:shout_node" in {one.artifact.id for one in kept.memory.recall(TEXTS[1], limit=10)}


def test_a_manifest_that_cannot_be_read_is_written_again(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "nodes" / "shout_node"
    (folder / "node.json").write_bytes(b"\xff{")

    nodes, broken = survey(kept.nodes.load, kept.nodes.ids())
    told = repaired(kept)

    assert [node.id for node in nodes] == ["halve_node", "reverse_node"]
    assert [node_id for node_id, _ in broken] == ["shout_node"]
    assert told == ["shout_node: node.json was written again from version 1"]
    assert kept.nodes.load("shout_node").version == 1


def test_an_edit_beside_a_broken_manifest_stays(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "nodes" / "shout_node"
    (folder / "node.json").write_text("[]")
    (folder / "main.py").write_text("def shout(word: str) -> str:\n    return 'mine'\n")

    repaired(kept)

    assert (kept.nodes.load("shout_node").version, kept.nodes.load("shout_node").source[-7:-1]) == (
        2,
        "'mine'",
    )


def test_where_no_version_can_be_read_the_folder_is_named(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "nodes" / "shout_node"
    (folder / "node.json").write_text("{}")
    (folder / "versions" / "1" / "version.json").write_text("")

    (told,) = repaired(kept)

    assert str(folder) in told
    with pytest.raises(NodeError):
        kept.nodes.load("shout_node")
