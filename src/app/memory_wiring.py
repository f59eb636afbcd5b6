"""Wires memory: the database of the data folder, its index, and the embedder."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..config.settings import MemorySettings
from ..domain.artifact import Artifact
from ..domain.installation import INSTALL_EMBEDDINGS
from ..domain.ports import Embedder
from ..domain.tool import ToolCard
from ..library.function_book import FunctionBook
from ..library.render import render
from ..memory.artifact_store import ArtifactStore
from ..memory.embedding.embedder_choice import choose_embedder
from ..memory.embedding.ngrams import HashedNgrams
from ..memory.index_fallback import FallbackIndex
from ..memory.qdrant_index import Index, embedded_index, server_index
from ..memory.rag_memory import RagMemory
from ..memory.seeds import function_artifact, tool_artifact

DATABASE = "evolver.db"


def open_memory(
    home: Path,
    settings: MemorySettings,
    note: Callable[[str], None],
    embed_by_endpoint: Callable[[], Embedder],
    relearn: Callable[[], Iterable[Artifact]],
) -> RagMemory:
    """Memory as the settings say; nothing heavy is loaded before its first search.

    `relearn` gives what can be known from the nodes, should the database be damaged.
    """
    store = ArtifactStore(home / DATABASE, relearn, note)
    index: Index = embedded_index(store)
    if settings.qdrant_url:
        key = os.environ.get(settings.qdrant_api_key_env, "")
        server = server_index(store, settings.qdrant_url, key)
        index = FallbackIndex(server, embedded_index(store), note)
    embedder = choose_embedder(settings.embedder, embed_by_endpoint)
    if settings.embedder == "auto" and isinstance(embedder, HashedNgrams):
        note(f"memory compares words by their letters; for their meaning: {INSTALL_EMBEDDINGS}")
    return RagMemory(store, index, embedder)


def seed_memory(memory: RagMemory, book: FunctionBook, tools: Sequence[ToolCard]) -> None:
    """Tell memory of the bundled functions and tools, so that they are found like all else."""
    entries = [one.entry for one in book.functions.values()]
    functions = [function_artifact(entry, render(entry.function)) for entry in entries]
    memory.seed([*functions, *map(tool_artifact, tools)])
