"""What a task asks for, as far as it is known before any model is asked."""

from dataclasses import dataclass

from .task import Classification, Specification, Task


@dataclass(frozen=True, slots=True)
class Understanding:
    """A task as it was read, once, at the start.

    `plan` is the known function that answers the whole of it, with this task's arguments; `task`
    is then the task with its typing errors corrected. Where there is none, `miss` says why in a
    sentence and `hint` what the user can do.
    """

    task: Task
    kind: Classification
    plan: Specification | None = None
    miss: str = ""
    hint: str = ""
