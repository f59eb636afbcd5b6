"""Signals whose exception waits until the module that is being imported is there.

An exception between taking the import lock and the statement that frees it leaves the lock taken
for ever: every other thread would wait at its next import, and the program could not end.
"""

import os
import signal
import threading

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    Handler = Callable[[int, FrameType | None], object]

_AGAIN_SECONDS = 0.02
_IMPORTING = "<frozen importlib"


def handle_between_imports(number: int, handler: "Handler") -> None:
    """Let the handler, which raises, take the signal; while the main thread imports, it waits."""

    def handle(number: int, frame: "FrameType | None") -> None:
        if _imports(frame):
            again = threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
        else:
            handler(number, frame)

    signal.signal(number, handle)


def _imports(frame: "FrameType | None") -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORTING):
            return True
        frame = frame.f_back
    return False
