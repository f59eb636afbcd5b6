"""Which hosts are this machine, however they are written: a proxy must not see what goes there."""

import ipaddress
import socket


def is_own_machine(host: str) -> bool:
    """True for the loopback addresses, the unspecified ones, and the names for them."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _is_short_form(name)
    inner = getattr(address, "ipv4_mapped", None) or address
    # To connect to 0.0.0.0, as many write for a server that listens there, is to connect here.
    return bool(inner.is_loopback or inner.is_unspecified)


def _is_short_form(name: str) -> bool:
    """Whether it is an address as C's resolver reads it, such as 127.1."""
    try:
        return ipaddress.ip_address(socket.inet_aton(name)).is_loopback
    except OSError:
        return False
