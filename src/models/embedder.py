"""Embeds texts with a model at an endpoint."""

import math
from collections.abc import Callable, Sequence

from ..domain.errors import BrokenReply

BATCH = 32
# What models were trained to see before a query and before a text; others want neither.
_PREFIXES = (
    ("nomic-embed-text", "search_query: ", "search_document: "),
    ("mxbai-embed-large", "Represent this sentence for searching relevant passages: ", ""),
)


class EndpointEmbedder:
    """An Embedder over a function that embeds texts with a model (Router.embed).

    `digest` returns the model's digest, so that vectors of another version are never compared.
    """

    def __init__(
        self,
        embed: Callable[[str, Sequence[str]], list[list[float]]],
        model: str,
        digest: Callable[[str], str] = lambda model: "",
    ) -> None:
        self._embed = embed
        self._model = model
        self._digest = digest
        self._fingerprint = ""
        self._dimension = 0
        found = (prefixes for name, *prefixes in _PREFIXES if name in model)
        self._before_query, self._before_text = next(found, ("", ""))

    @property
    def fingerprint(self) -> str:
        """The model's name, the beginning of its digest, and whether texts get a prefix."""
        if not self._fingerprint:
            digest = self._digest(self._model).removeprefix("sha256:")[:12]
            prefixed = "+prefix" if self._before_query else ""
            self._fingerprint = (f"{self._model}@{digest}" if digest else self._model) + prefixed
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The length of a vector; found out by embedding a word if nothing was embedded yet."""
        if not self._dimension:
            self.embed(["word"])
        return self._dimension

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """Return one unit vector for each text. Raises ModelError."""
        before = self._before_query if query else self._before_text
        vectors: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            some = [before + text for text in texts[start : start + BATCH]]
            vectors += self._embed(self._model, some)
        if len(vectors) != len(texts):
            raise BrokenReply(f"{self._model} gave {len(vectors)} vectors for {len(texts)} texts")
        self._dimension = len(vectors[0]) if vectors else self._dimension
        return [self._unit(vector) for vector in vectors]

    def _unit(self, vector: list[float]) -> list[float]:
        length = math.sqrt(math.fsum(x * x for x in vector))
        if not length or not math.isfinite(length):
            raise BrokenReply(f"{self._model} gave a vector without a direction")
        return [x / length for x in vector]
