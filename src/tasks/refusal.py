"""Which tasks are not even tried."""

from pathlib import Path

from ..domain.errors import Declined
from ..domain.task import Task

MOST_CHARACTERS = 100_000


def refusal(task: Task, typed: int, folder: Path) -> Declined | None:
    """Why a task is not even tried; `typed` is how many characters were given."""
    if not task.text.strip():
        return Declined("the task is empty", hint='say it in words: "add 10 and 20"')
    if typed > MOST_CHARACTERS:
        return Declined(
            f"the task has {typed:,} characters; at most {MOST_CHARACTERS:,} are read",
            hint="put long text into a file and name it in the task: @notes.txt",
        )
    missing = [file for file in task.files if not (folder / file).expanduser().is_file()]
    return Declined(f"there is no file {missing[0]}") if missing else None
