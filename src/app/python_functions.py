"""What do other Python programs use: `function("reverse a text")`, and `@evolved` on a stub?"""

import atexit
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..tasks.evolved_function import EvolvedFunction
from ..tasks.function_calls import ConfinedFunction

if TYPE_CHECKING:
    from .app import App


def function(asked: str) -> ConfinedFunction:
    """Return a function as a callable, by its name or by a task: `function("reverse a text")`.

    A task is solved, tested and kept the first time; from then on its function is there at once.
    Calls run confined. Raises NodeError for an unknown name, and Declined for a task that no
    function came of. The program behind it is opened by the first call, with the settings of
    this project, and closed when Python ends.
    """
    return _PROGRAM.app().function(asked).reopened_by(function)


async def function_async(asked: str) -> ConfinedFunction:
    """Return the same as `function`, awaited: other tasks of the event loop go on meanwhile."""
    import asyncio

    return await asyncio.to_thread(function, asked)


def evolved(stub: Callable[..., Any]) -> EvolvedFunction:
    """Have the body of a decorated function written, tested and kept by its first call.

    The signature, the docstring and its doctests are the task. Raises StubRefused for a function
    that is not a stub.
    """
    return EvolvedFunction(stub, lambda code: _PROGRAM.app().function(code))


class _ProcessProgram:
    """The program of this process: opened when it is first needed, closed when Python ends."""

    def __init__(self) -> None:
        self._app: App | None = None
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._leave_to_the_parent)

    def app(self) -> "App":
        """Return the open program."""
        with self._lock:
            if self._app is None:
                from ..config.manager import ConfigManager
                from .app import build_app

                self._app = build_app(ConfigManager())
                atexit.register(self._app.close)
            return self._app

    def _leave_to_the_parent(self) -> None:
        self._app, self._lock = None, threading.Lock()


# A decorator at the top of a module has no program at hand: this is the only one not handed in.
_PROGRAM = _ProcessProgram()
