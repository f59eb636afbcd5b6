"""Normalizes endpoint addresses, and makes the commands that start a server or pull a model."""

import shlex
from urllib.parse import SplitResult, urlsplit

from ..domain.hosts import is_loopback_host

OLLAMA_PORT = 11434
CLOUD_HOST = "ollama.com"
LOCAL = "local"
"""The endpoint of models that run inside the program."""

_PASTED_PATHS = ("/api/chat", "/api/generate", "/api/tags", "/api", "/v1/chat/completions", "/v1")


def normal_address(endpoint: str) -> str:
    """Get the endpoint with scheme and port, without a trailing slash; an invalid one is unchanged.

    Without a scheme the port is Ollama's; with one it is the scheme's own.
    """
    text = endpoint.strip().rstrip("/")
    scheme, mark, rest = text.partition("://")
    if mark:
        # The scheme is compared exactly elsewhere.
        return f"{scheme.lower()}://{rest}"
    if text == LOCAL:
        return text
    if text.lower() == CLOUD_HOST:
        return f"https://{CLOUD_HOST}"
    parts = _split(f"http://{text}")
    if parts.scheme == "http" and parts.port is None:
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"http://{host}:{OLLAMA_PORT}{parts.path}"
    return f"http://{text}"


def ollama_address(endpoint: str) -> str:
    """Return the normal address of an Ollama server, without a pasted path of its API."""
    address = normal_address(endpoint)
    for path in _PASTED_PATHS:
        if address.endswith(path):
            return address.removesuffix(path)
    return address


def openai_base(endpoint: str) -> str:
    """Return the address that paths are appended to: /v1 is added only where no path is given."""
    address = endpoint.rstrip("/").removesuffix("/chat/completions")
    return address if urlsplit(address).path.strip("/") else f"{address}/v1"


def is_same_address(one: str, other: str) -> bool:
    """Return True if both lead to the same server and path, however they are written."""
    return _place(one) == _place(other)


def _place(endpoint: str) -> tuple[str, str | None, int | None, str]:
    parts = _split(openai_base(normal_address(endpoint)))
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or parts.netloc, port, parts.path


def host_and_port(endpoint: str) -> str:
    """Host and port as shown to users, without credentials; "local" for this program."""
    return (
        LOCAL if endpoint == LOCAL else _split(normal_address(endpoint)).netloc.rpartition("@")[2]
    )


def is_loopback(endpoint: str) -> bool:
    """Return True for an address of this machine."""
    return endpoint == LOCAL or is_loopback_host(_split(normal_address(endpoint)).hostname or "")


def serve_hint(endpoint: str) -> str:
    """Return what to type so that Ollama answers there."""
    parts = _split(normal_address(endpoint))
    port = parts.port or OLLAMA_PORT
    if not is_loopback(endpoint):
        return f"on {parts.hostname}: OLLAMA_HOST=0.0.0.0:{port} ollama serve"
    if port == OLLAMA_PORT:
        return "ollama serve"
    return f"OLLAMA_HOST={host_and_port(endpoint)} ollama serve"


def pull_command(model: str, endpoint: str) -> str:
    """Return what to type so that the model is installed there."""
    command = f"ollama pull {shlex.quote(model)}"
    address = normal_address(endpoint)
    parts = _split(address)
    if is_loopback(endpoint) and parts.port == OLLAMA_PORT:
        return command
    named = parts.port is not None and parts.scheme == "http"
    host = host_and_port(endpoint) if named else f"{parts.scheme}://{host_and_port(endpoint)}"
    return f"OLLAMA_HOST={host} {command}"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return SplitResult("", text.rpartition("//")[2], "", "", "")
    return parts
