"""Reports the steps of work on a user's file: when each begins, and how long it took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..domain.events import Notify, StepBegan, StepEnded


@dataclass(frozen=True, slots=True)
class StepReporter:
    """Sends events to `notify` and times steps by `monotonic`, in seconds."""

    notify: Notify
    monotonic: Callable[[], float]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Report a step; an error inside ends it as not ok and is raised again."""
        began = self.monotonic()
        self.notify(StepBegan(name, "own"))
        ok = False
        try:
            yield
            ok = True
        finally:
            self.notify(StepEnded(name, "own", self.monotonic() - began, ok))
