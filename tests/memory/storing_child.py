"""Stores artifacts until it is killed; says which were acknowledged, one id a line."""

import sys
from pathlib import Path

from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from tests.fakes.artifacts import code
from tests.fakes.embedding import FakeEmbedder


def main() -> None:
    """Store pairs, use them and forget every fifth, for ever."""
    folder, start = Path(sys.argv[1]), int(sys.argv[2])
    store = ArtifactStore(folder / "memory.db")
    memory = RagMemory(store, EmbeddedIndex(store), FakeEmbedder())
    number = start
    while True:
        pair = [code(f"task {number} part {part}", node_id=f"{number}-{part}") for part in "ab"]
        memory.remember(pair)
        print(f"stored {number}", flush=True)
        memory.record_use(f"code:{number}-a", succeeded=True)
        if number % 5 == 0:
            memory.forget(f"code:{number}-a")
            print(f"forgotten {number}", flush=True)
        number += 1


if __name__ == "__main__":
    main()
