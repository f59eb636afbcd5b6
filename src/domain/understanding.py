"""What a task asks for: a known function before any model is asked, or several parts."""

import re

from msgspec import Struct

from .task import Classification, Specification, Task

BY_EXAMPLES = "your examples"
"""Who planned a known function that only the examples of the user's stub confirm."""


class Understanding(Struct, frozen=True):
    """A task as it was read, once, at the start.

    `plan` is the known function that answers the whole of it, with this task's arguments; `task`
    is then the task with its typing errors corrected. Where there is none, `miss` says why in a
    sentence and `hint` what the user can do, with `connect` in it if a model would solve the task
    and none is connected. `wants_function` and `wants_program` say that the
    task asks for the code of a function, or of a whole program. `may_do` are plans of known
    functions for a signature of the user's own, the surest first: its examples decide.
    """

    task: Task
    kind: Classification
    plan: Specification | None = None
    miss: str = ""
    hint: str = ""
    connect: str = ""
    wants_function: bool = False
    wants_program: bool = False
    may_do: tuple[Specification, ...] = ()


PLACEHOLDER = re.compile(r"(\"?)\{(\w+)\}")
"""A mark in a part's wording, and the quote in front of it."""


class TaskPart(Struct, frozen=True):
    """One step: what is asked, with marks for values, and what its result is called.

    `label` is in the user's words, with the same marks ("" if it equals `ask`).
    """

    ask: str
    label: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The letters and numbers of all that it needs."""
        return tuple(mark for _, mark in PLACEHOLDER.findall(self.ask))

    @property
    def takes(self) -> tuple[int, ...]:
        """The numbers of the parts whose results it needs, 1-based."""
        return tuple(int(mark) for mark in self.marks if mark.isdecimal())


class Split(Struct, frozen=True):
    """A task as parts, in order (none: it is one task), and who said so (a model, "rules")."""

    parts: tuple[TaskPart, ...] = ()
    by: str = ""

    @property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the parts whose results no other part takes: the task's answer."""
        taken = {number for part in self.parts for number in part.takes}
        return tuple(n for n in range(1, len(self.parts) + 1) if n not in taken)
