"""Reads and opens regular files only: what is a pipe, a device or too large is refused at once."""

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 64_000_000
_AT_ONCE = os.O_NONBLOCK | os.O_CLOEXEC


def read_file(path: Path | str, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of a regular file. Raises OSError, without waiting, for anything else."""
    descriptor = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        if status.st_size > most_bytes:
            problem = f"it is larger than {most_bytes // 1_000_000} MB"
            raise OSError(errno.EFBIG, problem, str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def read_file_text(path: Path | str, encoding: str = "utf-8") -> str:
    """Read the text of a regular file, with Unix line ends. Raises OSError or UnicodeError."""
    text = read_file(path).decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def open_own_file(path: Path | str, flags: int) -> int:
    """Open a lock or a log of ours, made if it is missing; never through a link, without waiting.

    Raises OSError for anything that is not a regular file.
    """
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | _AT_ONCE, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return descriptor
