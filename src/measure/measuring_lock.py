"""Lets one measurement go on at a time on this machine: two never share the cores."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

_NO_FOLLOWING = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def measuring_alone(path: str) -> Iterator[None]:
    """Wait for the lock file at `path` and hold it; it is free again if the process dies."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    """Another user's file will do: reading is enough to lock it, and writing is refused."""
    try:
        return os.open(path, os.O_RDONLY | _NO_FOLLOWING)
    except FileNotFoundError:
        return os.open(path, os.O_RDONLY | os.O_CREAT | _NO_FOLLOWING, 0o644)
