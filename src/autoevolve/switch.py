"""Turns auto-evolution on and off; at most one process over a data folder has it on."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import write_text
from ..documents.regular_files import open_own_file
from ..domain.errors import NodeError
from .worker import AutoEvolver


class RunningEvolution(Struct, frozen=True):
    """What works while auto-evolution is on; `close` gives its processes back."""

    evolver: AutoEvolver
    close: Callable[[], None]


class EvolutionSwitch:
    """Its position is remembered in the data folder; `make` builds what it turns on."""

    def __init__(self, folder: Path, make: Callable[[], RunningEvolution]) -> None:
        self._folder = folder
        self._make = make
        self._running: RunningEvolution | None = None
        self._held: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether auto-evolution works in this process."""
        return self._running is not None and self._running.evolver.is_on

    def turn(self, on: bool) -> None:
        """Start or stop it, and remember that. Raises NodeError if another process has it on."""
        if on and not self.is_on:
            self._hold()
            self._running = self._make()
            self._running.evolver.start()
            write_text(self._flag, "on\n")
        elif not on:
            self._flag.unlink(missing_ok=True)
            self.close()

    def restore(self) -> None:
        """Turn it on if it was on when the program last ended. Raises NodeError as `turn` does."""
        if self._flag.exists():
            self.turn(True)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Give up what is under way while the user waits for something."""
        running = self._running
        if running is not None:
            running.evolver.pause()
        try:
            yield
        finally:
            if running is not None:
                running.evolver.resume()

    def close(self) -> None:
        """Stop, and let the next start of the program turn it on again."""
        running, self._running = self._running, None
        if running is not None:
            running.evolver.stop()
            running.close()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    @property
    def _flag(self) -> Path:
        return self._folder / "auto-evolution"

    def _hold(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = open_own_file(self._folder / ".auto.lock", os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise NodeError(
                "auto-evolution is on in another program over this data folder",
                hint="`auto off` there, then `auto on` here",
            ) from error
        self._held = descriptor
