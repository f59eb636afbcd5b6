"""Wires memory: the database of the data folder, its index, and the embedder."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..config.settings import MemorySettings
from ..domain.artifact import Artifact
from ..domain.errors import MemoryUnavailable
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
from ..memory.seeds import LibraryFunction, function_artifact, tool_artifact

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


def call_recorder(
    memory: Callable[[], RagMemory], notes: list[str]
) -> Callable[[str, float, bool], None]:
    """What tells memory of tool calls; while it is away, one note says so, and calls go on."""

    def record(name: str, seconds: float, succeeded: bool) -> None:
        try:
            memory().tools.record(name, seconds, succeeded)
        except MemoryUnavailable as error:
            note = f"tool calls are not recorded: {error}"
            notes.extend([] if note in notes else [note])

    return record


def seed_memory(memory: RagMemory, book: FunctionBook, tools: Sequence[ToolCard]) -> None:
    """Tell memory of the bundled functions and tools, so that they are found like all else."""
    functions = [
        LibraryFunction(
            entry.name,
            entry.title,
            entry.description,
            entry.kind.value,
            render(entry.function),
            entry.tags,
            tuple(text for text, _ in entry.examples),
        )
        for entry in (one.entry for one in book.functions.values())
    ]
    memory.seed([*map(function_artifact, functions), *map(tool_artifact, tools)])
