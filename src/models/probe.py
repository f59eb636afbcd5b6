"""Checks quickly, without heavy imports, whether a model server answers at startup."""

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .backend import full_name
from .endpoint_address import host_and_port, normal_address
from .routing_rules import BackendKind

if TYPE_CHECKING:
    from http.client import HTTPConnection

_MOST_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Probe:
    """What a server reported of itself; `reason` says why it is not reachable."""

    reachable: bool
    version: str = ""
    models: tuple[str, ...] = ()
    reason: str = ""

    def has(self, model: str) -> bool:
        """True if the model is installed there."""
        return full_name(model) in {full_name(name) for name in self.models}


def probe(
    endpoint: str,
    seconds: float = 0.5,
    kind: BackendKind = BackendKind.OLLAMA,
    key_variable: str = "",
) -> Probe:
    """Ask a server what it is and which models it has; waits at most so long for each answer."""
    import http.client

    try:
        parts = urlsplit(normal_address(endpoint))
        secure = parts.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = make(parts.hostname or "", parts.port, timeout=seconds)
    except (http.client.InvalidURL, ValueError) as error:
        return Probe(False, reason=f"{host_and_port(endpoint)} is no address: {error}")
    try:
        if kind is BackendKind.OPENAI:
            return _probe_openai(connection, parts.path, os.environ.get(key_variable, ""))
        return _probe_ollama(connection, parts.path)
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        why = "no answer" if isinstance(error, TimeoutError) else str(error) or "hung up"
        return Probe(False, reason=f"{host_and_port(endpoint)}: {why}")
    finally:
        connection.close()


def _probe_ollama(connection: "HTTPConnection", path: str) -> Probe:
    version = _get(connection, f"{path}/api/version", {}).get("version")
    listed = _get(connection, f"{path}/api/tags", {}).get("models")
    return Probe(True, str(version or ""), _names(listed, "name"))


def _probe_openai(connection: "HTTPConnection", path: str, key: str) -> Probe:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    listed = _get(connection, f"{path.removesuffix('/v1')}/v1/models", headers).get("data")
    return Probe(True, models=_names(listed, "id"))


def _names(rows: object, key: str) -> tuple[str, ...]:
    listed = rows if isinstance(rows, list) else []
    return tuple(str(row.get(key)) for row in listed if isinstance(row, dict))


def _get(connection: "HTTPConnection", path: str, headers: dict[str, str]) -> dict[str, object]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    raw = answer.read(_MOST_BYTES)
    if answer.status != 200:
        raise ValueError(f"it answers {answer.status}, so it is no server of models")
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("it answers with something else, so it is no server of models")
    return found
