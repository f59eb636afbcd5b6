"""A vector index with failover: the Qdrant server while it is reachable, else one in memory."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..domain.errors import MemoryUnavailable
from ..domain.ports import Embedder
from .qdrant_index import CountDone, Index, IndexHit, QdrantIndex, uncounted

T = TypeVar("T")

RETRY_SECONDS = 30.0


class FallbackIndex:
    """A server's index with an embedded fallback; an outage is noted once.

    The server is retried after half a minute, and then receives the changes it missed,
    because the store keeps its cursor.
    """

    def __init__(
        self,
        server: QdrantIndex,
        fallback: Index,
        note: Callable[[str], None] = lambda text: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._fallback = fallback
        self._note = note
        self._monotonic = monotonic
        self._down_until = float("-inf")
        self._failure = ""

    @property
    def name(self) -> str:
        """The index that answers at the moment."""
        if self._failure:
            return f"{self._fallback.name} ({self._failure})"
        return self._server.name

    def nearest(
        self, embedder: Embedder, vector: Sequence[float], types: Sequence[str], limit: int
    ) -> list[IndexHit]:
        """As QdrantIndex.nearest."""
        return self._call(lambda index: index.nearest(embedder, vector, types, limit))

    def follow(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """As QdrantIndex.follow."""
        self._call(lambda index: index.follow(embedder, on_progress))

    def reindex(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Rebuild the server's collections. Raises MemoryUnavailable if it is not reachable."""
        self._down_until = float("-inf")
        self._server.reindex(embedder, on_progress)
        self._failure = ""

    def count(self, embedder: Embedder) -> int:
        """As QdrantIndex.count."""
        return self._call(lambda index: index.count(embedder))

    def close(self) -> None:
        """Close both connections."""
        self._server.close()
        self._fallback.close()

    def _call(self, call: Callable[[Index], T]) -> T:
        if self._monotonic() >= self._down_until:
            try:
                answer = call(self._server)
            except MemoryUnavailable as error:
                self._down_until = self._monotonic() + RETRY_SECONDS
                self._server.close()
                if not self._failure:
                    self._note(f"{error}; the index in memory answers meanwhile")
                self._failure = str(error)
            else:
                if self._failure:
                    self._note(f"the Qdrant server {self._server.name} answers again")
                self._failure = ""
                return answer
        return call(self._fallback)
