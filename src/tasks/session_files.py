"""Keeps what was asked in each session in a file, and reads it again."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from ..documents.regular_files import open_own_file, read_file
from ..domain.json_value import from_json
from ..domain.ports import Clock
from ..language.follow_ups import Exchange

MOST_SESSIONS = 50
LONGEST_RESULT = 20_000


class StoredSession(Struct, frozen=True):
    """A session: its name, which is the time it began, and its exchanges in their order."""

    name: str
    exchanges: tuple[Exchange, ...]


class SessionFiles:
    """One JSON-lines file for each session, made with its first task.

    `name` names this session's file, asked for once. A folder that cannot be written keeps
    nothing.
    """

    def __init__(self, folder: Path, name: Callable[[], str], *, resume: bool = False) -> None:
        self._folder = folder
        self._name = name
        self._file = next(iter(reversed(self._files())), None) if resume else None

    def append(self, exchange: Exchange) -> None:
        """Keep an exchange of this session; a very long or very deep result is left out."""
        line = (_as_line(exchange) + "\n").encode("utf-8", "backslashreplace")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._file is None:
                self._file = self._folder / f"{self._name()}.jsonl"
                for old in self._files()[: 1 - MOST_SESSIONS]:
                    old.unlink()
            descriptor = open_own_file(self._file, os.O_WRONLY | os.O_APPEND)
            with os.fdopen(descriptor, "ab") as file:
                file.write(line)

    def before(self) -> tuple[Exchange, ...]:
        """Return what was asked before in this session, where it goes on with another."""
        return _read(self._file) if self._file else ()

    def all(self) -> tuple[StoredSession, ...]:
        """Return every session that is kept, the latest last."""
        return tuple(StoredSession(file.stem, _read(file)) for file in self._files())

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.jsonl"))


def session_name(clock: Clock) -> str:
    """Return the name of a session of this process that begins now."""
    began = time.localtime(clock.now())
    return f"{time.strftime('%Y-%m-%d_%H-%M-%S', began)}_{os.getpid()}"


def _as_line(exchange: Exchange) -> str:
    kept = asdict(exchange)
    try:
        if len(json.dumps(kept["result"])) <= LONGEST_RESULT:
            return json.dumps(kept, ensure_ascii=False)
    except RecursionError:
        kept["arguments"] = None
    return json.dumps(kept | {"result": None}, ensure_ascii=False)


def _read(file: Path) -> tuple[Exchange, ...]:
    found: list[Exchange] = []
    with suppress(OSError):
        # Not the text's lines: a result may hold U+2028, which ends one there.
        for line in read_file(file).splitlines():
            # A crash may have cut a line.
            with suppress(ValueError, TypeError, RecursionError):
                found.append(from_json(Exchange, json.loads(line.decode("utf-8", "replace"))))
    return tuple(found)
