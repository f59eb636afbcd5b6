"""How the program runs: as it was asked to, in which process, and by which clock."""

import os
import time

from msgspec import Struct

from ..domain.errors import ProgramClosed


class RunMode(Struct, frozen=True):
    """`offline`: ask no model; `weak`: run programs even where confining is weak.

    `record` is a file that every model's reply is written to; `replay` one that they are read
    from, with no model asked ("" for neither). `resume`: go on with the last session.
    """

    offline: bool = False
    weak: bool = False
    record: str = ""
    replay: str = ""
    resume: bool = False


class Lifetime:
    """Begins with the program, in its process; ends when it is closed."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._ended = False

    @property
    def is_of_this_process(self) -> bool:
        """False in a process that was forked since."""
        return os.getpid() == self._process

    def end(self) -> None:
        """Note that the program was closed."""
        self._ended = True

    def check(self) -> None:
        """Raise ProgramClosed where nothing can be run any more."""
        if not self.is_of_this_process:
            raise ProgramClosed(
                "the program belongs to the process that this one was forked from",
                hint="open one in this process, after the fork",
            )
        if self._ended:
            raise ProgramClosed("the program was closed", hint="open another, and ask it again")


class SystemClock:
    """A Clock that asks the operating system."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)
