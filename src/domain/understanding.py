"""What a task asks for, as far as it is known before any model is asked."""

from dataclasses import dataclass

from .task import Classification, Specification, Task


@dataclass(frozen=True, slots=True)
class Understanding:
    """A task as it was read, once, at the start.

    `plan` is the known function that answers the whole of it, with this task's arguments; `task`
    is then the task with its typing errors corrected. Where there is none, `miss` says why in a
    sentence and `hint` what the user can do. `wants_function` and `wants_program` say that the
    task asks for the code of a function, or of a whole program.
    """

    task: Task
    kind: Classification
    plan: Specification | None = None
    miss: str = ""
    hint: str = ""
    wants_function: bool = False
    wants_program: bool = False
