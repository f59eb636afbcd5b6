"""Caches the replies to deterministic requests (temperature 0) in an SQLite file."""

import hashlib
import json
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ..domain.model_request import Reply
from ..domain.replace import replace
from .backend import BackendRequest

SCHEMA_VERSION = 1
MAX_REPLIES = 5000
LOCK_TIMEOUT_SECONDS = 0.2

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, thinking TEXT NOT NULL, model TEXT NOT NULL,
    endpoint TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL
) STRICT
"""


def cache_key(digest: str, request: BackendRequest, attempt: int) -> str:
    """Return what makes two requests the same: model digest, messages, options, schema, attempt.

    The context is none of it: a prompt that had to be cut for it is another prompt.
    """
    parts = [
        digest,
        request.system,
        request.prompt,
        request.temperature,
        request.num_predict,
        request.seed,
        request.schema,
        request.think,
        attempt,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class ReplyCache:
    """Replies in an SQLite file; if the file fails, nothing is cached.

    `failure` says why the cache is off ("" while it works). Several processes may share the
    file, and it may be deleted between sessions. Opening it keeps the `max_replies` newest.
    """

    def __init__(self, path: Path, max_replies: int = MAX_REPLIES) -> None:
        self._path = path
        self._max_replies = max_replies
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.failure = ""

    def find(self, key: str) -> Reply | None:
        """Return the reply that was kept under this key."""
        query = (
            "SELECT text, model, endpoint, prompt_tokens, output_tokens, thinking"
            " FROM replies WHERE key = ?"
        )
        rows = self._execute(query, (key,))
        if not rows:
            return None
        *costs, thinking = rows[0]
        return replace(Reply(*costs), cached=True, thinking=thinking)

    def keep(self, key: str, reply: Reply) -> None:
        """Keep a whole reply."""
        self._execute(
            "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                reply.text,
                reply.thinking,
                reply.model,
                reply.endpoint,
                reply.prompt_tokens,
                reply.output_tokens,
            ),
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _execute(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            if self.failure:
                return []
            try:
                connection = self._opened()
                with connection, closing(connection.execute(query, values)) as cursor:
                    return cursor.fetchall()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    self._give_up(error)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        self.failure = f"replies are not kept: {self._path}: {error}"
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, LOCK_TIMEOUT_SECONDS, check_same_thread=False)
            self._connection = connection
            connection.execute("PRAGMA journal_mode = WAL")
            # A reply that is lost with the power is asked for again.
            connection.execute("PRAGMA synchronous = OFF")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in (0, SCHEMA_VERSION):
                connection.execute("DROP TABLE IF EXISTS replies")
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            newest = "SELECT rowid FROM replies ORDER BY rowid DESC LIMIT ?"
            connection.execute(
                f"DELETE FROM replies WHERE rowid NOT IN ({newest})", (self._max_replies,)
            )
            connection.commit()
        return self._connection
