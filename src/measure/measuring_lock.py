"""A lock that allows one measurement at a time on this machine, so that none share the cores."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC


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
    """Open the file read-only: that suffices for a lock, even on another user's file."""
    try:
        return os.open(path, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return os.open(path, os.O_RDONLY | os.O_CREAT | _FLAGS, 0o644)
