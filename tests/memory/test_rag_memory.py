"""Memory as a whole: embedding, searching, selecting, exchanging, outages of the embedder."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.artifact import ArtifactType
from src.domain.errors import MemoryUnavailable
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from tests.fakes.artifacts import code
from tests.fakes.embedding import FakeEmbedder


def open_memory(folder: Path, embedder: FakeEmbedder | None = None) -> RagMemory:
    store = ArtifactStore(folder / "memory.db")
    return RagMemory(store, EmbeddedIndex(store), embedder or FakeEmbedder())


def test_an_embedder_that_is_away_costs_no_artifact(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    memory = open_memory(tmp_path, embedder)
    memory.recall("what embeds from then on")
    embedder.away = True

    memory.remember([code("add 1 and 2")])
    embedder.away = False

    assert memory.show("code:add_1_and_2")
    assert memory.recall("add 3 and 4")[0].artifact.text == "add 1 and 2"


def test_a_new_embedder_embeds_all_beside_the_old_vectors(tmp_path: Path) -> None:
    old = open_memory(tmp_path, FakeEmbedder(64, "old"))
    old.remember([code(f"add {n} and 2", node_id=str(n)) for n in range(5)])
    told: list[tuple[int, int]] = []
    embedder = FakeEmbedder(32, "new")
    new = open_memory(tmp_path, embedder)

    new.embed_missing(lambda done, total: told.append((done, total)))

    assert told == [(5, 5)]
    assert len(new.recall("add 9 and 2", limit=5)) == 5
    assert len(old.recall("add 9 and 2", limit=5)) == 5


def test_the_first_search_finds_a_node_behind_hundreds_of_bundled_functions(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    bundled = [code(f"shuffle list number {n}", node_id=f"bundled {n}") for n in range(300)]
    memory.seed([replace(one, id=f"a:{one.id}", node_id="") for one in bundled])
    memory.remember([code("add 1 and 2", node_id="add_node")])

    found = memory.recall("add 3 and 4", limit=1)

    assert [one.artifact.node_id for one in found] == ["add_node"]


class Unwritable(ArtifactStore):
    """A store that can only be read."""

    def put_vectors(self, fingerprint: str, vectors: Mapping[str, Sequence[float]]) -> None:
        raise MemoryUnavailable("attempt to write a readonly database")


def test_a_database_that_cannot_be_written_is_searched(tmp_path: Path) -> None:
    before = open_memory(tmp_path)
    before.warm_up()
    before.remember([code("add 1 and 2")])
    before.seed([code("add 2 and 5", node_id="other")])
    store = Unwritable(tmp_path / "memory.db")

    found = RagMemory(store, EmbeddedIndex(store), FakeEmbedder()).recall("add 3 and 4")

    assert [one.artifact.text for one in found] == ["add 1 and 2"]


def test_what_is_kept_before_any_search_is_embedded_by_the_first(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    embedder.away = True
    memory = open_memory(tmp_path, embedder)

    memory.remember([code("add 1 and 2")])
    embedder.away = False

    assert memory.recall("add 3 and 4")[0].artifact.text == "add 1 and 2"


class Blocking(FakeEmbedder):
    """Embeds documents only once it is let; questions at once."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = threading.Event(), threading.Event()

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        if not query:
            self.began.set()
            assert self.go_on.wait(30)
        return super().embed(texts, query=query)


def test_a_search_does_not_wait_for_a_thread_that_embeds_all(tmp_path: Path) -> None:
    before = open_memory(tmp_path)
    before.warm_up()
    before.remember([code("add 1 and 2")])
    store = ArtifactStore(tmp_path / "memory.db")
    store.put([code(f"find {n} words", node_id=str(n)) for n in range(40)])
    embedder = Blocking()
    memory = RagMemory(store, EmbeddedIndex(store), embedder)
    filling = threading.Thread(target=memory.warm_up)
    filling.start()
    assert embedder.began.wait(30)

    found = memory.recall("add 3 and 4")
    was_still_filling = not embedder.go_on.is_set()
    embedder.go_on.set()
    filling.join(30)

    assert was_still_filling and [one.artifact.text for one in found] == ["add 1 and 2"]
    assert len(memory.recall("find 7 words", limit=50)) == 41


def test_a_vector_of_the_wrong_length_is_refused_before_asking(tmp_path: Path) -> None:
    class Lying(FakeEmbedder):
        """Says 64 and gives 64; a question gets one number too few."""

        def embed(self, texts, *, query=False):  # type: ignore[no-untyped-def]
            made = super().embed(texts, query=query)
            return [vector[:-1] for vector in made] if query else made

    memory = open_memory(tmp_path, Lying())
    memory.remember([code("add 1 and 2")])

    with pytest.raises(MemoryUnavailable, match="63"):
        memory.recall("add 3 and 4")


def test_seeding_twice_stores_only_what_changed(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    patterns = [code("add <n>", id="p:1"), code("sort", id="p:2")]
    memory.seed(patterns)
    memory.record_use("p:1", succeeded=True)

    rebuilt = memory.seed([patterns[0], code("sort lists", id="p:2")])

    assert rebuilt == 1
    assert memory.show("p:1").usage.uses == 1


def test_an_export_comes_back_without_duplicates_as_untested(tmp_path: Path) -> None:
    mine, other = open_memory(tmp_path / "a"), open_memory(tmp_path / "b")
    mine.remember([code("add 1 and 2")])
    mine.remember([code("adds", id="pattern:add", type=ArtifactType.PATTERN)])
    file = tmp_path / "backup.jsonl"
    mine.export_to(file)

    first, second = other.import_from(file), other.import_from(file)

    assert (first.added, first.known) == (2, 0)
    assert (second.added, second.known) == (0, 2)
    (imported,) = other.untested()
    assert imported.content == mine.show("code:add_1_and_2").content
    assert other.recall("add 1 and 2", types=("pattern",))


def test_an_import_never_replaces_what_is_there(tmp_path: Path) -> None:
    mine, other = open_memory(tmp_path / "a"), open_memory(tmp_path / "b")
    mine.remember([code("add 1 and 2", content={"implementation": "theirs"})])
    other.remember([code("add 1 and 2", content={"implementation": "ours"})])
    mine.export_to(tmp_path / "backup.jsonl")

    other.import_from(tmp_path / "backup.jsonl")

    (imported,) = other.untested()
    assert other.show("code:add_1_and_2").content["implementation"] == "ours"
    assert imported.content["implementation"] == "theirs"


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "{}", '{"id": "x"}', '{"id": 5, "type": "code", "content": {}}', "[" * 100_000]
    + ['{"id": "x", "type": "spell", "content": {}}', '{"id": "x", "type": "code", "content": 1}'],
)
def test_a_broken_line_is_named_and_the_rest_comes(tmp_path: Path, line: str) -> None:
    memory = open_memory(tmp_path / "a")
    memory.remember([code("add 1 and 2")])
    file = tmp_path / "backup.jsonl"
    memory.export_to(file)
    file.write_text(file.read_text() + line + "\n")

    imported = open_memory(tmp_path / "b").import_from(file)

    assert imported.added == 1
    assert len(imported.broken) == 1 and imported.broken[0].startswith("line 3")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1e999},
        {"version": 10**30},
        {"uses": -1},
        {"created": float("nan")},
        {"last_used": float("inf")},
        {"quality": "high"},
    ],
)
def test_a_line_with_an_impossible_number_is_named_and_the_others_are_kept(
    tmp_path: Path, change: dict[str, object]
) -> None:
    file = tmp_path / "backup.jsonl"
    mine = open_memory(tmp_path / "a")
    mine.remember([code("add 1 and 2"), code("reverse 'a'")])
    mine.export_to(file)
    header, first, second = file.read_text().splitlines()
    broken = json.dumps({**json.loads(first), **change})
    file.write_text("\n".join([header, broken, second]))

    imported = open_memory(tmp_path / "b").import_from(file)

    assert imported.added == 1
    assert len(imported.broken) == 1 and imported.broken[0].startswith("line 2")


@pytest.mark.parametrize("text", ["", "hello\n", '{"format": "other", "version": 1}\n', "\xff"])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "backup.jsonl"
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(MemoryUnavailable):
        open_memory(tmp_path).import_from(file)


def test_an_export_replaces_an_earlier_one_and_no_other_file(tmp_path: Path) -> None:
    memory, earlier, notes = open_memory(tmp_path), tmp_path / "a.jsonl", tmp_path / "notes.txt"
    notes.write_text("mine")
    memory.export_to(earlier)

    memory.export_to(earlier)
    with pytest.raises(MemoryUnavailable, match="is not an export of memory"):
        memory.export_to(notes)

    assert notes.read_text() == "mine"


def test_runs_are_kept_with_what_they_cost(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    for latency, ending in ((10.0, Ending.FINISHED), (30.0, Ending.FINISHED), (5.0, Ending.FAILED)):
        result = RunResult(ending, metrics=RunMetrics(latency, 2.0, 1.0))
        memory.record("adder", 1, result, {"description": "add 1 and 2"})

    runs = memory.runs.runs_of("adder")

    assert (runs.count, runs.latency_ms) == (3, 20.0)
    assert runs.success_rate == pytest.approx(2 / 3)


def test_state_counts_by_type_and_names_who_answers(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    memory.remember([code("add 1 and 2"), code("x", id="p", type=ArtifactType.PATTERN)])

    state = memory.state()

    assert state.counts == (("code", 1), ("pattern", 1))
    assert (state.embedder, state.index, state.problem) == ("fake-64", "embedded", "")
    assert state.size_bytes > 0


def test_nothing_heavy_is_imported_before_the_first_search(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from src.memory.rag_memory import RagMemory\n"
        "from src.memory.artifact_store import ArtifactStore\n"
        "from src.memory.embedded_index import EmbeddedIndex\n"
        "from src.memory.embedding.embedder_choice import choose_embedder\n"
        "store = ArtifactStore(Path(sys.argv[1]))\n"
        "memory = RagMemory(store, EmbeddedIndex(store), choose_embedder('auto'))\n"
        "memory.wordings(); memory.state()\n"
        "import json; print(json.dumps([m for m in ('numpy', 'qdrant_client', 'httpx')"
        " if m in sys.modules]))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "m.db")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert json.loads(done.stdout) == []


def test_a_text_of_100_kb_is_searched_like_any_other(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    memory.remember([code("add 1 and 2 " * 10_000, node_id="long")])

    found = memory.recall("add 1 and 2 " * 10_000)

    assert found[0].artifact.id == "code:long"


def test_threads_may_share_a_memory(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)

    def work(name: int) -> int:
        for number in range(10):
            memory.remember([code(f"add {name} and {number}", node_id=f"{name}-{number}")])
            memory.recall(f"add {number} and {name}")
            memory.warm_up()
        return name

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))

    assert done == [0, 1, 2, 3]
    assert len(memory.recall("add 1 and 2", limit=100)) == 40
