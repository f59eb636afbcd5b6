"""Records what every run of a node cost and how it ended."""

import json
import sqlite3
import time
from collections.abc import Callable
from statistics import median

from ..domain.json_value import JSONObject
from ..domain.node_contract import read_answer
from ..domain.node_runs import NodeRuns, RunRecord
from ..domain.program_run import Ending, RunResult
from .database import Database

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

    def of_node(self, node_id: str, latest: int = 100) -> NodeRuns:
        """The latest runs of a node in short."""
        query = "SELECT * FROM runs WHERE node_id = ? ORDER BY id DESC LIMIT ?"
        rows = self._database.read(
            lambda connection: connection.execute(query, (node_id, latest)).fetchall()
        )
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

    def last_of_each(self) -> dict[str, int]:
        """The number of the latest run of every node that was run."""
        query = "SELECT node_id, max(id) FROM runs GROUP BY node_id"
        return dict(self._database.read(lambda c: [tuple(row) for row in c.execute(query)]))

    def records(self, node_id: str, latest: int = 200) -> tuple[RunRecord, ...]:
        """The latest runs of a node, oldest first."""
        query = (
            "SELECT * FROM runs WHERE node_id = ? AND ending NOT IN (?, ?) ORDER BY id DESC LIMIT ?"
        )
        names = (node_id, Ending.CANCELLED.value, Ending.REFUSED.value, latest)
        rows = self._database.read(lambda c: c.execute(query, names).fetchall())
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
