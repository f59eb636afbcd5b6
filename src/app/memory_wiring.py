"""Wires memory: the database of the data folder, its index, and the embedder."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ..config.settings import MemorySettings
from ..domain.artifact import Artifact
from ..domain.hosts import is_loopback_host
from ..domain.installation import INSTALL_EMBEDDINGS
from ..domain.ports import Embedder
from ..domain.tool import ToolCard
from ..library.bundled import function_artifact
from ..library.function_book import FunctionBook
from ..library.render import render
from ..memory.artifact_store import ArtifactStore
from ..memory.embedded_index import EmbeddedIndex
from ..memory.embedding.embedder_choice import FallbackEmbedder, choose_embedder
from ..memory.embedding.ngrams import HashedNgrams
from ..memory.index_fallback import FallbackIndex
from ..memory.qdrant_index import Index, server_index
from ..memory.rag_memory import RagMemory
from ..memory.seeds import tool_artifact

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
    is_new = not (home / DATABASE).exists()
    store = ArtifactStore(home / DATABASE, relearn, note)
    index: Index = EmbeddedIndex(store)
    if settings.qdrant_url:
        key = os.environ.get(settings.qdrant_api_key_env, "")
        address = urlsplit(settings.qdrant_url)
        if key and address.scheme == "http" and not is_loopback_host(address.hostname or ""):
            note("the key of the Qdrant server is sent over plain HTTP: name its https address")
        server = server_index(store, settings.qdrant_url, key)
        index = FallbackIndex(server, EmbeddedIndex(store), note)
    embedder = choose_embedder(
        settings.embedder, lambda: FallbackEmbedder(embed_by_endpoint(), HashedNgrams(), note)
    )
    # Said once: doctor and the status of memory name the embedder.
    if is_new and settings.embedder == "auto" and isinstance(embedder, HashedNgrams):
        note(f"memory compares words by their letters; for their meaning: {INSTALL_EMBEDDINGS}")
    return RagMemory(store, index, embedder)


def seed_memory(memory: RagMemory, book: FunctionBook, tools: Sequence[ToolCard]) -> None:
    """Tell memory of the bundled functions and tools, so that they are found like all else."""
    entries = [one.entry for one in book.functions.values()]
    functions = [function_artifact(entry, render(entry.function)) for entry in entries]
    memory.seed([*functions, *map(tool_artifact, tools)])
