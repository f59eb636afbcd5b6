"""Which settings of a folder's code_evolver.yaml count before the user trusts the file?"""

from pathlib import Path

from msgspec import Struct

from ..documents.document import Document, KeyPath, key_text
from ..documents.json_files import read_json, write_json
from ..domain.errors import ConfigError
from ..domain.json_value import JSONObject

FOLDER_FILE = "code_evolver.yaml"

# A list of what is harmless: a new setting counts only once somebody has thought about it.
_HARMLESS: tuple[KeyPath, ...] = (
    ("library",),
    ("attempts",),
    ("acceptance",),
    ("optimizer",),
    ("terminal",),
    *(("ollama", key) for key in "deadlines strategy concurrency tries num_ctx cache".split()),
    ("ollama", "models", "*", "model"),
    ("ollama", "models", "*", "num_ctx"),
)


class FolderTrust(Struct, frozen=True):
    """The user's answers about code_evolver.yaml files, each tied to its path and content."""

    record: Path

    def answer(self, file: Path) -> bool | None:
        """Return whether the user trusts the file as it is now; None if they were never asked."""
        return self._answers().get(_digest(file))

    def keep(self, file: Path, trusted: bool) -> None:
        """Record the user's answer for the file as it is now."""
        self.record.parent.mkdir(parents=True, exist_ok=True)
        write_json(self.record, {**self._answers(), _digest(file): trusted})

    @property
    def problem(self) -> str:
        """Why the answers cannot be read, so that no folder is trusted; "" if they can."""
        try:
            self._read()
        except ConfigError as error:
            return f"{error} (no folder is trusted; config trust writes the file again)"
        return ""

    def _answers(self) -> dict[str, bool]:
        return {} if self.problem else self._read()

    def _read(self) -> dict[str, bool]:
        return read_json(self.record, dict[str, bool]) if self.record.exists() else {}


def folder_file() -> Path | None:
    """Return the code_evolver.yaml of the current folder, or None if there is none."""
    try:
        file = Path.cwd() / FOLDER_FILE
    except FileNotFoundError:  # The folder was deleted.
        return None
    return file if file.is_file() else None


def harmless_part(document: Document) -> tuple[Document, tuple[str, ...]]:
    """Return the document without settings that need trust, and the keys of those that it has.

    Whatever starts programs, widens the sandbox, grants files or changes an endpoint needs it.
    """
    if not isinstance(document.value, dict):
        return document, ()
    ignored: list[str] = []
    value = _harmless(document.value, (), ignored)
    return document.with_part(value), tuple(ignored)


def _harmless(value: JSONObject, path: KeyPath, ignored: list[str]) -> JSONObject:
    kept: JSONObject = {}
    for key, item in value.items():
        here = (*path, key)
        if any(_begins(here, harmless) for harmless in _HARMLESS):
            kept[key] = item
        elif isinstance(item, dict) and any(_begins(known, here) for known in _HARMLESS):
            kept[key] = _harmless(item, here, ignored)
        else:
            below = item if isinstance(item, dict) and item else ()
            ignored += [key_text((*here, one)) for one in below] or [key_text(here)]
    return kept


def _begins(path: KeyPath, start: KeyPath) -> bool:
    """Return True if the path begins with `start`; "*" in either of them matches any key."""
    if len(path) < len(start):
        return False
    return all(one == other or "*" in (one, other) for one, other in zip(path, start))


def _digest(file: Path) -> str:
    # Imported here: most folders have no settings of their own, and it loads OpenSSL.
    import hashlib

    return hashlib.sha256(f"{file.resolve()}\0".encode() + file.read_bytes()).hexdigest()
