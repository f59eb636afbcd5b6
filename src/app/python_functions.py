"""What do other Python programs use: `function("reverse a text")`, and `@evolved` on a stub?"""

import atexit
import os
import threading
import typing
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from ..documents.literals import as_annotated
from ..language.decorated_stub import read_stub
from ..language.given_code import GivenCode
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
    return _PROGRAM.app().function(asked)


async def function_async(asked: str) -> ConfinedFunction:
    """Return the same as `function`, awaited: other tasks of the event loop go on meanwhile."""
    import asyncio

    return await asyncio.to_thread(function, asked)


def evolved(stub: Callable[..., Any]) -> "EvolvedFunction":
    """Have the body of a decorated function written, tested and kept by its first call.

    The signature, the docstring and its doctests are the task. Raises StubRefused for a function
    that is not a stub.
    """
    return EvolvedFunction(stub, lambda code: _PROGRAM.app().function(code))


class EvolvedFunction:
    """A stub that is called like any function of Python's; each call runs confined.

    A stub that was solved before, in whichever process, is there at once; one whose signature,
    docstring or doctests changed becomes a new version of its node. A call raises what
    `ConfinedFunction` does, and Declined where no version passes the doctests.
    """

    def __init__(
        self, stub: Callable[..., Any], make: Callable[[GivenCode], ConfinedFunction]
    ) -> None:
        """Raise StubRefused."""
        self._code = read_stub(stub)
        self._stub = stub
        self._make = make
        self._made: tuple[int, ConfinedFunction] | None = None
        update_wrapper(self, stub)

    @property
    def signature(self) -> str:
        """How it is called."""
        return self._code.function.signature

    def __call__(self, *values: object, **named: object) -> Any:
        """Run the function confined; its result. The first call has it written."""
        return as_annotated(self._function()(*values, **named), self._result_type())

    async def call_async(self, *values: object, **named: object) -> Any:
        """Return the same as a call, awaited: other tasks of the event loop go on meanwhile."""
        import asyncio

        return await asyncio.to_thread(self, *values, **named)

    def __repr__(self) -> str:
        return f"<evolved {self.signature}>"

    def _function(self) -> ConfinedFunction:
        if self._made is None or self._made[0] != os.getpid():
            self._made = os.getpid(), self._make(self._code)
        return self._made[1]

    def _result_type(self) -> Any:
        try:
            return typing.get_type_hints(self._stub).get("return")
        except NameError:
            return Any  # A name that only type checkers see.


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
