"""A terminal without a window: a child on a pty, and the screen a user would see."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from itertools import groupby

import pyte

ENTER, CTRL_C, CTRL_D, CTRL_J, CTRL_R = "\r", "\x03", "\x04", "\n", "\x12"
ALT_ENTER, UP, TAB = "\x1b\r", "\x1b[A", "\t"


class _Answering(pyte.Screen):
    """A screen that answers the cursor-position question, as real terminals do."""

    def __init__(self, columns: int, rows: int, fd: int) -> None:
        super().__init__(columns, rows)
        self._fd = fd

    def write_process_input(self, data: str) -> None:
        """Send what the terminal itself says to the child."""
        os.write(self._fd, data.encode())


class Terminal:
    """A child process on a terminal of its own; waits for what is seen, never for time."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 40,
        answers: bool = True,
    ) -> None:
        self.raw = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # A shell's background makes programs deaf to Ctrl-C; a terminal of their own does not.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execve(argv[0], list(argv), dict(environment))
        self._screen = (
            _Answering(columns, rows, self._fd) if answers else pyte.Screen(columns, rows)
        )
        self._stream = pyte.ByteStream(self._screen)
        self._code: int | None = None
        self.resize(columns, rows)

    def type(self, keys: str) -> None:
        """Send keys."""
        os.write(self._fd, keys.encode())

    def enter(self, line: str) -> None:
        """Send a line."""
        self.type(line + ENTER)

    def paste(self, text: str) -> None:
        """Paste as terminals with bracketed paste do."""
        self.type(f"\x1b[200~{text.replace(chr(10), chr(13))}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without blanks at the ends of lines."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """What is on the screen, without empty lines at the end."""
        return "\n".join(self.lines).rstrip()

    def styled_rows(self) -> list[list[tuple[str, str, bool]]]:
        """The screen's rows, each in pieces of (text, colour, bold)."""
        rows: list[list[tuple[str, str, bool]]] = []
        for number in range(self._screen.lines):
            cells = (self._screen.buffer[number][column] for column in range(self._screen.columns))
            runs = groupby(cells, key=lambda cell: (_colour(cell.fg), cell.bold))
            rows.append([("".join(cell.data for cell in run), *style) for style, run in runs])
        return rows

    @property
    def printed(self) -> str:
        """Everything that was ever printed, escape sequences and all."""
        return self.raw.decode("utf-8", "replace")

    def wait_for(self, text: str, seconds: float = 20.0) -> None:
        """Read until the text is on the screen."""
        self.wait_until(lambda: text in self.text, f"{text!r} on the screen", seconds)

    def wait_for_prompt(self, seconds: float = 20.0) -> None:
        """Read until an empty prompt is where the cursor is."""
        self.wait_until(lambda: self._cursor_line == "CodeEvolver>", "an empty prompt", seconds)

    def wait_until(self, seen, what: str, seconds: float = 20.0) -> None:  # type: ignore
        """Read until `seen()` is true."""
        end = time.monotonic() + seconds
        while not seen():
            if time.monotonic() > end or not self._read(end):
                raise AssertionError(f"never saw {what}; the screen:\n{self.text}")

    def wait_for_end(self, seconds: float = 20.0) -> int:
        """Read until the child has ended; its exit code (negative: the signal)."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(end):
            pass
        ended, status = os.waitpid(self.pid, os.WNOHANG if self._is_open(end) else 0)
        if not ended:
            raise AssertionError(f"the child never ended; the screen:\n{self.text}")
        self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def close(self) -> None:
        """End the child if it still runs."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    @staticmethod
    def _is_open(end: float) -> bool:
        return time.monotonic() >= end

    @property
    def _cursor_line(self) -> str:
        return self._screen.display[self._screen.cursor.y].rstrip()

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self._fd, 65536)
        except OSError:
            return False
        self.raw += piece
        self._stream.feed(piece)
        return bool(piece)


def _colour(name: str) -> str:
    """pyte's names for colours as rich has them."""
    if name.startswith("bright"):
        return "bright_" + name.removeprefix("bright").replace("brown", "yellow")
    return name.replace("brown", "yellow")
