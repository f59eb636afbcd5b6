"""How fast memory searches and fills its index, beside qdrant-client's own files (path=)."""

import importlib
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from src.domain.artifact import Artifact, ArtifactType
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory

SIZES = (1_000, 10_000, 50_000)
DIMENSION = 384
QUERIES = 30


class Drawn:
    """An embedder of drawn vectors: what it costs to embed is not what is measured here."""

    fingerprint = "drawn-384"
    dimension = DIMENSION

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """A unit vector a text, the same for the same text."""
        return [_drawn(text) for text in texts]


def main(sizes: Sequence[int] = SIZES) -> None:
    """Print seconds to fill and milliseconds a query, and how they compare."""
    start = time.perf_counter()
    importlib.import_module("qdrant_client")
    taken = time.perf_counter() - start
    print(f"importing qdrant_client {version('qdrant-client')}: {taken:.2f} s, once, at either")
    print(f"{'':8}{'fill':>22}{'a query (p50)':>26}")
    print(f"{'size':>8}{'memory':>11}{'path=':>11}{'memory':>13}{'path=':>13}")
    for size in sizes:
        fill, query = _memory(size)
        path_fill, path_query = _path_mode(size)
        print(
            f"{size:>8}{fill:>9.2f} s{path_fill:>9.2f} s{query:>10.1f} ms{path_query:>10.1f} ms"
            f"   filled {path_fill / fill:.1f}, asked {path_query / query:.1f} times as fast"
        )


def _memory(size: int) -> tuple[float, float]:
    folder = Path(tempfile.mkdtemp())
    try:
        store = ArtifactStore(folder / "memory.db")
        for start in range(0, size, 1000):
            artifacts = [_artifact(number) for number in range(start, start + 1000)]
            vectors = {a.id: _drawn(a.text) for a in artifacts}
            store.put(artifacts, Drawn.fingerprint, vectors)
        memory = RagMemory(store, EmbeddedIndex(store), Drawn())
        fill = _seconds(memory.warm_up)
        query = _median_ms(lambda text: memory.recall(text, types=("code",)))
        memory.close()
        return fill, query
    finally:
        shutil.rmtree(folder)


def _path_mode(size: int) -> tuple[float, float]:
    """The same with QdrantClient(path=...): opening it anew, and one filter in each query."""
    from qdrant_client import QdrantClient, models

    folder = tempfile.mkdtemp()
    wanted = models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)
    code = models.FieldCondition(key="type", match=models.MatchValue(value="code"))
    try:
        client = QdrantClient(path=folder)
        client.create_collection("all", vectors_config=wanted)
        # It commits each point by itself; waiting for the disk 50,000 times is not what is timed.
        client._client.collections["all"].storage.storage.execute(  # type: ignore
            "PRAGMA synchronous = OFF"
        )
        for start in range(0, size, 500):
            points = [
                models.PointStruct(id=n, vector=_drawn(f"task {n}"), payload={"type": "code"})
                for n in range(start, start + 500)
            ]
            client.upsert("all", points)
        client.close()
        opened: list[QdrantClient] = []
        fill = _seconds(lambda: opened.append(QdrantClient(path=folder)))
        query = _median_ms(
            lambda text: opened[0].query_points(
                "all", query=_drawn(text), query_filter=models.Filter(must=[code]), limit=5
            )
        )
        opened[0].close()
        return fill, query
    finally:
        shutil.rmtree(folder)


def _artifact(number: int) -> Artifact:
    text = f"task {number}"
    content = {"implementation": "x" * 500}
    return Artifact(f"code:{number}", ArtifactType.CODE, text, text, text, dict(content))


def _drawn(text: str) -> list[float]:
    import numpy as np

    numbers = np.random.default_rng(random.Random(text).getrandbits(63)).normal(size=DIMENSION)
    unit: list[float] = (numbers / np.linalg.norm(numbers)).tolist()
    return unit


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median_ms(query: Callable[[str], object]) -> float:
    query("warm up")
    taken = [_seconds(lambda n=n: query(f"question {n}")) for n in range(QUERIES)]  # type: ignore
    return 1000 * statistics.median(taken)


if __name__ == "__main__":
    main()
