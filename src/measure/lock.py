"""Lets one measurement go on at a time on this machine: two never share the cores."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def measuring_alone(path: str) -> Iterator[None]:
    """Wait for the lock file at `path` and hold it; it is free again if the process dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
