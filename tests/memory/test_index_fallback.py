"""A server that is away, dies, errs or holds something else costs a line, never an answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import MemoryUnavailable
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.index_fallback import RETRY_SECONDS, FallbackIndex
from src.memory.qdrant_index import server_index
from src.memory.rag_memory import RagMemory
from tests.fakes.artifacts import code
from tests.fakes.embedding import FakeEmbedder
from tests.fakes.qdrant_server import FakeQdrant, fake_qdrant


class ServerMemory:
    """Memory on a server, with a clock that the test turns and the lines the user saw."""

    def __init__(self, folder: Path, url: str, key: str = "") -> None:
        self.seconds = 0.0
        self.told: list[str] = []
        self.store = ArtifactStore(folder / "memory.db")
        self.index = FallbackIndex(
            server_index(self.store, url, key),
            EmbeddedIndex(self.store),
            self.told.append,
            lambda: self.seconds,
        )
        self.memory = RagMemory(self.store, self.index, FakeEmbedder())


@pytest.fixture
def server() -> Iterator[FakeQdrant]:
    with fake_qdrant() as fake:
        yield fake


def test_an_absent_server_costs_one_line(tmp_path: Path) -> None:
    on_server = ServerMemory(tmp_path, "http://127.0.0.1:9")
    on_server.memory.remember([code("add 1 and 2")])

    found = [on_server.memory.recall("add 3 and 4") for _ in range(3)]

    assert all(f[0].artifact.text == "add 1 and 2" for f in found)
    assert len(on_server.told) == 1 and "127.0.0.1:9" in on_server.told[0]
    assert "embedded" in on_server.memory.state().index


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_named(tmp_path: Path, server: FakeQdrant, status: int) -> None:
    server.broken, server.broken_status = True, status
    on_server = ServerMemory(tmp_path, server.url, "wrong")
    on_server.memory.remember([code("add 1 and 2")])

    found = on_server.memory.recall("add 3 and 4")

    assert found[0].artifact.text == "add 1 and 2"
    assert "refuses the API key" in on_server.told[0] and len(on_server.told) == 1
    assert "refuses the API key" in on_server.memory.state().index


def test_what_a_dead_server_missed_it_gets_when_it_is_back(
    tmp_path: Path, server: FakeQdrant
) -> None:
    on_server = ServerMemory(tmp_path, server.url)
    on_server.memory.remember([code("add 1 and 2")])
    on_server.memory.recall("add")
    server.broken = True
    on_server.memory.remember([code("multiply 3 by 4")])
    during = on_server.memory.recall("multiply 5 by 6", limit=1)
    server.broken = False
    on_server.seconds += RETRY_SECONDS + 1

    after = on_server.memory.recall("multiply 5 by 6", limit=1)

    assert [f[0].artifact.text for f in (during, after)] == ["multiply 3 by 4"] * 2
    assert sum(len(points) for _, points in server.collections.values()) == 2
    assert "answers again" in on_server.told[-1]


def test_a_server_that_lost_everything_is_filled_again(tmp_path: Path, server: FakeQdrant) -> None:
    on_server = ServerMemory(tmp_path, server.url)
    on_server.memory.remember([code("add 1 and 2")])
    on_server.memory.recall("add")
    server.collections.clear()
    on_server.memory.recall("add")
    on_server.seconds += RETRY_SECONDS + 1

    found = on_server.memory.recall("add 3 and 4")

    assert found[0].artifact.text == "add 1 and 2"
    assert sum(len(points) for _, points in server.collections.values()) == 1


def test_the_next_program_sends_only_what_is_new(tmp_path: Path, server: FakeQdrant) -> None:
    on_server = ServerMemory(tmp_path, server.url)
    on_server.memory.remember([code("add 1 and 2")])
    on_server.memory.recall("add")
    server.asked.clear()

    ServerMemory(tmp_path, server.url).memory.recall("add")

    assert not [line for line in server.asked if line.startswith("PUT")]


def test_a_collection_of_another_dimension_is_noticed_and_rebuilt_on_demand(
    tmp_path: Path, server: FakeQdrant
) -> None:
    on_server = ServerMemory(tmp_path, server.url)
    on_server.memory.remember([code("add 1 and 2")])
    name = f"evolver-{on_server.store.identity()}-code-fake-64"
    server.collections[name] = (3, {})

    found = on_server.memory.recall("add 3 and 4")
    on_server.memory.reindex()

    assert found[0].artifact.text == "add 1 and 2"
    assert "dimension 3" in on_server.told[0]
    assert server.collections[name][0] == 64
    assert on_server.index.name == server.url


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_the_key_is_sent(tmp_path: Path, server: FakeQdrant) -> None:
    on_server = ServerMemory(tmp_path, server.url, key="secret")
    on_server.memory.remember([code("add 1 and 2")])

    on_server.memory.recall("add")

    assert set(server.keys) == {"secret"}


def test_an_address_that_is_none_is_said(tmp_path: Path) -> None:
    on_server = ServerMemory(tmp_path, "not an address")

    with pytest.raises(MemoryUnavailable, match="not an address"):
        on_server.memory.reindex()
