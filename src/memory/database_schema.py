"""The database's tables, and the migrations from older versions."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ..domain.errors import MemoryUnavailable

V1 = """
CREATE TABLE artifacts (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    template TEXT NOT NULL, content TEXT NOT NULL, kind TEXT NOT NULL, tags TEXT NOT NULL,
    node_id TEXT NOT NULL, version INTEGER NOT NULL, quality REAL NOT NULL,
    proven_sets INTEGER NOT NULL, provenance TEXT NOT NULL, created REAL NOT NULL,
    uses INTEGER NOT NULL, successes INTEGER NOT NULL, good INTEGER NOT NULL,
    bad INTEGER NOT NULL, last_used REAL NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX artifacts_by_template ON artifacts (template, type);
CREATE UNIQUE INDEX artifacts_by_seq ON artifacts (seq);
CREATE INDEX artifacts_by_node ON artifacts (node_id);
CREATE TABLE vectors (
    artifact_id TEXT NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (artifact_id, fingerprint)) WITHOUT ROWID;
CREATE TABLE gone (id TEXT PRIMARY KEY, type TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX gone_by_seq ON gone (seq);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, node_id TEXT NOT NULL, version INTEGER NOT NULL, at REAL NOT NULL,
    ending TEXT NOT NULL, latency_ms REAL NOT NULL, cpu_ms REAL NOT NULL, memory_mb REAL NOT NULL,
    start_ms REAL NOT NULL, tier TEXT NOT NULL, given TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX runs_by_node ON runs (node_id, version);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO notes VALUES ('seq', '0'), ('store', lower(hex(randomblob(4))));
"""

V2 = """
ALTER TABLE artifacts ADD COLUMN prior REAL NOT NULL DEFAULT 0.5;
ALTER TABLE artifacts ADD COLUMN failures_in_a_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE artifacts ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
UPDATE artifacts SET prior = quality;
CREATE TABLE uses (
    id INTEGER PRIMARY KEY, artifact_id TEXT NOT NULL, at REAL NOT NULL, what TEXT NOT NULL);
CREATE INDEX uses_by_artifact ON uses (artifact_id);
CREATE TABLE cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL);
"""

V3 = """
CREATE TABLE evolution (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL,
    node_id TEXT NOT NULL, version INTEGER NOT NULL, tokens INTEGER NOT NULL,
    candidates INTEGER NOT NULL, seconds REAL NOT NULL);
CREATE INDEX evolution_by_time ON evolution (at);
"""

V4 = """
CREATE TABLE tool_calls (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL, latency_ms REAL NOT NULL,
    succeeded INTEGER NOT NULL);
CREATE INDEX tool_calls_by_name ON tool_calls (name);
"""

MIGRATIONS = (V1, V2, V3, V4)
_VERSION_AT = 60
# Always so in a sound file: https://www.sqlite.org/fileformat.html, 1.3.
_FIXED_BYTES = bytes((64, 32, 32))


def refuse_newer(path: Path, known: int = len(MIGRATIONS)) -> None:
    """Read the version from the file's header, opening nothing. Raises MemoryUnavailable."""
    try:
        if path.exists() and not path.is_file():
            raise MemoryUnavailable(f"{path} is not a file", hint="name another data folder")
        with path.open("rb") as file:
            header = file.read(100)
    except OSError:
        return
    if header.startswith(b"SQLite format 3\0") and header[21:24] == _FIXED_BYTES:
        _compare(int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big"), known, path)


def migrate(
    connection: sqlite3.Connection, path: Path | str, migrations: Sequence[str] = MIGRATIONS
) -> None:
    """Bring a database to today's version, each step whole or not at all."""
    while True:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        _compare(version, len(migrations), path)
        if version == len(migrations):
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another program may have migrated while this one waited for the lock.
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) == version:
                for statement in filter(str.strip, migrations[version].split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _compare(version: int, known: int, path: Path | str) -> None:
    if version > known:
        raise MemoryUnavailable(
            f"{path} was written by a newer Code Evolver (format {version}, known: {known})",
            hint="update Code Evolver, or name another data folder with CODE_EVOLVER_HOME",
        )
