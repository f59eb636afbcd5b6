"""A pool of warm zygotes of one kind: started when needed, retired when idle."""

import threading
import time
from collections.abc import Callable

from .broker import answering
from .zygote import Zygote


class Pool:
    """Zygotes of one kind: at most `workers`, and more only for runs that another run waits for."""

    def __init__(self, start: Callable[[], Zygote], workers: int) -> None:
        self._start = start
        self._workers = workers
        self._idle: list[Zygote] = []
        self._busy: set[Zygote] = set()
        self._starting = 0
        self._changed = threading.Condition()
        self._closed = False

    def acquire(self) -> Zygote:
        """Return a zygote that is free now; starts one, or waits for one, if there is none."""
        with self._changed:
            while not (self._idle or answering.get()):
                if len(self._busy) + self._starting < self._workers:
                    break
                self._changed.wait()
            if self._idle:
                # The last used is the warmest, and lets the others grow old.
                zygote = self._idle.pop()
                self._busy.add(zygote)
                return zygote
            self._starting += 1
        return self._start_another()

    def release(self, zygote: Zygote) -> None:
        """Give it back, or take over one that was started elsewhere; one too many is ended."""
        with self._changed:
            self._busy.discard(zygote)
            keep = not self._closed and len(self._idle) < self._workers
            if keep:
                self._idle.append(zygote)
            self._changed.notify()
        if not keep:
            zygote.close()

    def discard(self, zygote: Zygote) -> None:
        """End one that cannot be used any more; the next run gets a new one."""
        with self._changed:
            self._busy.discard(zygote)
            self._changed.notify()
        zygote.close()

    def retire(self, idle_seconds: float) -> None:
        """End those not used for so long."""
        now = time.monotonic()
        with self._changed:
            old = [z for z in self._idle if now - z.used_at >= idle_seconds]
            self._idle = [z for z in self._idle if z not in old]
        for zygote in old:
            zygote.close()

    def cancel_runs(self, thread: int | None = None) -> None:
        """End all runs that are under way, or those that this thread waits for."""
        with self._changed:
            busy = tuple(self._busy)
        for zygote in busy:
            if thread in (None, zygote.thread):
                zygote.cancel()

    def zygotes(self) -> tuple[Zygote, ...]:
        """Return all that live now."""
        with self._changed:
            return (*self._idle, *self._busy)

    def close(self) -> None:
        """End all; runs under way are killed."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
        for zygote in idle:
            zygote.close()
        self.cancel_runs()

    def _start_another(self) -> Zygote:
        zygote: Zygote | None = None
        try:
            zygote = self._start()
        finally:
            with self._changed:
                self._starting -= 1
                if zygote is not None:
                    self._busy.add(zygote)
                self._changed.notify()
        return zygote
