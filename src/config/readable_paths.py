"""Which folders and files the settings let every program read."""

from pathlib import Path

from ..documents.document import Document
from ..domain.errors import ConfigError


def readable_paths(sandbox: Document, written: tuple[str, ...]) -> tuple[str, ...]:
    """What is written under sandbox.readable, "~" replaced. Raises ConfigError.

    A relative path would mean another folder wherever the program is started, and a missing one
    would be found out only by a task's failure.
    """
    return tuple(_path(sandbox, number, text) for number, text in enumerate(written))


def _path(sandbox: Document, number: int, text: str) -> str:
    def refusal(trouble: str, hint: str) -> ConfigError:
        return sandbox.complaint(("readable", number), trouble, hint=hint)

    try:
        path = Path(text).expanduser()
    except RuntimeError as error:
        raise refusal(f"{text}: there is no such user", "write the whole path") from error
    if not path.is_absolute():
        raise refusal(f"{text} is relative", "write the whole path, or begin it with ~/")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise refusal(f"there is no {path} to read", "mend the path, or take it out") from error
    return str(path)
