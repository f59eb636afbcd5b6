"""The one moving line: what is going on, for how long, and the text a model is writing."""

import threading
import time
from typing import TYPE_CHECKING

from .output import Tone
from .screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

_TAIL_LINES = 6
_TAIL_CHARS = 4000
_LONG_SECONDS = 2.0
_BAR_CELLS = 20
_MEGABYTE = 1_000_000
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ASCII_FRAMES = "|/-\\"


class LiveLine:
    """Shown below the settled lines while a task runs, gone without a trace afterwards."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._steps: list[tuple[str, float]] = []
        self._text = ""
        self._pieces, self._first_piece = 0, 0.0
        self._progress: tuple[str, int, int] | None = None
        self._progress_began = ("", 0.0, 0)
        self._live: Live | None = None
        self._began = time.monotonic()

    def start(self) -> None:
        """Show it."""
        from rich.live import Live

        self._began = time.monotonic()
        self._live = Live(
            console=self._screen.console,
            get_renderable=self._render,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def stop(self) -> None:
        """Remove it."""
        if self._live:
            self._live.stop()
            self._live = None

    def begin(self, step: str) -> None:
        """Begin a step."""
        with self._lock:
            self._steps.append((step, time.monotonic()))
            self._begin_anew()

    def end(self, step: str) -> None:
        """End a step."""
        with self._lock:
            self._steps = [(name, began) for name, began in self._steps if name != step]
            self._begin_anew()

    def progress(self, what: str, done: int, total: int) -> None:
        """Show the progress of something long (`total` 0: unknown; `what` "": it is over)."""
        with self._lock:
            self._progress = (what, done, total) if what else None
            if self._progress_began[0] != what:
                self._progress_began = (what, time.monotonic(), done)

    def add_text(self, text: str, restarted: bool = False) -> None:
        """Add to a model's text, or start it again."""
        with self._lock:
            self._text = (("" if restarted else self._text) + text)[-_TAIL_CHARS:]
            self._pieces = 0 if restarted else self._pieces + 1
            if self._pieces <= 1:
                self._first_piece = time.monotonic()

    def _begin_anew(self) -> None:
        self._text, self._progress, self._pieces = "", None, 0

    def _render(self) -> "RenderableType":
        from rich.console import Group
        from rich.text import Text

        with self._lock:
            steps, text = tuple(self._steps), self._text
            progress, began_at = self._progress, self._progress_began
            pieces, first = self._pieces, self._first_piece
        now = time.monotonic()
        features = self._screen.features
        name, began = steps[-1] if steps else ("starting", self._began)
        if progress:
            name = _bar(*progress, features.unicode) + _left(progress, began_at, now)
        frames = _FRAMES if features.unicode else _ASCII_FRAMES
        line = f"{frames[int(now * 8) % len(frames)]} {name} {now - began:.1f}s"
        if pieces > 1 and now > first:
            # A server sends a piece for each token.
            line += f" · {pieces} tokens, {pieces / (now - first):.0f}/s"
        if now - self._began > _LONG_SECONDS:
            line += " · Ctrl-C cancels" if features.unicode else " - Ctrl-C cancels"
        rows = self._screen.clean(text).splitlines()
        written = [row for row in rows if not row.startswith("```")][-_TAIL_LINES:]
        dim = features.style(Tone.DIM)
        tail = [Text("  " + row, style=dim, no_wrap=True, overflow="ellipsis") for row in written]
        return Group(*tail, Text(line, style=features.style(Tone.STEP), no_wrap=True))


def _bar(what: str, done: int, total: int, unicode: bool) -> str:
    if not total:
        return what
    share = min(done / total, 1.0)
    full, empty = ("━", "╌") if unicode else ("#", ".")
    filled = round(share * _BAR_CELLS)
    return f"{what} {full * filled}{empty * (_BAR_CELLS - filled)} {share:4.0%}"


def _left(progress: tuple[str, int, int], began: tuple[str, float, int], now: float) -> str:
    """Return the bytes so far and the time left; only a download counts to a million."""
    _, done, total = progress
    if total < _MEGABYTE:
        return ""
    said = f", {done / _MEGABYTE:,.0f} of {total / _MEGABYTE:,.0f} MB"
    came, seconds = done - began[2], now - began[1]
    return f"{said}, {(total - done) * seconds / came:.0f} s left," if came > 0 else f"{said},"
