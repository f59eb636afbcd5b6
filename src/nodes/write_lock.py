"""A lock that keeps processes from writing nodes at the same time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..documents.regular_files import open_own_file
from ..domain.errors import NodeError


@contextmanager
def locked(folder: Path, *, exclusive: bool) -> Iterator[None]:
    """Hold the folder's lock; it is released when the block ends or the process dies.

    A read-only folder can still be read. Raises NodeError if it is to be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = open_own_file(folder / ".lock", os.O_RDWR)
    except OSError as error:
        if exclusive:
            reason = f"{folder} cannot be written: {error.strerror}"
            raise NodeError(reason, hint="name another data folder: CODE_EVOLVER_HOME") from error
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the exclusive lock, and first clear away what a killed writer left behind.

    Raises NodeError for an OSError inside the block.
    """
    with locked(folder, exclusive=True):
        for left in os.listdir(folder):
            if left.startswith(".new-"):
                shutil.rmtree(folder / left, ignore_errors=True)
        try:
            yield
        except OSError as error:
            raise NodeError(f"the node could not be kept: {error}") from error
