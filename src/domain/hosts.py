"""Reads host names: which are this machine, and what OLLAMA_HOST names."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from .whole_number import whole_number

DEFAULT = "http://127.0.0.1:11434"
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST_NAME = re.compile(r"[A-Za-z0-9._-]+")
_BEFORE_HOST = re.compile(r"^([A-Za-z]+://)?.*@", re.DOTALL)
_LONGEST_PORT = 65535


def ollama_address_of(variable: str) -> str | None:
    """Return the address to connect to; None if the value names none, and Ollama's default counts.

    The variable is the server's: it may hold a bare host, an address to listen at, a quoted text
    or a port that is none, which the server replaces by its own.
    """
    text = variable.strip().strip("\"'").strip()
    scheme, mark, rest = text.partition("://")
    scheme = scheme.lower()
    if not mark:
        if text == "ollama.com":
            return "https://ollama.com"
        scheme, rest = "http", text
    elif scheme not in _DEFAULT_PORTS:
        return None
    default_port = _DEFAULT_PORTS[scheme] if mark else str(urlsplit(DEFAULT).port)
    place, slash, path = rest.partition("/")
    host, port = _split(place)
    number = whole_number(port)
    port = str(number) if 0 < number <= _LONGEST_PORT else default_port
    name = _connectable(host.strip())
    return f"{scheme}://{name}:{port}{slash}{path}".rstrip("/") if name else None


def without_password(address: str) -> str:
    """Return an address as it may be shown: without a user's name, password and query."""
    shown, mark, _ = _BEFORE_HOST.sub(r"\1", address).partition("?")
    return f"{shown}?***" if mark else shown


def _split(place: str) -> tuple[str, str]:
    """Host and port; a bare IPv6 address is all host."""
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        return host, rest.removeprefix(":")
    if place.count(":") > 1:
        return place, ""
    host, _, port = place.partition(":")
    return host, port.strip()


def _connectable(host: str) -> str:
    """Return the host to connect to: addresses that mean "every interface" become loopback."""
    if not host:
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host if _HOST_NAME.fullmatch(host) else ""
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return host if address.version == 4 else f"[{host}]"


def is_loopback_host(host: str) -> bool:
    """Return True for the loopback addresses, the unspecified ones, and the names for them."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        try:
            # A short form such as 127.1.
            return ipaddress.ip_address(socket.inet_aton(name)).is_loopback
        except OSError:
            return False
    inner = getattr(address, "ipv4_mapped", None) or address
    # Connecting to 0.0.0.0, often copied from a listening address, connects to this machine.
    return bool(inner.is_loopback or inner.is_unspecified)
