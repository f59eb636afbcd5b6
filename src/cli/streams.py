"""The three standard streams: closed or full ones, and keys typed between two prompts."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_INPUT_FLAGS, _LOCAL_FLAGS = 0, 3


def prepare_streams() -> None:
    """Open what the shell closed; keep characters and messages that cannot be written harmless."""
    # A closed stdout is opened for reading, so that writing to it fails as it should.
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # Otherwise the next file that is opened, such as the database, becomes this stream.
            os.open(os.devnull, mode)
    if sys.stdin is None:
        # pylint: disable-next=consider-using-with  # it stays open as long as the program runs
        sys.stdin = open(0, encoding="utf-8", closefd=False)
    if sys.stdout is None or not sys.stdout.isatty():
        sys.stdout = _text_on(_WatchedFile(1, "w", closefd=False), sys.stdout)
    if sys.stderr is None or not sys.stderr.isatty():
        sys.stderr = _text_on(_LossyFile(2, "w", closefd=False), sys.stderr, line_buffering=True)
    # A line that is not valid text is refused when it is read, not changed.
    sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        # A result may hold characters that this terminal's encoding lacks.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def stdout_failure() -> OSError | None:
    """Return why something written to stdout did not arrive; None if all did."""
    return getattr(getattr(getattr(sys.stdout, "buffer", None), "raw", None), "failure", None)


def abandon_stdout() -> None:
    """Discard what is still buffered for stdout; Python would complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _WatchedFile(io.FileIO):
    """A file that remembers why it could not be written."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.failure = error
            raise


class _LossyFile(io.FileIO):
    """A file that drops what cannot be written: progress messages must not end a task."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def _text_on(file: io.FileIO, like: Any, line_buffering: bool = False) -> io.TextIOWrapper:
    encoding = "utf-8" if like is None else like.encoding
    return io.TextIOWrapper(
        io.BufferedWriter(file), encoding=encoding, line_buffering=line_buffering
    )


@contextmanager
def typed_keys(quiet: bool) -> Iterator[None]:
    """Keep typed keys unechoed for the next prompt (`quiet`), or as other programs expect them.

    Ctrl-C interrupts in either case.
    """
    import termios

    try:
        number = sys.stdin.fileno()
        before = termios.tcgetattr(number)
    except (termios.error, OSError, ValueError):
        yield
        return
    flags = list(before)
    local = termios.ECHO | termios.ICANON
    flags[_INPUT_FLAGS] = flags[_INPUT_FLAGS] & ~termios.ICRNL | (0 if quiet else termios.ICRNL)
    flags[_LOCAL_FLAGS] = flags[_LOCAL_FLAGS] & ~local | (0 if quiet else local)
    termios.tcsetattr(number, termios.TCSANOW, flags)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
