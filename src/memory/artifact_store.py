"""Stores artifacts and their vectors in one SQLite file, the source of truth of memory."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from ..domain.artifact import Artifact, Usage
from ..domain.errors import MemoryUnavailable
from ..domain.replace import replace
from .artifact_rows import (
    COLUMNS,
    from_row,
    pack,
    prior_of,
    quality_state,
    to_row,
    unpack,
    usage_of,
)
from .database import Database

_PUT = (
    f"INSERT INTO artifacts ({', '.join(COLUMNS)})"
    f" VALUES ({', '.join(':' + name for name in COLUMNS)}) ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
)
_UNEMBEDDED = (
    "FROM artifacts a WHERE text != '' AND retired = 0 AND NOT EXISTS"
    " (SELECT 1 FROM vectors v WHERE v.artifact_id = a.id AND v.fingerprint = ?)"
)


class ArtifactChange(Struct, frozen=True):
    """A changed or removed artifact with its vector (b"": none), and the change's number."""

    seq: int
    artifact_id: str
    type: str
    packed: bytes


class ArtifactStore:
    """The source of truth. Every write is one durable transaction; processes may share the file.

    `rebuild` returns the artifacts that can be restored after a damaged file was set aside;
    `note` receives a line about it; `now` is the clock.
    """

    def __init__(
        self,
        path: Path,
        rebuild: Callable[[], Iterable[Artifact]] = tuple,
        note: Callable[[str], None] = lambda text: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.database = Database(path, self._rebuild_after_damage)
        self._rebuild = rebuild
        self._note = note
        self._now = now
        self._told = False

    @property
    def problem(self) -> str:
        """Why nothing can be written, in one line ("" if all is well)."""
        return self.database.problem

    def identity(self) -> str:
        """Identify this store; a store begun after damage has another identity."""
        rows = self.database.rows("SELECT value FROM notes WHERE name = 'store'")
        return str(rows[0]["value"])

    def put(
        self,
        artifacts: Sequence[Artifact],
        fingerprint: str = "",
        vectors: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        """Store all or none; the usage counted so far stays unless an artifact has its own."""

        def work(connection: sqlite3.Connection) -> None:
            for artifact in artifacts:
                _put(connection, artifact)
            _put_vectors(connection, fingerprint, vectors or {})

        self.database.write(work)

    def put_vectors(self, fingerprint: str, vectors: Mapping[str, Sequence[float]]) -> None:
        """Add vectors to stored artifacts; counts as a change for the index."""

        def work(connection: sqlite3.Connection) -> None:
            _put_vectors(connection, fingerprint, vectors)
            for artifact_id in vectors:
                touch(connection, artifact_id)

        self.database.write(work)

    def get(self, ids: Sequence[str]) -> dict[str, Artifact]:
        """Return the artifacts of these ids that are in retrieval, by id."""
        placeholders = ", ".join("?" * len(ids))
        return {a.id: a for a in self._select(f"retired = 0 AND id IN ({placeholders})", *ids)}

    def find(self, start: str) -> Artifact:
        """Return the one artifact whose id is or begins so. Raises MemoryUnavailable."""
        exact = self._select("id = ?", start)
        found = exact or self._select("substr(id, 1, ?) = ? LIMIT 3", len(start), start)
        if len(found) == 1 and start:
            return found[0]
        ambiguous = f"several ids begin with {start}" if start else "an id is needed"
        problem = ambiguous if found else f"no artifact has the id {start}"
        raise MemoryUnavailable(problem, hint="`/search TEXT` shows ids")

    def of_node(self, node_id: str) -> tuple[Artifact, ...]:
        """Return all that belongs to a node, retired or not."""
        return self._select("node_id = ? ORDER BY id", node_id)

    def all(self) -> tuple[Artifact, ...]:
        """Return everything, retired or not, in the order of ids."""
        return self._select("1 ORDER BY id")

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many artifacts there are of each type."""
        rows = self.database.rows(
            "SELECT type, count(*) c FROM artifacts GROUP BY type ORDER BY type"
        )
        return tuple((row["type"], row["c"]) for row in rows)

    def unembedded(self, fingerprint: str, limit: int = 256) -> tuple[tuple[str, str], ...]:
        """(id, text) of artifacts that this embedder has not embedded yet, nodes' own first."""
        order = "ORDER BY node_id = '', seq LIMIT ?"
        rows = self.database.rows(f"SELECT id, text {_UNEMBEDDED} {order}", fingerprint, limit)
        return tuple((row["id"], row["text"]) for row in rows)

    def vectors(self, fingerprint: str, ids: Sequence[str]) -> dict[str, list[float]]:
        """Return the vectors that this embedder made of these artifacts, by id."""
        query = "SELECT artifact_id, vector FROM vectors WHERE fingerprint = ? AND artifact_id IN"
        rows = self.database.rows(f"{query} ({', '.join('?' * len(ids))})", fingerprint, *ids)
        return {row["artifact_id"]: unpack(row["vector"]) for row in rows}

    def count_unembedded(self, fingerprint: str) -> int:
        """Return how many artifacts this embedder has not embedded yet."""
        return int(self.database.rows(f"SELECT count(*) {_UNEMBEDDED}", fingerprint)[0][0])

    def last_seq(self) -> int:
        """Return the number of the latest change."""
        return int(self.database.rows("SELECT value FROM notes WHERE name = 'seq'")[0][0])

    def changes(
        self, after: int, fingerprint: str, limit: int = 1000
    ) -> tuple[ArtifactChange, ...]:
        """Return the changes after a sequence number, in order; each artifact once."""
        changed = self.database.rows(
            "SELECT a.seq, a.id, a.type, iif(a.retired, NULL, v.vector) AS vector FROM artifacts a"
            " LEFT JOIN vectors v ON v.artifact_id = a.id AND v.fingerprint = ?"
            " WHERE a.seq > ? ORDER BY a.seq LIMIT ?",
            *(fingerprint, after, limit),
        )
        gone = self.database.rows(
            "SELECT seq, id, type, NULL AS vector FROM gone WHERE seq > ? ORDER BY seq LIMIT ?",
            *(after, limit),
        )
        rows = sorted([*changed, *gone], key=lambda row: int(row["seq"]))[:limit]
        return tuple(
            ArtifactChange(row["seq"], row["id"], row["type"], row["vector"] or b"") for row in rows
        )

    def damaged(self, fingerprint: str, dimension: int) -> tuple[str, ...]:
        """Return the ids of artifacts whose row, or vector of this embedder, cannot be read."""
        rows = self.database.rows("SELECT * FROM artifacts ORDER BY id")
        query = "SELECT artifact_id FROM vectors WHERE fingerprint = ? AND length(vector) != ?"
        vectors = {row[0] for row in self.database.rows(query, fingerprint, 4 * dimension)}
        return tuple(row["id"] for row in rows if row["id"] in vectors or _read(row) is None)

    def repair(self, damaged: Sequence[str], known: Iterable[Artifact]) -> None:
        """Remove damaged vectors, and artifacts that cannot be read unless they are `known`."""
        fresh = {artifact.id: artifact for artifact in known}
        for artifact_id in damaged:
            rows = self.database.rows("SELECT * FROM artifacts WHERE id = ?", artifact_id)
            if _read(rows[0]) is None:
                self.forget(artifact_id)
                self.put([fresh[artifact_id]] if artifact_id in fresh else [])
            else:
                self.database.write(partial(_drop_vectors, artifact_id=artifact_id))
        self._told = False

    def forget(self, artifact_id: str) -> None:
        """Remove an artifact with its vectors."""

        def work(connection: sqlite3.Connection) -> None:
            query = "DELETE FROM artifacts WHERE id = ? RETURNING type"
            row = connection.execute(query, (artifact_id,)).fetchone()
            if row is not None:
                values = (artifact_id, row["type"], _next_seq(connection))
                connection.execute("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", values)

        self.database.write(work)

    def record_outcome(self, artifact_id: str, what: str) -> None:
        """Count a "success", "failure", "good" or "bad"; quality follows, and retirement."""
        self.database.write(
            lambda connection: _record_outcome(connection, artifact_id, what, self._now())
        )

    def cursor(self, name: str) -> int:
        """Return the last change that a persistent index has applied."""
        rows = self.database.rows("SELECT seq FROM cursors WHERE name = ?", name)
        return int(rows[0]["seq"]) if rows else 0

    def move_cursor(self, name: str, seq: int) -> None:
        """Note that an index has applied all changes up to this one."""
        query = "INSERT OR REPLACE INTO cursors VALUES (?, ?)"
        self.database.write(lambda connection: connection.execute(query, (name, seq)) and None)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def _rebuild_after_damage(self, aside: Path) -> None:
        rebuilt = tuple(self._rebuild())
        self.put(rebuilt)
        self._note(
            f"memory was damaged: it was set aside as {aside.name}"
            f" and {len(rebuilt)} artifacts were rebuilt from the nodes"
        )

    def _select(self, where: str, *values: object) -> tuple[Artifact, ...]:
        rows = self.database.rows(f"SELECT * FROM artifacts WHERE {where}", *values)
        found = [_read(row) for row in rows]
        broken = [str(row["id"]) for row, one in zip(rows, found) if one is None]
        if broken and not self._told:
            self._told = True
            self._note(f"memory cannot read {', '.join(broken)}: try `doctor --repair`")
        return tuple(one for one in found if one is not None)


def _read(row: sqlite3.Row) -> Artifact | None:
    try:
        return from_row(row)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _drop_vectors(connection: sqlite3.Connection, artifact_id: str) -> None:
    connection.execute("DELETE FROM vectors WHERE artifact_id = ?", (artifact_id,))
    touch(connection, artifact_id)


def _next_seq(connection: sqlite3.Connection) -> int:
    query = "UPDATE notes SET value = value + 1 WHERE name = 'seq' RETURNING value"
    return int(connection.execute(query).fetchone()[0])


def touch(connection: sqlite3.Connection, artifact_id: str) -> None:
    """Give a changed artifact the next number of all changes."""
    values = (_next_seq(connection), artifact_id)
    connection.execute("UPDATE artifacts SET seq = ? WHERE id = ?", values)


def _put(connection: sqlite3.Connection, artifact: Artifact) -> None:
    row = to_row(artifact)
    query = "SELECT * FROM artifacts WHERE id = ?"
    old = connection.execute(query, (row["id"],)).fetchone()
    usage = artifact.usage
    if usage != Usage():
        row["prior"] = prior_of(artifact.quality, usage)
    elif old is not None:
        usage = usage_of(old)
        if old["version"] != row["version"]:
            # Verdicts were on the version that the user saw.
            usage = replace(usage, good=0, bad=0)
        row |= asdict(usage)
    if old is not None and old["text"] != row["text"]:
        connection.execute("DELETE FROM vectors WHERE artifact_id = ?", (row["id"],))
    quality, retired = quality_state(row["prior"], usage, 0)
    row |= {"quality": quality, "retired": int(retired)}
    connection.execute(_PUT, {**row, "seq": _next_seq(connection)})
    connection.execute("DELETE FROM gone WHERE id = ?", (row["id"],))


def _put_vectors(
    connection: sqlite3.Connection, fingerprint: str, vectors: Mapping[str, Sequence[float]]
) -> None:
    rows = [(artifact_id, fingerprint, pack(vector)) for artifact_id, vector in vectors.items()]
    query = (
        "INSERT OR REPLACE INTO vectors SELECT ?1, ?2, ?3"
        " WHERE EXISTS (SELECT 1 FROM artifacts WHERE id = ?1)"
    )
    connection.executemany(query, rows)


def _record_outcome(
    connection: sqlite3.Connection, artifact_id: str, what: str, now: float
) -> None:
    query = "SELECT * FROM artifacts WHERE id = ?"
    row = connection.execute(query, (artifact_id,)).fetchone()
    if row is None:
        return
    used = what in ("success", "failure")
    usage = Usage(
        uses=row["uses"] + used,
        successes=row["successes"] + (what == "success"),
        good=row["good"] + (what == "good"),
        bad=row["bad"] + (what == "bad"),
        last_used=now if used else row["last_used"],
    )
    in_a_row = row["failures_in_a_row"] + 1 if what == "failure" else 0
    quality, retired = quality_state(row["prior"], usage, in_a_row)
    connection.execute(
        "UPDATE artifacts SET uses = ?, successes = ?, good = ?, bad = ?, last_used = ?,"
        " failures_in_a_row = ?, quality = ?, retired = ? WHERE id = ?",
        (usage.uses, usage.successes, usage.good, usage.bad, usage.last_used)
        + (in_a_row, quality, int(retired), artifact_id),
    )
    connection.execute("INSERT INTO uses VALUES (NULL, ?, ?, ?)", (artifact_id, now, what))
    if retired != bool(row["retired"]):
        touch(connection, artifact_id)
