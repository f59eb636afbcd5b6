"""The nodes in use are ranked, and read again only where something happened."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.autoevolve.node_ranking import NodeRanking
from src.domain.candidate import Origin
from src.domain.node import Lineage, Node, draft_of
from src.domain.program_run import Ending
from src.nodes.node_store import FolderNodeStore
from tests.autoevolve.evolving import NODE, adapters_of, keep_slow_node, open_app, record_run


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


def test_a_look_at_the_nodes_follows_runs_versions_and_edits_by_hand(app: App) -> None:
    main = Path(keep_slow_node(app).folder) / "main.py"
    adapters = adapters_of(app)
    ranking = NodeRanking(adapters.nodes, adapters.memory.runs, lambda text: None)

    def look() -> tuple[int, int, bool]:
        (rank,) = ranking.all()
        return rank.runs, rank.version, rank.urgency > 1

    seen = [look(), look()]
    record_run(app, 1, "fibonacci of 8", Ending.FAILED)
    seen.append(look())
    node = adapters.nodes.load(NODE)
    adapters.nodes.keep(draft_of(node, node.source + "#\n", Lineage(Origin.IMPROVED, parent=1)))
    seen.append(look())
    main.write_text(main.read_text() + "# mine\n")
    seen.append(look())
    app.nodes.delete(NODE)

    assert seen == [(1, 1, False)] * 2 + [(2, 1, True), (2, 2, False), (2, 3, False)]
    assert ranking.all() == ()


class _Counting(FolderNodeStore):
    """A store that counts how often a node is read."""

    loaded = 0

    def load(self, node_id: str) -> Node:
        self.loaded += 1
        return super().load(node_id)


def test_a_node_that_nothing_happened_to_is_read_once(app: App, tmp_path: Path) -> None:
    keep_slow_node(app)
    nodes = _Counting(tmp_path / "nodes", time.time)
    ranking = NodeRanking(nodes, adapters_of(app).memory.runs, lambda text: None)

    looks = {ranking.all() for _ in range(5)}

    assert len(looks) == 1 and nodes.loaded == 1
