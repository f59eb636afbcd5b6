"""A lexical embedder for use without a model: hashed words and letter trigrams."""

import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

from ...language.tokenizer import template_of

MAX_CHARACTERS = 4_000


class HashedNgrams:
    """A lexical embedder: like letters lie near each other, like meanings do not."""

    def __init__(self, dimension: int = 512) -> None:
        self._dimension = dimension

    @property
    def fingerprint(self) -> str:
        """Marked lexical, with its size."""
        return f"lexical-ngrams-{self._dimension}"

    @property
    def dimension(self) -> int:
        """How many buckets the pieces are hashed into."""
        return self._dimension

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """Return one unit vector a text (all zeros for a text without letters or digits)."""
        del query  # Questions and texts are embedded alike.
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self._dimension
        for piece, count in Counter(_pieces(template_of(text[:MAX_CHARACTERS]))).items():
            digest = zlib.crc32(piece.encode("utf-8", "replace"))
            sign = 1.0 if digest & 1 else -1.0
            vector[(digest >> 1) % self._dimension] += sign * (1.0 + math.log(count))
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector] if length else vector


def _pieces(template: str) -> Iterator[str]:
    for word in template.split():
        yield word
        yield word
        framed = f"^{word}$"
        for start in range(len(framed) - 2):
            yield framed[start : start + 3]
