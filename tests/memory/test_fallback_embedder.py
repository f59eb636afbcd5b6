"""An embedding model that is missing costs semantic search, and is told once."""

from collections.abc import Sequence

import pytest

from src.domain.errors import MemoryUnavailable, ModelMissing
from src.memory.embedding.embedder_choice import FallbackEmbedder
from src.memory.embedding.ngrams import HashedNgrams


class Failing:
    """An embedder that fails from its n-th call on."""

    fingerprint = "model@1"
    dimension = 2

    def __init__(self, works: int) -> None:
        self._left = works

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        del query
        self._left -= 1
        if self._left < 0:
            raise ModelMissing("nomic is not installed", hint="ollama pull nomic")
        return [[1.0, 0.0] for _ in texts]


def test_a_model_that_is_missing_from_the_start_is_replaced_before_anything_is_embedded() -> None:
    notes: list[str] = []
    embedder = FallbackEmbedder(Failing(0), HashedNgrams(), notes.append)

    seen = [embedder.fingerprint, embedder.fingerprint]
    vectors = embedder.embed(["a", "b"])

    assert seen == [HashedNgrams().fingerprint] * 2
    assert len(vectors) == 2 and len(vectors[0]) == embedder.dimension
    assert len(notes) == 1 and "nomic is not installed" in notes[0] and "ollama pull" in notes[0]


def test_a_model_that_goes_away_costs_one_search_and_no_vector_is_stored_wrongly() -> None:
    notes: list[str] = []
    embedder = FallbackEmbedder(Failing(2), HashedNgrams(), notes.append)

    before = (embedder.fingerprint, embedder.embed(["a"]))
    with pytest.raises(MemoryUnavailable, match="not installed"):
        embedder.embed(["b"])

    assert before == ("model@1", [[1.0, 0.0]])
    assert embedder.fingerprint == HashedNgrams().fingerprint
    assert len(embedder.embed(["b"])[0]) == 512 and len(notes) == 1
