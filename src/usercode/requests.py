"""What can be asked about a user's file, what is answered, and the steps reported meanwhile."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from ..domain.errors import BadArguments
from ..domain.events import Notify, StepBegan, StepEnded
from ..domain.json_value import JSONObject
from ..domain.measurement import Counterexample
from ..domain.whole_number import whole_number

ROUNDS = 3


class EndedEarly(Exception):
    """The user interrupted the work; `found` is what was verified until then."""

    def __init__(self, found: object) -> None:
        super().__init__("interrupted")
        self.found = found


class UserCodeRequest(Struct, frozen=True):
    """A file and what is wanted of it; "" and 0 where nothing was said.

    `keep` writes: the improved version over the file, or the suite next to it.
    """

    file: str
    function: str = ""
    inputs: str = ""
    rounds: str = ""
    python: str = ""
    allow_read: str = ""
    keep: bool = False

    @property
    def path(self) -> Path:
        """Return the file, wherever "~" is."""
        return Path(os.path.expanduser(self.file))

    @property
    def round_count(self) -> int:
        """Return how many rounds of improvement may be made. Raises BadArguments."""
        if not self.rounds:
            return ROUNDS
        if (count := whole_number(self.rounds)) < 1:
            raise BadArguments(f"--rounds {self.rounds}: a whole number from 1 on is needed")
        return count


class UserCodeAnswer(Struct, frozen=True):
    """What it came to: whether it is what was hoped for, lines for people, the same for scripts.

    `code` is what is to be looked at, such as a suite.
    """

    ok: bool
    lines: tuple[str, ...]
    answer: JSONObject
    code: str = ""


class StepReporter(Struct, frozen=True):
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


def difference_as_json(found: Counterexample | None) -> JSONObject | None:
    """Return a counterexample for scripts."""
    if found is None:
        return None
    return {"input": found.description, "expected": found.expected, "got": found.got}
