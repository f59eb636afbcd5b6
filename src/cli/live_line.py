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
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ASCII_FRAMES = "|/-\\"


class LiveLine:
    """Shown below the settled lines while a task runs, gone without a trace afterwards."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._steps: list[tuple[str, float]] = []
        self._text = ""
        self._progress: tuple[str, int, int] | None = None
        self._tried = 0
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
        """Take it away."""
        if self._live:
            self._live.stop()
            self._live = None

    def begin(self, step: str) -> None:
        """A step is under way."""
        with self._lock:
            self._steps.append((step, time.monotonic()))
            self._begin_anew()

    def end(self, step: str) -> None:
        """A step is over."""
        with self._lock:
            self._steps = [(name, began) for name, began in self._steps if name != step]
            self._begin_anew()

    def count_tried(self) -> None:
        """One more proposal of this step was tried."""
        with self._lock:
            self._tried += 1

    def progress(self, what: str, done: int, total: int) -> None:
        """Something long has come so far (`total` 0: unknown)."""
        with self._lock:
            self._progress = (what, done, total)

    def add_text(self, text: str, restarted: bool = False) -> None:
        """A model's text goes on, or starts again."""
        with self._lock:
            self._text = (("" if restarted else self._text) + text)[-_TAIL_CHARS:]

    def _begin_anew(self) -> None:
        self._text, self._progress, self._tried = "", None, 0

    def _render(self) -> "RenderableType":
        from rich.console import Group
        from rich.text import Text

        with self._lock:
            steps, text = tuple(self._steps), self._text
            progress, tried = self._progress, self._tried
        now = time.monotonic()
        features = self._screen.features
        name, began = steps[-1] if steps else ("starting", self._began)
        name = _bar(*progress, features.unicode) if progress else name
        name += f", {tried} tried," if tried else ""
        line = f"{_frame(now, features.unicode)} {name} {now - began:.1f}s"
        if now - self._began > _LONG_SECONDS:
            line += " · Ctrl-C cancels" if features.unicode else " - Ctrl-C cancels"
        written = self._screen.clean(text).splitlines()[-_TAIL_LINES:]
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


def _frame(now: float, unicode: bool) -> str:
    frames = _FRAMES if unicode else _ASCII_FRAMES
    return frames[int(now * 8) % len(frames)]
