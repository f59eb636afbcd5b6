"""The truth: all or nothing, no loss, damage set aside, newer formats refused."""

import sqlite3
from multiprocessing import get_context
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.artifact import Artifact, Usage
from src.domain.errors import MemoryUnavailable
from src.memory.artifact_rows import unpack
from src.memory.artifact_store import ArtifactStore
from src.memory.database_schema import MIGRATIONS, V1, migrate
from tests.fakes.artifacts import code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.db"


def retrieved(store: ArtifactStore) -> list[Artifact]:
    """The artifacts that are in retrieval, the best first."""
    found = store.get([artifact.id for artifact in store.all()]).values()
    return sorted(found, key=lambda artifact: -artifact.quality)


def test_what_was_put_is_there_after_opening_again(path: Path) -> None:
    store = ArtifactStore(path)
    artifact = code("add 1 and 2", tags=("arithmetic",), provenance={"by": "me"})

    store.put([artifact])

    store.close()
    assert ArtifactStore(path).find("code:add_1_and_2") == artifact


def test_one_that_cannot_be_stored_keeps_all_of_them_out(path: Path) -> None:
    store = ArtifactStore(path)
    broken = code("reverse 'a'", content={"callback": {1, 2}})

    with pytest.raises(TypeError):
        store.put([code("add 1 and 2"), broken])

    assert store.all() == ()


@pytest.mark.parametrize(
    "text", ["", "é" * 50_000, "\x00\x01", "日本語 🎉", "a\ud800b", "'; DROP TABLE artifacts; --"]
)
def test_any_text_can_be_stored(path: Path, text: str) -> None:
    store = ArtifactStore(path)

    store.put([code(text, node_id="odd")])

    assert store.find("code:odd").text == text.encode("utf-8", "replace").decode()
    assert len(retrieved(store)) == 1


def test_quality_follows_what_happens(path: Path) -> None:
    store = ArtifactStore(path, now=lambda: 7.0)
    store.put([code("add 1 and 2", quality=0.5)])

    store.record_outcome("code:add_1_and_2", "success")
    better = store.find("code:add_1_and_2")
    store.record_outcome("code:add_1_and_2", "failure")
    store.record_outcome("code:add_1_and_2", "failure")
    worse = store.find("code:add_1_and_2")

    assert better.quality > 0.5 > worse.quality
    assert worse.usage == Usage(uses=3, successes=1, last_used=7.0)


def test_what_keeps_failing_leaves_retrieval_but_not_the_store(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2")])

    for _ in range(3):
        store.record_outcome("code:add_1_and_2", "failure")

    assert retrieved(store) == []
    assert store.get(["code:add_1_and_2"]) == {}
    assert store.find("code:add_1_and_2").usage.uses == 3


def test_a_new_version_keeps_the_uses_and_returns_to_retrieval(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2")])
    for _ in range(3):
        store.record_outcome("code:add_1_and_2", "failure")

    store.put([code("add 1 and 2", version=2)])

    (found,) = retrieved(store)
    assert (found.version, found.usage.uses) == (2, 3)


def test_a_verdict_is_on_the_version_that_was_seen(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2", quality=0.8)])
    store.record_outcome("code:add_1_and_2", "bad")
    assert retrieved(store) == []

    store.put([code("add 1 and 2", version=2, quality=0.8)])

    assert [a.quality for a in retrieved(store)] == [0.8]


def test_an_id_may_be_shortened_as_long_as_it_is_one(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2"), code("reverse 'a'")])

    assert store.find("code:a").text == "add 1 and 2"
    for unclear in ("code:", "", "nothing"):
        with pytest.raises(MemoryUnavailable):
            store.find(unclear)


def test_a_damaged_file_is_set_aside_and_rebuilt_from_the_nodes(path: Path) -> None:
    told: list[str] = []
    path.write_bytes(b"SQLite format 3\0" + b"garbage " * 2000)

    store = ArtifactStore(path, rebuild=lambda: [code("add 1 and 2")], note=told.append)
    found = retrieved(store)

    assert [artifact.text for artifact in found] == ["add 1 and 2"]
    assert len(list(path.parent.glob("memory.db.damaged-*"))) == 1
    assert len(told) == 1 and "set aside" in told[0]


def test_damage_in_the_middle_of_a_file_is_found_by_a_check(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code(f"add {n} and 2", content={"x": "y" * 4000}) for n in range(50)])
    store.close()
    raw = bytearray(path.read_bytes())
    raw[4096 * 10 : 4096 * 30] = b"\xff" * 4096 * 20
    path.write_bytes(raw)
    opened = ArtifactStore(path, rebuild=lambda: [code("reverse 'a'")])

    opened.database.check()

    assert [artifact.text for artifact in opened.all()] == ["reverse 'a'"]
    assert len(list(path.parent.glob("memory.db.damaged-*"))) == 1


def test_two_programs_set_a_damaged_file_aside_once(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2")])
    store.close()
    late = ArtifactStore(path)
    late.all()
    path.write_bytes(b"damaged " * 9000)
    quick = ArtifactStore(path, rebuild=lambda: [code("reverse 'a'")])
    quick.all()

    late.database.check()

    aside = [p.name for p in path.parent.glob("*.damaged-*") if not p.name.endswith(("wal", "shm"))]
    assert len(aside) == 1
    assert [artifact.text for artifact in late.all()] == ["reverse 'a'"]


def test_a_file_of_a_newer_version_is_refused_and_not_touched(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE future (x)")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.commit()
    connection.close()
    before = path.read_bytes()

    with pytest.raises(MemoryUnavailable, match="newer"):
        ArtifactStore(path).all()

    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["memory.db"]


def test_an_older_file_is_migrated_and_keeps_what_it_held(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (V1,))
    values = ("code:x", "code", "t", "add 1 and 2", "add <n> and <n>", "{}", "", "[]", "x", 1)
    usage = (0.7, 3, "{}", 9.0, 4, 2, 1, 0, 8.0, 1)
    placeholders = ", ".join("?" * 20)
    connection.execute(f"INSERT INTO artifacts VALUES ({placeholders})", (*values, *usage))
    connection.close()

    store = ArtifactStore(path)

    (found,) = retrieved(store)
    assert (found.quality, found.usage.uses, found.usage.good) == (0.7, 4, 1)
    store.record_outcome("code:x", "success")
    assert store.find("code:x").usage.uses == 5


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (V1,))

    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (V1, "CREATE TABLE added (x); CREATE TABLE artifacts (x)"))

    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "added" not in tables
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1


def test_a_full_disk_is_said_and_loses_nothing(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2")])
    store.database.rows("PRAGMA max_page_count = 30")

    with pytest.raises(MemoryUnavailable, match="full") as caught:
        store.put([code(f"reverse '{n}'", content={"x": "y" * 9000}) for n in range(99)])

    assert "space" in caught.value.hint
    assert [artifact.text for artifact in store.all()] == ["add 1 and 2"]


def test_without_a_writable_folder_memory_lasts_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ArtifactStore(tmp_path / "file" / "memory.db")

    store.put([code("add 1 and 2")])

    assert len(store.all()) == 1
    assert "until the program ends" in store.problem


def test_a_file_that_cannot_be_written_is_still_read(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2")])
    store.close()
    path.with_name("memory.db.lock").unlink()
    path.with_name("memory.db.lock").mkdir()

    reading = ArtifactStore(path)

    assert [artifact.text for artifact in reading.all()] == ["add 1 and 2"]
    assert "nothing new is remembered" in reading.problem
    with pytest.raises(MemoryUnavailable, match="readonly"):
        reading.put([code("reverse 'a'")])


def _put_many(path: Path, name: str) -> None:
    store = ArtifactStore(path)
    for number in range(100):
        store.put([code(f"{name} {number}", node_id=f"{name}-{number}")])
    store.close()


def test_four_programs_may_write_at_once(path: Path) -> None:
    context = get_context("fork")
    workers = [context.Process(target=_put_many, args=(path, name)) for name in "abcd"]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    store = ArtifactStore(path)
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert len(store.all()) == 400
    assert store.last_seq() == 400


def test_each_change_is_seen_once_as_it_stands_now(path: Path) -> None:
    store = ArtifactStore(path)
    one, two = code("add 1 and 2"), code("reverse 'a'")
    store.put([one, two], "f", {one.id: [1.0, 0.0], two.id: [0.0, 1.0]})
    store.put([replace(one, title="again")])
    store.forget(two.id)

    changes = store.changes(0, "f")

    found = [(change.artifact_id, unpack(change.packed)) for change in changes]
    assert found == [(one.id, [1.0, 0.0]), (two.id, [])]
    assert store.changes(changes[-1].seq, "f") == ()


def test_a_stored_quality_survives_being_stored_again(path: Path) -> None:
    store = ArtifactStore(path)
    store.put([code("add 1 and 2", quality=0.8)])
    for what in ("success", "failure", "good"):
        store.record_outcome("code:add_1_and_2", what)
    learned: Artifact = store.find("code:add_1_and_2")

    store.put([replace(learned, title="renamed")])

    assert store.find(learned.id).quality == pytest.approx(learned.quality)
