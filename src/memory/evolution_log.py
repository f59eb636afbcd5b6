"""Logs what auto-evolution did, why, and what it cost, in the database."""

import sqlite3
import time
from collections.abc import Callable

from ..domain.audit_log import EvolutionEvent
from .database import Database

MAX_EVENTS = 10_000


class EvolutionLog:
    """The log in the database; the oldest events are deleted beyond MAX_EVENTS."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def add(self, event: EvolutionEvent) -> None:
        """Add an event, durably. Raises MemoryUnavailable."""
        row = (event.at or self._now(), event.what, event.text, event.node_id, event.version)
        costs = (event.tokens, event.candidates, event.seconds)

        def work(connection: sqlite3.Connection) -> None:
            cursor = connection.execute(
                "INSERT INTO evolution VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, *costs)
            )
            oldest = (cursor.lastrowid or 0) - MAX_EVENTS
            connection.execute("DELETE FROM evolution WHERE id <= ?", (oldest,))

        self._database.write(work)

    def latest(self, limit: int = 20) -> tuple[EvolutionEvent, ...]:
        """The latest events that have a text, newest first. Raises MemoryUnavailable."""
        query = "SELECT * FROM evolution WHERE text <> '' ORDER BY id DESC LIMIT ?"
        return self._read(query, (limit,))

    def about(self, node_id: str, version: int) -> tuple[EvolutionEvent, ...]:
        """The events of one version that have a text, newest first.

        Raises MemoryUnavailable.
        """
        query = (
            "SELECT * FROM evolution WHERE text <> '' AND node_id = ? AND version = ?"
            " ORDER BY id DESC"
        )
        return self._read(query, (node_id, version))

    def _read(self, query: str, parameters: tuple[object, ...]) -> tuple[EvolutionEvent, ...]:
        rows = self._database.read(lambda c: c.execute(query, parameters).fetchall())
        return tuple(
            EvolutionEvent(
                row["what"],
                row["text"],
                row["node_id"],
                row["version"],
                row["tokens"],
                row["candidates"],
                row["seconds"],
                row["at"],
            )
            for row in rows
        )

    def spent_since(self, at: float) -> tuple[int, int, float]:
        """Tokens, candidates and seconds of all events since then. Raises MemoryUnavailable.

        After the clock was set back, events with future times are redated to now, so that
        no budget is spent twice and nothing waits until the clock catches up.
        """
        now = self._now()
        future = "SELECT 1 FROM evolution WHERE at > ? LIMIT 1"
        if self._database.read(lambda c: c.execute(future, (now,)).fetchone()):
            redate = "UPDATE evolution SET at = ? WHERE at > ?"
            self._database.write(lambda c: c.execute(redate, (now, now)))
        query = (
            "SELECT total(tokens), total(candidates), total(seconds) FROM evolution WHERE at > ?"
        )
        row = self._database.read(lambda c: c.execute(query, (at,)).fetchone())
        return int(row[0]), int(row[1]), float(row[2])
