"""Keeps replies that would come out the same again: temperature 0, asked once more."""

import hashlib
import json
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

from ..domain.model_request import Reply, Request
from .backend import BackendRequest

SCHEMA_VERSION = 1
MOST_REPLIES = 5000
WAIT_SECONDS = 0.2

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, thinking TEXT NOT NULL, model TEXT NOT NULL,
    endpoint TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL
) STRICT
"""


def cache_key(digest: str, question: BackendRequest, attempt: int) -> str:
    """What makes two requests the same: model digest, messages, options, schema, attempt."""
    parts = [
        digest,
        question.system,
        question.prompt,
        question.temperature,
        question.num_ctx,
        question.num_predict,
        question.seed,
        question.schema,
        question.think,
        attempt,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def may_be_cached(request: Request, temperature: float) -> bool:
    """True if the same request gives the same reply again."""
    return temperature == 0 and request.endpoint is None


class ReplyCache:
    """Replies in an SQLite file of their own; a file that fails is done without.

    `trouble` says why it is not used any more ("" while it is). The file may be shared by
    several processes, and deleted between sessions. When it is opened, the `most` newest stay.
    """

    def __init__(self, path: Path, most: int = MOST_REPLIES) -> None:
        self._path = path
        self._most = most
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.trouble = ""

    def find(self, key: str) -> Reply | None:
        """The reply that was kept under this key."""
        query = (
            "SELECT text, model, endpoint, prompt_tokens, output_tokens, thinking"
            " FROM replies WHERE key = ?"
        )
        rows = self._ask(query, (key,))
        if not rows:
            return None
        text, model, endpoint, prompt_tokens, output_tokens, thinking = rows[0]
        return Reply(
            str(text),
            str(model),
            str(endpoint),
            int(prompt_tokens),
            int(output_tokens),
            cached=True,
            thinking=str(thinking),
        )

    def keep(self, key: str, reply: Reply) -> None:
        """Keep a whole reply."""
        self._ask(
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

    def count(self) -> int:
        """How many replies are kept."""
        rows = self._ask("SELECT count(*) FROM replies", ())
        return int(rows[0][0]) if rows else 0

    def clear(self) -> None:
        """Forget every reply."""
        self._ask("DELETE FROM replies", ())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[str | int, ...]]:
        with self._lock:
            if self.trouble:
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
        self.trouble = f"replies are not kept: {self._path}: {error}"
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, WAIT_SECONDS, check_same_thread=False)
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
            connection.execute(f"DELETE FROM replies WHERE rowid NOT IN ({newest})", (self._most,))
            connection.commit()
        return self._connection
