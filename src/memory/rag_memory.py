"""The Memory port over a store, an index and an embedder: stores artifacts and retrieves them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from threading import RLock

from ..domain.artifact import Artifact, ArtifactType, MemoryState, Recollection
from ..domain.errors import EvolverError, MemoryUnavailable
from ..domain.json_value import JSONObject
from ..domain.ports import Embedder
from ..domain.program_run import RunResult
from ..domain.wording import EditWordings, Wording
from .artifact_store import ArtifactStore
from .evolution_log import EvolutionLog, Runs
from .import_export import Imported, export_lines, read_lines
from .qdrant_index import Index
from .similarity import QUERY_CHARACTERS, similarity
from .tool_memory import ToolMemory
from .wording_rows import WordingRows

ALL_TYPES = tuple(type_.value for type_ in ArtifactType)
LEAST_QUALITY = 0.3
"""Code of less quality is not run again."""
_EMBED_BATCH = 256
# A search waits for so many embeddings; the rest is done in the background (`warm_up`), or a few
# with each search.
_EMBED_PER_SEARCH = 24

Progress = Callable[[int, int], None]


def _no_progress(_done: int, _total: int) -> None:
    """Ignore the progress."""


class RagMemory:  # pylint: disable=too-many-public-methods  # all that memory is asked
    """Implements the port Memory over a store, an index and an embedder.

    Nothing heavy is imported before the first search or `warm_up`.
    """

    def __init__(self, store: ArtifactStore, index: Index, embedder: Embedder) -> None:
        self._store = store
        self._index = index
        self._embedder = embedder
        self._wording_rows = WordingRows(store.database)
        self.evolution = EvolutionLog(store.database)
        self.tools = ToolMemory(store, embedder, self.seed)
        self._embedding_lock = RLock()
        self._is_warm = False
        self._embedded_state = ("", -1)
        self._wordings: tuple[tuple[str, int], tuple[tuple[str, Wording], ...]] = ("", -1), ()

    @cached_property
    def runs(self) -> Runs:
        """The runs of nodes."""
        return Runs(self._store.database)

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """Find the nearest artifacts, most similar first. Raises MemoryUnavailable."""
        query = text.strip()[:QUERY_CHARACTERS]
        if not query or limit < 1:
            return ()
        self._embed_a_few()
        wanted = tuple(types) or ALL_TYPES
        vector = self._embedder.embed([query], query=True)[0]
        self._is_warm = True
        # Twice as many: artifacts that other processes retired or removed are dropped below.
        hits = self._index.nearest(self._embedder, vector, wanted, 2 * limit)
        found = self._store.get([hit.artifact_id for hit in hits])
        fingerprint = self._embedder.fingerprint
        recollections = [
            Recollection(artifact, similarity(query, artifact.text, hit.cosine, fingerprint))
            for hit in hits
            if (artifact := found.get(hit.artifact_id)) is not None and artifact.type in wanted
        ]
        ranked = sorted(recollections, key=lambda r: -r.similarity)
        return tuple(ranked[:limit])

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        """(Node id, wording) of what may be run again; the same object until a change."""
        state = (self._store.identity(), self._store.last_seq())
        if state != self._wordings[0]:
            self._wordings = state, self._wording_rows.reusable(LEAST_QUALITY)
        return self._wordings[1]

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that a node answers, in one transaction."""
        self._wording_rows.edit(node_id, edit)

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Store them all or none, durably; an artifact of the same id is replaced.

        Vectors are made first if something was searched before; else, and if the embedder is not
        available, later, before a search: loading its weights takes longer than most tasks.
        """
        texts = {a.id: a.text[:QUERY_CHARACTERS] for a in artifacts if a.text.strip()}
        if not self._is_warm:
            texts = {}
        try:
            made = self._embedder.embed(list(texts.values())) if texts else []
        except EvolverError:
            made, texts = [], {}
        vectors = dict(zip(texts, made, strict=True))
        self._store.put(artifacts, self._embedder.fingerprint, vectors)

    def seed(self, artifacts: Sequence[Artifact]) -> int:
        """Remember those that are new or have changed (library functions, tools); how many."""
        known = self._store.get([artifact.id for artifact in artifacts])
        fresh = [a for a in artifacts if not _is_same(a, known.get(a.id))]
        if fresh:
            self._store.put(fresh)
        return len(fresh)

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Count a use; quality follows."""
        self._store.record_outcome(artifact_id, "success" if succeeded else "failure")

    def give_verdict(self, artifact_id: str, good: bool) -> Artifact:
        """Count a user's `good` or `bad`; return the artifact afterwards."""
        self._store.record_outcome(artifact_id, "good" if good else "bad")
        return self._store.find(artifact_id)

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Add a run of a node."""
        self.runs.record(node_id, version, result, given)

    def show(self, artifact_id: str) -> Artifact:
        """Return the artifact whose id is, or alone begins, so. Raises MemoryUnavailable."""
        return self._store.find(artifact_id)

    def of_node(self, node_id: str) -> tuple[Artifact, ...]:
        """Return all that is remembered of a node."""
        return self._store.of_node(node_id)

    def forget(self, artifact_id: str) -> Artifact:
        """Remove an artifact and return what it was. Raises MemoryUnavailable."""
        artifact = self._store.find(artifact_id)
        self._store.forget(artifact.id)
        return artifact

    def export_to(self, path: Path) -> int:
        """Write everything as JSON lines; how many artifacts."""
        return export_lines(self._store.all(), path)

    def import_from(self, path: Path) -> Imported:
        """Add what a file holds and the store does not; see `Imported`."""
        return read_lines(path, self._store)

    def untested(self) -> tuple[Artifact, ...]:
        """Return imported code; it is not reused before its suite has passed here."""
        return tuple(a for a in self._store.all() if a.provenance.get("imported") is True)

    def damaged(self) -> tuple[str, ...]:
        """Return the ids of what cannot be read."""
        return self._store.damaged(self._embedder.fingerprint, self._embedder.dimension)

    def repair(self, known: Iterable[Artifact]) -> tuple[str, ...]:
        """Replace or remove what cannot be read; `known` comes from the nodes. Return the ids."""
        damaged = self.damaged()
        self._store.repair(damaged, known if damaged else ())
        return damaged

    def reindex(self, progress: Progress = _no_progress) -> int:
        """Build the index again from the store; how many artifacts it holds."""
        self.embed_missing(progress)
        total = sum(count for _, count in self._store.counts())
        self._index.reindex(self._embedder, lambda done: progress(done, total))
        return self._index.count(self._embedder)

    def embed_missing(self, progress: Progress = _no_progress, limit: int = 10**9) -> None:
        """Embed up to `limit` texts that this embedder has not embedded yet.

        The vectors of other embedders stay, but only this one's are searched.
        """
        fingerprint = self._embedder.fingerprint
        with self._embedding_lock:
            state = (self._store.identity(), self._store.last_seq())
            if state == self._embedded_state:
                return
            batch = self._store.unembedded(fingerprint, min(limit, _EMBED_BATCH))
            total = self._store.count_unembedded(fingerprint) if batch else 0
            done = 0
            while batch:
                made = self._embedder.embed([text[:QUERY_CHARACTERS] for _, text in batch])
                ids = [artifact_id for artifact_id, _ in batch]
                self._store.put_vectors(fingerprint, dict(zip(ids, made, strict=True)))
                done += len(batch)
                progress(done, total)
                if done >= limit:
                    return
                batch = self._store.unembedded(fingerprint, _EMBED_BATCH)
            self._embedded_state = state

    def _embed_a_few(self) -> None:
        """Embed a few missing texts; none while another thread does, which may take long."""
        # pylint: disable-next=consider-using-with  # `with` would wait
        if self._embedding_lock.acquire(blocking=False):
            try:
                # A database that can only be read is searched as far as it is embedded.
                with suppress(MemoryUnavailable):
                    self.embed_missing(limit=_EMBED_PER_SEARCH)
            finally:
                self._embedding_lock.release()

    def warm_up(self, progress: Progress = _no_progress) -> None:
        """Check the database and prepare for the first search; meant for a background thread."""
        self._store.database.check()
        self.embed_missing(progress)
        self._embedder.embed(["warm up"], query=True)
        self._is_warm = True
        self._index.follow(self._embedder)

    def state(self) -> MemoryState:
        """Return counts, embedder, index and size."""
        try:
            counts, problem = self._store.counts(), self._store.problem
        except MemoryUnavailable as error:
            counts, problem = (), str(error)
        return MemoryState(
            counts,
            self._embedder.fingerprint,
            self._index.name,
            self._store.database.size(),
            problem,
        )

    def flush(self) -> None:
        """Write buffered records."""
        # A full or broken disk loses a few tool metrics; it was reported where it mattered.
        with suppress(MemoryUnavailable):
            self.tools.flush()

    def close(self) -> None:
        """Close the database and the index."""
        self.flush()
        self._index.close()
        self._store.close()


def _is_same(artifact: Artifact, known: Artifact | None) -> bool:
    """Return True if the stored artifact has the same content; its usage does not matter."""
    said = attrgetter("text", "title", "content", "tags")
    return known is not None and bool(said(artifact) == said(known))
