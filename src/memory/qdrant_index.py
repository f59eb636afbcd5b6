"""Finds the artifacts nearest to a vector, with an index on a Qdrant server."""

from collections.abc import Callable, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from ..domain.artifact import ArtifactType
from ..domain.errors import MemoryUnavailable
from ..domain.hosts import is_loopback_host
from ..domain.ports import Embedder
from .artifact_rows import unpack
from .artifact_store import ArtifactChange, ArtifactStore

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

BATCH = 500


class IndexHit(Struct, frozen=True):
    """An artifact's id and the cosine of its vector with the query."""

    artifact_id: str
    cosine: float


CountDone = Callable[[int], None]
"""Hears how many changes were applied so far."""


def uncounted(_done: int) -> None:
    """Ignore the count."""


class Index(Protocol):
    """A vector index, derived from the store: embedded, on a Qdrant server, or with failover."""

    @property
    def name(self) -> str:
        """The index that answers at the moment."""

    def nearest(
        self, embedder: Embedder, vector: Sequence[float], types: Sequence[str], limit: int
    ) -> list[IndexHit]:
        """Return the nearest artifacts of these types. Raises MemoryUnavailable."""

    def follow(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Apply the store's changes that this index lacks."""

    def reindex(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Drop everything and rebuild it from the store."""

    def count(self, embedder: Embedder) -> int:
        """Return how many artifacts this index holds."""

    def close(self) -> None:
        """Close the connections."""


class QdrantIndex:
    """One collection for each artifact type and embedder, kept up to date from the store.

    `client` opens the connection when it is first needed; the store keeps the index's cursor.
    """

    def __init__(
        self, store: ArtifactStore, client: "Callable[[], QdrantClient]", name: str
    ) -> None:
        self._name = name
        self._store = store
        self._open = client
        self._lock = RLock()
        self._client: "QdrantClient | None" = None
        self._applied: dict[str, int] = {}
        self._ready: set[str] = set()
        self._identity = ""

    @property
    def name(self) -> str:
        """The server's address."""
        return self._name

    def nearest(
        self, embedder: Embedder, vector: Sequence[float], types: Sequence[str], limit: int
    ) -> list[IndexHit]:
        """Return the nearest artifacts of these types, including those other processes stored.

        Raises MemoryUnavailable if Qdrant cannot be asked.
        """
        check_length(vector, embedder)
        with self._lock:
            self.follow(embedder)
            found: list[IndexHit] = []
            for type_ in types:
                points = self._call(
                    "query_points",
                    self._collection(type_, embedder),
                    query=list(vector),
                    limit=limit,
                    with_payload=["artifact_id"],
                ).points
                found += [IndexHit(str(p.payload["artifact_id"]), float(p.score)) for p in points]
        return sorted(found, key=lambda near: -near.cosine)[:limit]

    def follow(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Apply the store's changes that this index lacks; `on_progress` gets the count so far."""
        with self._lock:
            self._prepare(embedder)
            cursor = self._cursor_name(embedder)
            applied = self._applied.get(cursor)
            if applied is None:
                applied = self._store.cursor(cursor)
            done = 0
            while changes := self._store.changes(applied, embedder.fingerprint, BATCH):
                self._apply(changes, embedder)
                applied = changes[-1].seq
                self._applied[cursor] = applied
                self._store.move_cursor(cursor, applied)
                done += len(changes)
                on_progress(done)

    def reindex(self, embedder: Embedder, on_progress: CountDone = uncounted) -> None:
        """Drop the collections and rebuild them from the store."""
        with self._lock:
            self.drop(embedder)
            self._applied[self._cursor_name(embedder)] = 0
            self._store.move_cursor(self._cursor_name(embedder), 0)
            self.follow(embedder, on_progress)

    def drop(self, embedder: Embedder) -> None:
        """Drop the collections of this store and embedder."""
        with self._lock:
            self._identity = self._store.identity()
            for type_ in ArtifactType:
                self._call("delete_collection", self._collection(type_, embedder))
            self._ready.clear()

    def count(self, embedder: Embedder) -> int:
        """Return how many artifacts the collections of this embedder hold."""
        with self._lock:
            self.follow(embedder)
            names = [self._collection(type_, embedder) for type_ in ArtifactType]
            return sum(int(self._call("count", name).count) for name in names)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None
            self._ready.clear()
            self._applied.clear()

    def _prepare(self, embedder: Embedder) -> None:
        """Create missing collections; start over if the store's identity changed."""
        identity = self._store.identity()
        if identity != self._identity:
            self._identity = identity
            self._ready.clear()
            self._applied.clear()
        for type_ in ArtifactType:
            name = self._collection(type_, embedder)
            if name not in self._ready:
                if self._make(name, embedder):
                    self._applied[self._cursor_name(embedder)] = 0
                self._ready.add(name)

    def _make(self, name: str, embedder: Embedder) -> bool:
        """Create a collection unless it exists; True if it was created. Checks its dimension."""
        from qdrant_client import models

        if self._call("collection_exists", name):
            found: Any = self._call("get_collection", name)
            size = getattr(found.config.params.vectors, "size", None)
            if size != embedder.dimension:
                raise MemoryUnavailable(
                    f"Qdrant's collection {name} has dimension {size}, not {embedder.dimension}",
                    hint="`memory reindex` builds it again",
                )
            return False
        wanted = models.VectorParams(size=embedder.dimension, distance=models.Distance.COSINE)
        self._call("create_collection", name, vectors_config=wanted)
        keyword = models.PayloadSchemaType.KEYWORD
        self._call("create_payload_index", name, "artifact_id", keyword)
        return True

    def _apply(self, changes: Sequence[ArtifactChange], embedder: Embedder) -> None:
        from qdrant_client import models

        for type_ in {change.type for change in changes}:
            name = self._collection(type_, embedder)
            of_type = [(one, unpack(one.packed)) for one in changes if one.type == type_]
            points = [
                models.PointStruct(
                    id=point_id(change.artifact_id),
                    vector=vector,
                    payload={"artifact_id": change.artifact_id, "seq": change.seq},
                )
                for change, vector in of_type
                if any(vector) and len(vector) == embedder.dimension
            ]
            kept = {point.id for point in points}
            removed = [point_id(one.artifact_id) for one, _ in of_type]
            removed = [one for one in removed if one not in kept]
            if points:
                self._call("upsert", name, points, wait=True)
            if removed:
                self._call("delete", name, models.PointIdsList(points=list(removed)), wait=True)

    def _collection(self, type_: str, embedder: Embedder) -> str:
        return f"evolver-{self._identity}-{type_}-{embedder.fingerprint}"

    def _cursor_name(self, embedder: Embedder) -> str:
        return f"{self._name} {embedder.fingerprint}"

    def _call(self, method: str, *values: Any, **named: Any) -> Any:
        """Call a method of Qdrant's client; any error becomes MemoryUnavailable."""
        try:
            if self._client is None:
                self._client = self._open()
            return getattr(self._client, method)(*values, **named)
        except MemoryUnavailable:
            raise
        # The client raises its own, httpx's and the standard library's errors alike.
        except Exception as error:  # pylint: disable=broad-exception-caught
            if getattr(error, "status_code", None) in (401, 403):
                raise MemoryUnavailable(
                    f"the Qdrant server {self._name} refuses the API key, or asks for one",
                    hint="put it into the variable that memory.qdrant_api_key_env names",
                ) from error
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise MemoryUnavailable(
                f"Qdrant ({self._name}) cannot be asked: {reason}",
                hint="the index in memory answers meanwhile; nothing is lost",
            ) from error


def point_id(artifact_id: str) -> str:
    """Return the artifact's point id in Qdrant, the same in every process."""
    return str(uuid5(NAMESPACE_URL, artifact_id))


def server_index(store: ArtifactStore, url: str, api_key: str = "") -> QdrantIndex:
    """Return an index on a Qdrant server."""

    def client() -> "QdrantClient":
        _check_reachable(url)
        import warnings
        from urllib.parse import urlsplit

        from qdrant_client import QdrantClient

        with warnings.catch_warnings():
            # That a key goes over plain HTTP is said in a sentence by who opens memory.
            warnings.simplefilter("ignore")
            return QdrantClient(
                url=url,
                api_key=api_key or None,
                timeout=5,
                check_compatibility=False,
                # A proxy of the environment is for the world outside, not for this machine.
                trust_env=not is_loopback_host(urlsplit(url).hostname or ""),
            )

    return QdrantIndex(store, client, name=url)


def _check_reachable(url: str) -> None:
    """Fail within a second if nothing listens there; the client itself takes three."""
    import socket
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if not parts.hostname:
        raise MemoryUnavailable(f"{url!r} is not the address of a Qdrant server")
    with socket.create_connection((parts.hostname, parts.port or 6333), timeout=1.0):
        pass


def check_length(vector: Sequence[float], embedder: Embedder) -> None:
    """Raise MemoryUnavailable if the embedder gave another number of numbers than it says."""
    if len(vector) != embedder.dimension:
        raise MemoryUnavailable(
            f"the embedder {embedder.fingerprint} gave {len(vector)} numbers,"
            f" not {embedder.dimension}"
        )
