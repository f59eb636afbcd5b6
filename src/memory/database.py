"""Opens the database file, runs transactions, and sets the file aside when it is damaged."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from ..documents.regular_files import open_own_file
from ..domain.errors import MemoryUnavailable
from .database_schema import migrate, refuse_newer

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BUSY_SECONDS = 20.0
_DAMAGE = ("malformed", "not a database", "corrupt", "no such table", "no such column")


class Database:
    """One SQLite file in WAL mode, for the threads of this process and for other processes.

    A damaged file is renamed and a new one created: `on_new` is then called with the renamed
    file. If the folder is not writable, the file is opened read-only, or memory is used instead.
    """

    def __init__(self, path: Path, on_new: Callable[[Path], None] | None = None) -> None:
        self.path = path
        self.problem = ""
        self._on_new = on_new
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    def read(self, work: Work[T]) -> T:
        """Run a reading function on the connection. Raises MemoryUnavailable."""
        return self._with_recovery(work)

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return all rows of a query. Raises MemoryUnavailable."""
        return self.read(lambda connection: connection.execute(query, values).fetchall())

    def write(self, work: Work[T]) -> T:
        """Run a writing function as one durable transaction: all of it or nothing."""

        def in_transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
                return result
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

        return self._with_recovery(in_transaction)

    def check(self) -> None:
        """Read the whole file; one that is damaged anywhere is set aside."""
        rows = self.rows("PRAGMA quick_check(1)")
        if rows and rows[0][0] != "ok":
            with self._lock:
                self._set_aside()

    def size(self) -> int:
        """Return the bytes of the file and its log."""
        files = [self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal",))]
        return sum(file.stat().st_size for file in files if file.is_file())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _with_recovery(self, work: Work[T]) -> T:
        with self._lock:
            try:
                return self._try(work)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise _unavailable(error, self.path) from error
                self._set_aside()
            try:
                return self._try(work)
            except sqlite3.DatabaseError as error:
                raise _unavailable(error, self.path) from error

    def _try(self, work: Work[T]) -> T:
        if self._connection is None:
            self._connection = self._open()
        return work(self._connection)

    def _open(self) -> sqlite3.Connection:
        refuse_newer(self.path)
        self.problem = ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Switching a new file to WAL does not wait for locks; two programs at once would fail.
            with _exclusively(self.path):
                return self._prepared()
        except (OSError, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.OperationalError) and _is_damage(error):
                raise
            return self._open_unwritable(error)

    def _prepared(self) -> sqlite3.Connection:
        connection = _connect(str(self.path))
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_unwritable(self, error: Exception) -> sqlite3.Connection:
        """For reading only if there is a file, else in memory."""
        if "locked" in str(error):
            raise error
        reason = f"{self.path.parent} cannot be written ({error})"
        connection = _opened_for_reading(self.path) if self.path.is_file() else None
        if connection is not None:
            self.problem = f"nothing new is remembered: {reason}"
            return connection
        self.problem = f"remembered only until the program ends: {reason}"
        connection = _connect(":memory:")
        migrate(connection, self.path)
        return connection

    def _set_aside(self) -> None:
        """Rename the damaged file with its log, and create a new one.

        If another process has already replaced it, the new file is intact and is used.
        """
        self.close()
        aside = None
        with _exclusively(self.path):
            if not _is_sound(self.path):
                aside = _renamed(self.path)
        self._connection = self._open()
        if aside is not None and self._on_new is not None:
            self._on_new(aside)


def _opened_for_reading(path: Path) -> sqlite3.Connection | None:
    """Open the file with its log if the log can be read, else without.

    Returns None for a file without tables: the disk was full when it was made.
    """
    name = f"{path.absolute().as_uri()}?mode=ro"
    for each in (name, f"{name}&immutable=1"):
        connection = _connect(each, uri=True)
        try:
            connection.execute("SELECT count(*) FROM artifacts").fetchone()
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            failure = error
    if "no such table" in str(failure):
        return None
    raise failure


@contextmanager
def _exclusively(path: Path) -> Iterator[None]:
    """Hold the lock file, so that only one process creates or replaces the database."""
    descriptor = open_own_file(path.with_name(f"{path.name}.lock"), os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_sound(path: Path) -> bool:
    try:
        with closing(_connect(str(path))) as connection:
            connection.execute("SELECT count(*) FROM artifacts").fetchone()
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _renamed(path: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    return aside


def _connect(name: str, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return any(sign in str(error) for sign in _DAMAGE)


def _unavailable(error: sqlite3.DatabaseError, path: Path) -> MemoryUnavailable:
    text = str(error)
    hint = "look at the folder's rights" if "readonly" in text else ""
    if "full" in text:
        hint = "free some space on the disk"
    if "locked" in text:
        hint = "another program holds the database; try again"
    return MemoryUnavailable(f"{path}: {text}", hint=hint)
