"""Recognizes hosts that are this machine, which are reached without a proxy."""

import ipaddress
import socket


def is_loopback_host(host: str) -> bool:
    """True for the loopback addresses, the unspecified ones, and the names for them."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _is_short_form(name)
    inner = getattr(address, "ipv4_mapped", None) or address
    # Connecting to 0.0.0.0, often copied from a listening address, connects to this machine.
    return bool(inner.is_loopback or inner.is_unspecified)


def _is_short_form(name: str) -> bool:
    """Whether the name is a short IPv4 form such as 127.1."""
    try:
        return ipaddress.ip_address(socket.inet_aton(name)).is_loopback
    except OSError:
        return False
