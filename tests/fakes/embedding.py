"""An embedder for tests: few dimensions, made of the words' letters, no model."""

from collections.abc import Sequence

from src.domain.errors import MemoryUnavailable
from src.memory.embedding.ngrams import HashedNgrams


class FakeEmbedder:
    """Counts what it was asked for; `away` makes it fail as an endpoint would."""

    def __init__(self, dimension: int = 64, name: str = "fake") -> None:
        self._ngrams = HashedNgrams(dimension)
        self._name = name
        self.asked: list[str] = []
        self.away = False

    @property
    def fingerprint(self) -> str:
        return f"{self._name}-{self.dimension}"

    @property
    def dimension(self) -> int:
        return self._ngrams.dimension

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        if self.away:
            raise MemoryUnavailable("the embedder is away")
        self.asked += texts
        return self._ngrams.embed(texts, query=query)
