"""The logs in the database: the runs of nodes, and what auto-evolution did."""

import json
import sqlite3
import time
from collections.abc import Callable
from statistics import median

from ..domain.json_value import JSONObject
from ..domain.node_contract import read_answer
from ..domain.node_runs import EvolutionEvent, NodeRuns, RunRecord
from ..domain.program_run import Ending, RunResult
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
        """Return the latest events that have a text, newest first. Raises MemoryUnavailable."""
        query = "SELECT * FROM evolution WHERE text <> '' ORDER BY id DESC LIMIT ?"
        return self._read(query, limit)

    def about(self, node_id: str, version: int) -> tuple[EvolutionEvent, ...]:
        """Return the events of one version that have a text, newest first.

        Raises MemoryUnavailable.
        """
        query = (
            "SELECT * FROM evolution WHERE text <> '' AND node_id = ? AND version = ?"
            " ORDER BY id DESC"
        )
        return self._read(query, node_id, version)

    def _read(self, query: str, *values: object) -> tuple[EvolutionEvent, ...]:
        names = EvolutionEvent.__struct_fields__
        rows = self._database.rows(query, *values)
        return tuple(EvolutionEvent(*(row[name] for name in names)) for row in rows)

    def spent_since(self, at: float) -> tuple[int, int, float]:
        """Return tokens, candidates and seconds of all events since then. Raises MemoryUnavailable.

        After the clock was set back, events with future times are redated to now, so that
        no budget is spent twice and nothing waits until the clock catches up.
        """
        now = self._now()
        future = "SELECT 1 FROM evolution WHERE at > ? LIMIT 1"
        if self._database.rows(future, now):
            redate = "UPDATE evolution SET at = ? WHERE at > ?"
            self._database.write(lambda c: c.execute(redate, (now, now)))
        query = (
            "SELECT total(tokens), total(candidates), total(seconds) FROM evolution WHERE at > ?"
        )
        (row,) = self._database.rows(query, at)
        return int(row[0]), int(row[1]), float(row[2])


MAX_RUNS = 100_000
_MAX_GIVEN_CHARACTERS = 2_000


class Runs:
    """The log of runs; the oldest are deleted beyond MAX_RUNS."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Add a run; the reason includes what was wrong with its output."""
        metrics, problem = result.metrics, read_answer(result).problem
        encoded = json.dumps(given)
        encoded = encoded if len(encoded) <= _MAX_GIVEN_CHARACTERS else ""
        values = (node_id, version, self._now(), result.ending.value)
        costs = (metrics.latency_ms, metrics.cpu_ms, metrics.memory_mb, metrics.start_ms)
        row = (*values, *costs, result.tier, encoded, problem[:500])

        def work(connection: sqlite3.Connection) -> None:
            placeholders = ", ".join("?" * len(row))
            cursor = connection.execute(f"INSERT INTO runs VALUES (NULL, {placeholders})", row)
            oldest = (cursor.lastrowid or 0) - MAX_RUNS
            connection.execute("DELETE FROM runs WHERE id <= ?", (oldest,))

        self._database.write(work)

    def runs_of(self, node_id: str, latest: int = 100) -> NodeRuns:
        """Return the latest runs of a node in short."""
        query = "SELECT * FROM runs WHERE node_id = ? ORDER BY id DESC LIMIT ?"
        rows = self._database.rows(query, node_id, latest) if node_id else []
        if not rows:
            return NodeRuns()
        finished = [row for row in rows if row["ending"] == Ending.FINISHED.value]
        cost = finished or rows
        return NodeRuns(
            count=len(rows),
            success_rate=len(finished) / len(rows),
            latency_ms=median(row["latency_ms"] for row in cost),
            cpu_ms=median(row["cpu_ms"] for row in cost),
            memory_mb=median(row["memory_mb"] for row in cost),
        )

    def last_runs(self) -> dict[str, int]:
        """Return the number of the latest run of every node that was run."""
        query = "SELECT node_id, max(id) FROM runs GROUP BY node_id"
        return dict(map(tuple, self._database.rows(query)))

    def records_of(self, node_id: str, latest: int = 200) -> tuple[RunRecord, ...]:
        """Return the latest runs of a node, oldest first."""
        query = (
            "SELECT * FROM runs WHERE node_id = ? AND ending NOT IN (?, ?) ORDER BY id DESC LIMIT ?"
        )
        ignored = (Ending.CANCELLED.value, Ending.REFUSED.value)
        rows = self._database.rows(query, node_id, *ignored, latest)
        return tuple(
            RunRecord(
                row["version"],
                row["ending"] == Ending.FINISHED.value and not row["reason"],
                row["cpu_ms"],
                row["given"],
                row["reason"],
            )
            for row in reversed(rows)
        )
