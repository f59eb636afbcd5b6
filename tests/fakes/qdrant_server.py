"""A Qdrant server for tests: the REST calls memory makes, answered on loopback."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

_PATH = re.compile(r"/collections/(?P<name>[^/?]+)(?P<rest>/[^?]*)?")


@dataclass
class FakeQdrant:
    """Collections by name: (dimension, points by id); `broken` makes every answer an error."""

    collections: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    broken: bool = False
    broken_status: int = 500
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """The status and the result of one request."""
        match = _PATH.fullmatch(path.split("?")[0])
        if self.broken or match is None:
            return self.broken_status, None
        name, rest = match["name"], match["rest"] or ""
        if rest == "/exists":
            return 200, {"exists": name in self.collections}
        if method == "PUT" and not rest:
            self.collections[name] = (body["vectors"]["size"], {})
            return 200, True
        if method == "DELETE" and not rest:
            return 200, self.collections.pop(name, None) is not None
        if name not in self.collections:
            return 404, None
        size, points = self.collections[name]
        if rest == "/points" and any(len(p["vector"]) != size for p in body["points"]):
            return 400, None
        return 200, _in_collection(method, rest, body, size, points)


@contextmanager
def fake_qdrant(port: int = 0) -> Iterator[FakeQdrant]:
    """A running server; its `url` is where it listens."""
    fake = FakeQdrant()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            with fake.lock:
                fake.asked.append(f"{self.command} {self.path}")
                fake.keys.append(self.headers.get("api-key") or "")
                status, result = fake.answer(self.command, self.path, body)
            said = {"result": result, "status": "ok" if status == 200 else "error", "time": 0.0}
            raw = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_PUT = do_POST = do_DELETE = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def _in_collection(method: str, rest: str, body: Any, size: int, points: dict[str, Any]) -> Any:
    if rest == "/points":
        points.update({point["id"]: point for point in body["points"]})
    elif rest == "/points/delete":
        for point_id in body["points"]:
            points.pop(point_id, None)
    elif rest == "/points/count":
        return {"count": len(points)}
    elif rest == "/points/query":
        asked = body["query"]
        query = asked["nearest"] if isinstance(asked, dict) else asked
        return {"points": _nearest(points, query, body["limit"])}
    elif method == "GET" and not rest:
        return _description(size, len(points))
    return {"operation_id": 1, "status": "completed"}


def _nearest(points: dict[str, Any], query: list[float], limit: int) -> list[Any]:
    def cosine(vector: list[float]) -> float:
        dot = sum(a * b for a, b in zip(vector, query, strict=True))
        return dot / ((_square(vector) * _square(query)) ** 0.5 or 1.0)

    scored = [
        {"id": p["id"], "version": 1, "score": cosine(p["vector"]), "payload": p["payload"]}
        for p in points.values()
    ]
    return sorted(scored, key=lambda point: -point["score"])[:limit]


def _square(vector: list[float]) -> float:
    return sum(value * value for value in vector)


def _description(size: int, count: int) -> Any:
    return {
        "status": "green",
        "optimizer_status": "ok",
        "segments_count": 1,
        "points_count": count,
        "config": {
            "params": {"vectors": {"size": size, "distance": "Cosine"}},
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
            "optimizer_config": {
                "deleted_threshold": 0.2,
                "vacuum_min_vector_number": 1000,
                "default_segment_number": 0,
                "flush_interval_sec": 5,
            },
        },
        "payload_schema": {},
    }
