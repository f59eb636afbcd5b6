"""Finds the artifacts nearest to a vector within this process, by comparing with all of them."""

from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any

from ..domain.ports import Embedder
from .artifact_store import ArtifactChange, ArtifactStore
from .qdrant_index import CountDone, IndexHit, check_length, uncounted

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Matrix = NDArray[float32]


_BATCH = 50_000


class EmbeddedIndex:
    """An `Index` of unit vectors in memory, filled from the store on first use.

    Comparing a vector with 15,000 others takes some milliseconds.
    """

    name = "embedded"

    def __init__(self, store: ArtifactStore) -> None:
        self._store = store
        self._lock = RLock()
        self._state = ("", "")
        self._applied = 0
        self._vectors: dict[str, dict[str, bytes]] = {}
        self._stacked: dict[str, Matrix] = {}

    def nearest(
        self, embedder: Embedder, vector: Sequence[float], types: Sequence[str], limit: int
    ) -> list[IndexHit]:
        """Return the nearest artifacts of these types, including those other processes stored."""
        check_length(vector, embedder)
        with self._lock:
            self.follow(embedder)
            hits = [hit for type_ in types for hit in self._nearest_of(type_, vector, limit)]
        return sorted(hits, key=lambda hit: -hit.cosine)[:limit]

    def follow(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Apply the store's changes that this index lacks; `on_progress` gets the count so far."""
        with self._lock:
            state = (self._store.identity(), embedder.fingerprint)
            if state != self._state:
                self.close()
                self._state = state
            done = 0
            while changes := self._store.changes(self._applied, embedder.fingerprint, _BATCH):
                for change in changes:
                    self._put(change, 4 * embedder.dimension)
                self._applied = changes[-1].seq
                done += len(changes)
                on_progress(done)

    def reindex(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Forget everything and read it from the store again."""
        with self._lock:
            self.close()
            self.follow(embedder, on_progress)

    def count(self, embedder: Embedder) -> int:
        """Return how many artifacts this index holds."""
        with self._lock:
            self.follow(embedder)
            return sum(map(len, self._vectors.values()))

    def close(self) -> None:
        """Give the memory back; the next search reads the store again."""
        with self._lock:
            self._state, self._applied = ("", ""), 0
            self._vectors.clear()
            self._stacked.clear()

    def _put(self, change: ArtifactChange, size: int) -> None:
        known = self._vectors.setdefault(change.type, {})
        self._stacked.pop(change.type, None)
        # A vector of zeros, and one that was damaged, cannot be compared.
        if len(change.packed) == size and any(change.packed):
            known[change.artifact_id] = change.packed
        else:
            known.pop(change.artifact_id, None)

    def _nearest_of(self, type_: str, vector: Sequence[float], limit: int) -> list[IndexHit]:
        import numpy as np

        known = self._vectors.get(type_)
        if not known:
            return []
        if type_ not in self._stacked:
            rows = np.frombuffer(b"".join(known.values()), dtype="<f4").reshape(len(known), -1)
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
            self._stacked[type_] = np.nan_to_num(rows / lengths)
        asked: Any = np.asarray(vector, dtype=np.float32)
        asked = asked / (np.linalg.norm(asked) or 1.0)
        cosines = self._stacked[type_] @ asked
        ids = list(known)
        nearest = np.argsort(-cosines, kind="stable")[:limit]
        return [IndexHit(ids[int(n)], float(cosines[n])) for n in nearest]
