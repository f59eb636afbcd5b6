"""The function that `@evolved` makes of a stub: its body is written by its first call."""

import os
import typing
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from ..documents.literals import as_annotated
from ..language.decorated_stub import read_stub
from ..language.given_code import GivenCode
from .function_calls import ConfinedFunction


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

    def __reduce__(self) -> str:
        return self._stub.__qualname__

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
