"""A compound task: its parts, each a task, and the nodes that solved them."""

import re
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"(\"?)\{(\w+)\}")
"""A mark in a part's wording, and the quote in front of it."""


@dataclass(frozen=True, slots=True)
class TaskPart:
    """One step: what is asked, with marks for values, and what its result is called.

    `label` is in the user's words, with marks, too ("" if it is what is asked).
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


@dataclass(frozen=True, slots=True)
class Split:
    """A task as parts, in order (none: it is one task), and who said so (a model, "rules")."""

    parts: tuple[TaskPart, ...] = ()
    by: str = ""

    @property
    def shown(self) -> tuple[int, ...]:
        """The numbers of the parts whose results no other part takes: the task's answer."""
        taken = {number for part in self.parts for number in part.takes}
        return tuple(n for n in range(1, len(self.parts) + 1) if n not in taken)
