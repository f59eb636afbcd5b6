"""Tries what a confined program must not be able to do, and prints what succeeded as JSON."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable


def succeeds(act: Callable[[], object]) -> bool:
    """Return whether the act is allowed here."""
    try:
        act()
    except (OSError, ValueError):
        return False
    return True


def _read() -> None:
    with open("/etc/passwd", "rb"):
        pass


def _write(path: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write("x")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


ACTS: dict[str, Callable[[], object]] = {
    "read": _read,
    "list": lambda: os.listdir("/"),
    "write": lambda: _write("probe"),
    "write elsewhere": lambda: _write("/tmp/code-evolver-probe"),
    "truncate": lambda: os.truncate("out-of-reach", 0),
    "truncate by opening": lambda: os.close(os.open("out-of-reach", os.O_TRUNC)),
    "delete": lambda: os.unlink("out-of-reach"),
    "network": lambda: socket.socket().close(),
    "fork": _fork,
    "signal": lambda: os.kill(os.getppid(), 0),
    "exec": lambda: os.execv("/bin/true", ["true"]),
}

if __name__ == "__main__":
    print(json.dumps([name for name, act in ACTS.items() if succeeds(act)]))
