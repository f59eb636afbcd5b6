"""Runs the asynchronous inside from the synchronous outside: one loop on a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from typing import Any, TypeVar

from ..domain.errors import ModelError, ModelUnavailable

Said = TypeVar("Said")
Result = TypeVar("Result")

PATIENCE = 0.5
"""Seconds a cancelled request has to hang up before its caller goes on without it."""


Start = Callable[[Callable[[Said], None]], Coroutine[Any, Any, Result]]
"""Makes the coroutine; it is given the function to speak with on the way."""


class _Ended:
    """The last thing in a conversation's inbox."""


class AsyncBridge:
    """An asyncio loop that starts when it is first needed and ends when it is closed."""

    def __init__(self, name: str = "language-models") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._resolver: ThreadPoolExecutor | None = None
        self._closed = False
        self._running: set[asyncio.Task[Any]] = set()

    def run(
        self, start: Start[Said, Result], hear: Callable[[Said], None] = lambda said: None
    ) -> Result:
        """Run a coroutine to its end and give its result, or raise its error.

        What it says on the way is heard on the caller's thread. If the caller is interrupted
        or `hear` raises, the coroutine is cancelled before that goes on. One that was cancelled
        by `cancel_all` raises KeyboardInterrupt on the main thread, ModelError on any other.
        """
        with closing(self.follow(start)) as talk:
            while True:
                try:
                    said = next(talk)
                except StopIteration as end:
                    result: Result = end.value
                    return result
                hear(said)

    def follow(self, start: Start[Said, Result]) -> Generator[Said, None, Result]:
        """The same, said piece by piece; closing the generator cancels the coroutine."""
        inbox: SimpleQueue[Said | _Ended] = SimpleQueue()
        gone = threading.Event()
        with self._lock:
            # Under the lock: what is begun before the end is begun is cancelled by it.
            loop = self._started()
            future = asyncio.run_coroutine_threadsafe(self._tracked(start(inbox.put), gone), loop)
        try:
            future.add_done_callback(lambda _: inbox.put(_Ended()))
            while not isinstance(said := inbox.get(), _Ended):
                yield said
            return future.result()
        except CancelledError:
            raise _interruption() from None
        except BaseException:
            if not future.done():
                future.cancel()
                gone.wait(PATIENCE)
            raise

    def cancel_all(self) -> None:
        """Cancel what callers wait for."""
        with self._lock:
            loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._cancel_running)

    def close(self, goodbye: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancel everything, run `goodbye` on the loop, end the thread; once, then never again."""
        with self._lock:
            self._closed = True
            loop, thread, self._loop = self._loop, self._thread, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_end(goodbye), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        if self._resolver is not None:
            # Not waited for: a name server that is silent would keep the user at the door.
            self._resolver.shutdown(wait=False, cancel_futures=True)
        loop.close()

    async def _tracked(self, work: Coroutine[Any, Any, Result], gone: threading.Event) -> Result:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            return await work
        finally:
            self._running.discard(task)
            gone.set()

    def _cancel_running(self) -> None:
        for task in tuple(self._running):
            task.cancel()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._closed:
            raise ModelUnavailable("the language models were closed")
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._resolver = ThreadPoolExecutor(2, thread_name_prefix=f"{self._name}-names")
            self._loop.set_default_executor(self._resolver)
            self._thread = threading.Thread(
                target=self._loop.run_forever, name=self._name, daemon=True
            )
            self._thread.start()
        return self._loop


def _interruption() -> BaseException:
    if threading.current_thread() is threading.main_thread():
        return KeyboardInterrupt()
    # A thread that dies of an interrupt prints a traceback over the user's screen.
    return ModelError("the request was interrupted", hint="ask again")


async def _end(goodbye: Callable[[], Coroutine[Any, Any, None]]) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await goodbye()
    await asyncio.get_running_loop().shutdown_asyncgens()
