"""One body of tests for the index: within the program, on a fake server, on a real one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from src.domain.artifact import ArtifactType
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.qdrant_index import Index, QdrantIndex, server_index
from src.memory.rag_memory import RagMemory
from tests.fakes.artifacts import code
from tests.fakes.embedding import FakeEmbedder
from tests.fakes.qdrant_server import fake_qdrant

Build = Callable[[ArtifactStore], Index]
TASKS = ("add 1 and 2", "reverse 'abc'", "sort 3, 1, 2 ascending", "write a joke about cats")


@pytest.fixture(params=["embedded", "fake server", "real server"])
def build(request: pytest.FixtureRequest) -> Iterator[Build]:
    with ExitStack() as stack:
        if request.param == "embedded":
            yield EmbeddedIndex
        elif request.param == "fake server":
            fake = stack.enter_context(fake_qdrant())
            yield lambda store: server_index(store, fake.url)
        else:
            url = os.environ.get("QDRANT_URL", "")
            if not url:
                pytest.skip("QDRANT_URL names no Qdrant server")
            made: list[QdrantIndex] = []
            key = os.environ.get("QDRANT_API_KEY", "")

            def on_server(store: ArtifactStore) -> QdrantIndex:
                made.append(server_index(store, url, key))
                return made[-1]

            yield on_server
            for index in made:
                index.drop(FakeEmbedder())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArtifactStore]:
    store = ArtifactStore(tmp_path / "memory.db")
    yield store
    store.close()


def memory_with(store: ArtifactStore, build: Build, tasks: tuple[str, ...] = TASKS) -> RagMemory:
    memory = RagMemory(store, build(store), FakeEmbedder())
    memory.remember([code(task) for task in tasks])
    return memory


def test_the_nearest_comes_first(store: ArtifactStore, build: Build) -> None:
    memory = memory_with(store, build)

    found = memory.recall("sort 9, 8, 7 ascending", limit=2)

    assert found[0].artifact.text == "sort 3, 1, 2 ascending"
    assert len(found) == 2


def test_only_the_asked_types_come(store: ArtifactStore, build: Build) -> None:
    memory = memory_with(store, build)
    memory.remember([code("add 1 and 2", id="pattern:add", type=ArtifactType.PATTERN)])

    found = memory.recall("add 3 and 4", types=("pattern",))

    assert [r.artifact.id for r in found] == ["pattern:add"]


def test_what_was_forgotten_or_retired_is_not_found(store: ArtifactStore, build: Build) -> None:
    memory = memory_with(store, build)
    memory.recall("warm")
    memory.forget("code:add_1_and_2")
    memory.give_verdict("code:reverse_'abc'", good=False)

    found = {r.artifact.text for r in memory.recall("add reverse", limit=10)}

    assert found == {"sort 3, 1, 2 ascending", "write a joke about cats"}


def test_a_retired_artifact_comes_back_with_a_good_word(store: ArtifactStore, build: Build) -> None:
    memory = memory_with(store, build)
    memory.give_verdict("code:add_1_and_2", good=False)
    memory.recall("warm")

    memory.give_verdict("code:add_1_and_2", good=True)

    assert memory.recall("add 1 and 2", limit=1)[0].artifact.text == "add 1 and 2"


def test_two_programs_on_one_folder_see_each_others_work(
    store: ArtifactStore, build: Build, tmp_path: Path
) -> None:
    other_store = ArtifactStore(tmp_path / "memory.db")
    mine = memory_with(store, build, TASKS[:1])
    other = RagMemory(other_store, build(other_store), FakeEmbedder())
    mine.recall("anything")
    other.recall("anything")

    other.remember([code("multiply 3 by 4")])

    assert mine.recall("multiply 5 by 6", limit=1)[0].artifact.text == "multiply 3 by 4"
    other.close()


def test_a_rebuilt_index_holds_what_the_truth_holds(store: ArtifactStore, build: Build) -> None:
    memory = memory_with(store, build)
    memory.forget("code:add_1_and_2")

    count = memory.reindex()

    assert count == len(TASKS) - 1
    assert memory.recall("sort 1, 2, 3 ascending", limit=1)[0].artifact.text == TASKS[2]


def test_an_artifact_with_a_new_text_is_found_by_it_alone(
    store: ArtifactStore, build: Build
) -> None:
    memory = memory_with(store, build)
    memory.recall("warm")

    memory.remember([code("capital of France", node_id="add_1_and_2")])

    found = memory.recall("capital of Spain", limit=1)[0]
    assert found.artifact.id == "code:add_1_and_2"
    assert len(memory.recall("capital", limit=10)) == len(TASKS)


def test_an_artifact_without_text_is_kept_and_not_searched(
    store: ArtifactStore, build: Build
) -> None:
    memory = memory_with(store, build)

    memory.remember([code("", node_id="silent")])

    assert memory.show("code:silent").text == ""
    assert "code:silent" not in {r.artifact.id for r in memory.recall("add", limit=10)}
    assert memory.recall("") == ()
    assert memory.recall("   ") == ()


def test_what_goes_to_a_server_on_this_machine_goes_past_a_proxy(
    store: ArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens on port 1.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    with fake_qdrant() as fake:
        memory = memory_with(store, lambda store: server_index(store, fake.url))
        found = memory.recall(TASKS[0], limit=1)

    assert found and fake.asked
