"""Does the work of requests in threads of their own, and ends it when a request is cancelled."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from threading import Event, get_ident
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MOST_CALLS = 40


class RequestThreads:
    """Places for calls; reading and writing have others, and so go on while all are taken.

    `interrupt` ends what runs in the thread that it is given. Made within an event loop.
    """

    def __init__(self, interrupt: Callable[[int], None]) -> None:
        import anyio

        self._interrupt = interrupt
        self._places = anyio.CapacityLimiter(MOST_CALLS)

    async def call(self, work: Callable[..., T], *given: Any) -> T:
        """Do the work in a thread; if the request is cancelled, what it runs is ended."""
        import anyio
        from anyio import to_thread

        call = Call(lambda: work(*given), self._interrupt)
        try:
            return await to_thread.run_sync(call, abandon_on_cancel=True, limiter=self._places)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                # A run that still waits for its place is ended as soon as it begins.
                while call.cancel():
                    await anyio.sleep(0.05)
            raise


class Call(Generic[T]):
    """Work that can be cancelled from another thread before it begins, and while it runs."""

    def __init__(self, work: Callable[[], T], interrupt: Callable[[int], None]) -> None:
        self._work = work
        self._interrupt = interrupt
        self._threads: list[int] = []
        self._is_cancelled = Event()
        self._has_ended = Event()

    def __call__(self) -> T:
        """Do the work in this thread. Raises CancelledError if it was cancelled before."""
        # In this order, as cancel() does the reverse: one of the two sees the other.
        self._threads.append(get_ident())
        try:
            if self._is_cancelled.is_set():
                raise CancelledError
            return self._work()
        finally:
            self._has_ended.set()

    def cancel(self) -> bool:
        """Interrupt the work; return whether it has begun and not ended yet."""
        self._is_cancelled.set()
        if not self._threads or self._has_ended.is_set():
            return False
        self._interrupt(self._threads[0])
        return True
