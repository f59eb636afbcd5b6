"""Wires memory: the database of the data folder, its index, and the embedder."""

import os
from collections.abc import Callable
from pathlib import Path

from src.config.settings import MemorySettings
from src.core.ports import Embedder
from src.memory.embedding.choose import choose_embedder
from src.memory.index import Index, embedded_index, server_index
from src.memory.memory import RagMemory
from src.memory.outage import IndexWithSpare
from src.memory.store import ArtifactStore

DATABASE = "evolver.db"


def open_memory(
    home: Path,
    settings: MemorySettings,
    note: Callable[[str], None],
    embed_by_endpoint: Callable[[], Embedder],
) -> RagMemory:
    """Memory as the settings say; nothing heavy is loaded before its first search."""
    store = ArtifactStore(home / DATABASE, note=note)
    index: Index = embedded_index(store)
    if settings.qdrant_url:
        key = os.environ.get(settings.qdrant_api_key_env, "")
        server = server_index(store, settings.qdrant_url, key)
        index = IndexWithSpare(server, embedded_index(store), note)
    return RagMemory(store, index, choose_embedder(settings.embedder, embed_by_endpoint))
