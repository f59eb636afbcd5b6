"""Runs coroutines for synchronous callers, on one event loop in a background thread."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from typing import Any, TypeVar

from ..domain.errors import ModelError, ModelUnavailable

Message = TypeVar("Message")
Result = TypeVar("Result")

_NAME = "language-models"
CANCEL_SECONDS = 0.5
"""Seconds a cancelled request has to close its connection before its caller returns."""


Start = Callable[[Callable[[Message], None]], Coroutine[Any, Any, Result]]
"""Makes the coroutine; it is given the function that sends messages to the caller."""


class _Ended:
    """The last item in a coroutine's inbox."""


class AsyncBridge:
    """An asyncio loop that starts when it is first needed and ends when it is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._resolver: ThreadPoolExecutor | None = None
        self._closed = False
        self._running: dict[asyncio.Task[Any], int] = {}

    def run(
        self,
        start: Start[Message, Result],
        on_message: Callable[[Message], None] = lambda message: None,
    ) -> Result:
        """Run a coroutine to its end and give its result, or raise its error.

        `on_message` is called on the caller's thread. If the caller is interrupted or
        `on_message` raises, the coroutine is cancelled before the error propagates. A coroutine
        cancelled by `cancel` raises KeyboardInterrupt on the main thread, ModelError elsewhere.
        """
        with closing(self.follow(start)) as messages:
            while True:
                try:
                    message = next(messages)
                except StopIteration as end:
                    result: Result = end.value
                    return result
                on_message(message)

    def follow(self, start: Start[Message, Result]) -> Generator[Message, None, Result]:
        """Yield the coroutine's messages; closing the generator cancels the coroutine."""
        inbox: SimpleQueue[Message | _Ended] = SimpleQueue()
        finished, thread = threading.Event(), threading.get_ident()
        with self._lock:
            # Under the lock, so that close() cancels whatever was started before it.
            loop = self._started()
            future = asyncio.run_coroutine_threadsafe(
                self._tracked(start(inbox.put), finished, thread), loop
            )
        try:
            future.add_done_callback(lambda _: inbox.put(_Ended()))
            while not isinstance(message := inbox.get(), _Ended):
                yield message
            return future.result()
        except CancelledError:
            raise _interruption() from None
        except BaseException:
            if not future.done():
                future.cancel()
                finished.wait(CANCEL_SECONDS)
            raise

    def cancel(self, thread: int | None = None) -> None:
        """Cancel every running request, or those that this thread waits for."""
        with self._lock:
            loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._cancel_running, thread)

    def close(self, cleanup: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancel everything, run `cleanup` on the loop and end the thread; idempotent."""
        with self._lock:
            self._closed = True
            loop, thread, self._loop = self._loop, self._thread, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_end(cleanup), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        if self._resolver is not None:
            # Not waited for: a silent name server would delay the exit.
            self._resolver.shutdown(wait=False, cancel_futures=True)
        loop.close()

    async def _tracked(
        self, work: Coroutine[Any, Any, Result], finished: threading.Event, thread: int
    ) -> Result:
        task = asyncio.current_task()
        assert task is not None
        self._running[task] = thread
        try:
            return await work
        finally:
            del self._running[task]
            finished.set()

    def _cancel_running(self, thread: int | None) -> None:
        for task, asker in tuple(self._running.items()):
            if thread in (None, asker):
                task.cancel()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._closed:
            raise ModelUnavailable("the language models were closed")
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._resolver = ThreadPoolExecutor(2, thread_name_prefix=f"{_NAME}-names")
            self._loop.set_default_executor(self._resolver)
            self._thread = threading.Thread(target=self._loop.run_forever, name=_NAME, daemon=True)
            self._thread.start()
        return self._loop


def _interruption() -> BaseException:
    if threading.current_thread() is threading.main_thread():
        return KeyboardInterrupt()
    # A thread that dies of an interrupt prints a traceback over the user's screen.
    return ModelError("the request was interrupted", hint="ask again")


async def _end(cleanup: Callable[[], Coroutine[Any, Any, None]]) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await cleanup()
    await asyncio.get_running_loop().shutdown_asyncgens()
