"""Normalizes endpoint addresses, and makes the commands that start a server or pull a model."""

import shlex
from urllib.parse import SplitResult, urlsplit

from ..domain.loopback import is_loopback_host

OLLAMA_PORT = 11434


def normal_address(endpoint: str) -> str:
    """The endpoint with scheme and port, without a trailing slash; an invalid one is unchanged."""
    text = endpoint.strip().rstrip("/")
    if "://" not in text:
        text = f"http://{text}"
    parts = _split(text)
    if parts.scheme == "http" and parts.port is None:
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"http://{host}:{OLLAMA_PORT}{parts.path}"
    return text


def host_and_port(endpoint: str) -> str:
    """Host and port as shown to users, without credentials."""
    return _split(normal_address(endpoint)).netloc.rpartition("@")[2]


def is_loopback(endpoint: str) -> bool:
    """True for an address of this machine."""
    return is_loopback_host(_split(normal_address(endpoint)).hostname or "")


def serve_hint(endpoint: str) -> str:
    """What to type so that Ollama answers there."""
    parts = _split(normal_address(endpoint))
    port = parts.port or OLLAMA_PORT
    if not is_loopback(endpoint):
        return f"on {parts.hostname}: OLLAMA_HOST=0.0.0.0:{port} ollama serve"
    if port == OLLAMA_PORT:
        return "ollama serve"
    return f"OLLAMA_HOST={host_and_port(endpoint)} ollama serve"


def pull_command(model: str, endpoint: str) -> str:
    """What to type so that the model is installed there."""
    command = f"ollama pull {shlex.quote(model)}"
    if is_loopback(endpoint) and _split(normal_address(endpoint)).port == OLLAMA_PORT:
        return command
    return f"OLLAMA_HOST={host_and_port(endpoint)} {command}"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return SplitResult("", text.rpartition("//")[2], "", "", "")
    return parts
