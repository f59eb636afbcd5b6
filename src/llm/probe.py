"""Is a server there? Asked quickly and without any heavy import, for the start."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from src.llm.address import normal_address, place_of
from src.llm.backend import full_name


@dataclass(frozen=True, slots=True)
class Probe:
    """What a server said of itself; `reason` tells why it is not reachable."""

    reachable: bool
    version: str = ""
    models: tuple[str, ...] = ()
    reason: str = ""

    def has(self, model: str) -> bool:
        """True if the model is installed there."""
        return full_name(model) in {full_name(name) for name in self.models}


def probe(endpoint: str, seconds: float = 0.5) -> Probe:
    """Ask an Ollama server for its version and its models; waits at most so long for each."""
    try:
        parts = urlsplit(normal_address(endpoint))
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    except (http.client.InvalidURL, ValueError) as error:
        return Probe(False, reason=f"{endpoint} is no address: {error}")
    try:
        version = _get(connection, f"{parts.path}/api/version").get("version")
        listed = _get(connection, f"{parts.path}/api/tags").get("models")
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = "no answer" if isinstance(error, TimeoutError) else str(error) or "hung up"
        return Probe(False, reason=f"{place_of(endpoint)}: {why}")
    finally:
        connection.close()
    rows = listed if isinstance(listed, list) else []
    names = tuple(str(row.get("name")) for row in rows if isinstance(row, dict))
    return Probe(True, str(version or ""), names)


def _get(connection: http.client.HTTPConnection, path: str) -> dict[str, object]:
    connection.request("GET", path)
    answer = connection.getresponse()
    raw = answer.read()
    if answer.status != 200:
        raise ValueError(f"it answers {answer.status}, so it is no Ollama")
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("it answers with something else, so it is no Ollama")
    return found
