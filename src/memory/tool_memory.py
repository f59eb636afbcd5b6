"""Records tool calls and ranks tools by how well they fit a text."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from statistics import median
from threading import Lock

from ..domain.artifact import Artifact, Recollection
from ..domain.errors import MemoryUnavailable
from ..domain.node_runs import NodeRuns
from ..domain.ports import Embedder
from ..domain.tool import ToolCard
from .artifact_rows import PRIOR_WEIGHT
from .artifact_store import ArtifactStore
from .seeds import tool_artifact
from .similarity import QUERY_CHARACTERS, similarity

MAX_CALLS = 20_000
_RECENT = 100
_BATCH = 50


def call_recorder(
    tools: Callable[[], "ToolMemory"], notes: list[str]
) -> Callable[[str, float, bool], None]:
    """Return what records tool calls; while memory is away, one note says so, and calls go on."""

    def record(name: str, seconds: float, succeeded: bool) -> None:
        try:
            tools().record(name, seconds, succeeded)
        except MemoryUnavailable as error:
            note = f"tool calls are not recorded: {error}"
            notes.extend([] if note in notes else [note])

    return record


class ToolMemory:
    """The log of tool calls, and the ranking based on it.

    `seed` stores artifacts that are new or changed.
    """

    def __init__(
        self,
        store: ArtifactStore,
        embedder: Embedder,
        seed: Callable[[Sequence[Artifact]], object],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._seed = seed
        self._now = now
        self._lock = Lock()
        self._pending: list[tuple[str, float, float, int]] = []

    def record(self, name: str, seconds: float, succeeded: bool) -> None:
        """Add a call: what it took, and whether the tool answered. Raises MemoryUnavailable.

        Calls are written some at a time: one write would cost as much as a quick tool's call.
        """
        row = (name, self._now(), seconds * 1000.0, int(succeeded))
        with self._lock:
            self._pending.append(row)
            is_full = len(self._pending) >= _BATCH
        if is_full:
            self.flush()

    def flush(self) -> None:
        """Write the buffered records. Raises MemoryUnavailable."""
        with self._lock:
            rows, self._pending = self._pending, []

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT INTO tool_calls VALUES (NULL, ?, ?, ?, ?)", rows)
            query = "DELETE FROM tool_calls WHERE id <= (SELECT max(id) FROM tool_calls) - ?"
            connection.execute(query, (MAX_CALLS,))

        if rows:
            self._store.database.write(work)

    def calls_of(self, name: str) -> NodeRuns:
        """Return a tool's latest calls in short; the latency is of those that it answered, if any.

        One failure says little: the success rate is smoothed by a few assumed successes.
        """
        self.flush()
        query = "SELECT latency_ms, succeeded FROM tool_calls WHERE name = ? ORDER BY id DESC"
        rows = self._store.database.rows(f"{query} LIMIT {_RECENT}", name)
        if not rows:
            return NodeRuns()
        answered = [row for row in rows if row["succeeded"]]
        return NodeRuns(
            count=len(rows),
            success_rate=(len(answered) + PRIOR_WEIGHT) / (len(rows) + PRIOR_WEIGHT),
            latency_ms=median(row["latency_ms"] for row in answered or rows),
        )

    def rank(self, text: str, cards: Sequence[ToolCard]) -> tuple[ToolCard, ...]:
        """Get these tools, the best for the text first: similar, then cheap, fast, good and proven.

        Tools that the user rated bad are left out. Raises EvolverError if memory is unavailable.
        """
        query = text.strip()[:QUERY_CHARACTERS]
        cards_by_id = {tool_artifact(card).id: card for card in cards}
        self._seed([tool_artifact(card) for card in cards])
        known = self._store.get(list(cards_by_id))
        vectors = self._vectors(tuple(known.values()))
        (query_vector,) = self._embedder.embed([query], query=True)

        def near(artifact: Artifact) -> float:
            cosine = sum(a * b for a, b in zip(query_vector, vectors[artifact.id], strict=True))
            return similarity(query, artifact.text, cosine, self._embedder.fingerprint)

        worth = {
            id_: merit(Recollection(artifact, near(artifact)), self.calls_of(cards_by_id[id_].name))
            for id_, artifact in known.items()
        }
        return tuple(cards_by_id[id_] for id_ in sorted(worth, key=lambda id_: (-worth[id_], id_)))

    def _vectors(self, artifacts: Sequence[Artifact]) -> dict[str, list[float]]:
        """Return each artifact's vector; what is missing is embedded now: tools are few."""
        fingerprint = self._embedder.fingerprint
        found = self._store.vectors(fingerprint, [artifact.id for artifact in artifacts])
        missing = [artifact for artifact in artifacts if artifact.id not in found]
        if missing:
            texts = [artifact.text[:QUERY_CHARACTERS] for artifact in missing]
            ids = [artifact.id for artifact in missing]
            made = dict(zip(ids, self._embedder.embed(texts), strict=True))
            self._store.put_vectors(fingerprint, made)
            found |= made
        return found


TIERS = {
    "cost_tier": {"free": 1.0, "low": 0.8, "medium": 0.5, "high": 0.2},
    "speed_tier": {"fast": 0.8, "medium": 0.5, "slow": 0.2},
    "quality_tier": {"excellent": 1.0, "good": 0.7, "medium": 0.5, "low": 0.2},
}
"""What each tier of a manifest is worth, from 0 to 1."""
_UNKNOWN = 0.5
_SLOW_MS = 2_000.0


def merit(recollection: Recollection, runs: NodeRuns) -> float:
    """Similarity, moved by at most a fifth by tiers, measured latency and success rate."""
    artifact = recollection.artifact
    tiers = [
        known.get(str(artifact.content.get(name, "")), _UNKNOWN) for name, known in TIERS.items()
    ]
    quick = 1.0 / (1.0 + runs.latency_ms / _SLOW_MS) if runs.count else _UNKNOWN
    success = artifact.usage.success_rate if artifact.usage.uses else runs.success_rate
    worth = (sum(tiers) / len(tiers) + quick + success * artifact.quality) / 3
    return recollection.similarity * (0.8 + 0.4 * worth)
