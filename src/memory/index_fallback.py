"""Which index answers: the server while it can be reached, else the one in this program."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..domain.errors import MemoryUnavailable
from ..domain.ports import Embedder
from .qdrant_index import IndexHit, QdrantIndex

T = TypeVar("T")

RETRY_SECONDS = 30.0


class FallbackIndex:
    """A server's index and an embedded spare; an outage costs one line and nothing else.

    The server is tried again after half a minute. What it missed it gets then, because the
    store knows how far it had come.
    """

    def __init__(
        self,
        server: QdrantIndex,
        spare: QdrantIndex,
        note: Callable[[str], None] = lambda text: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._spare = spare
        self._note = note
        self._monotonic = monotonic
        self._down_until = float("-inf")
        self._outage = ""

    @property
    def name(self) -> str:
        """Who answers at the moment."""
        if self._outage:
            return f"{self._spare.name} (the server {self._server.name} is not reachable)"
        return self._server.name

    def nearest(
        self, embedder: Embedder, vector: Sequence[float], types: Sequence[str], limit: int
    ) -> list[IndexHit]:
        """As QdrantIndex.nearest."""
        return self._ask(lambda index: index.nearest(embedder, vector, types, limit))

    def follow(self, embedder: Embedder, told: Callable[[int], None] = lambda done: None) -> None:
        """As QdrantIndex.follow."""
        self._ask(lambda index: index.follow(embedder, told))

    def reindex(self, embedder: Embedder, told: Callable[[int], None] = lambda done: None) -> None:
        """Build the server's collections again. Raises MemoryUnavailable if it is away."""
        self._down_until = float("-inf")
        self._server.reindex(embedder, told)
        self._outage = ""

    def count(self, embedder: Embedder) -> int:
        """As QdrantIndex.count."""
        return self._ask(lambda index: index.count(embedder))

    def close(self) -> None:
        """Give both connections back."""
        self._server.close()
        self._spare.close()

    def _ask(self, question: Callable[[QdrantIndex], T]) -> T:
        if self._monotonic() >= self._down_until:
            try:
                answer = question(self._server)
            except MemoryUnavailable as error:
                self._down_until = self._monotonic() + RETRY_SECONDS
                self._server.close()
                if not self._outage:
                    self._note(f"{error}; the index in memory answers meanwhile")
                self._outage = str(error)
            else:
                if self._outage:
                    self._note(f"the Qdrant server {self._server.name} answers again")
                self._outage = ""
                return answer
        return question(self._spare)
