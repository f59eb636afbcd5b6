"""The user's grants of tools that change things, kept in a file of the data folder."""

from pathlib import Path

from ..documents.json_files import read_json, write_json


class Grants:
    """The names of granted tools; a broken file is a ConfigError, never a grant."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def names(self) -> tuple[str, ...]:
        """All granted tools, sorted. Raises ConfigError."""
        return tuple(sorted(read_json(self._file, list[str]))) if self._file.exists() else ()

    def is_granted(self, name: str) -> bool:
        """True if the user lets this tool change things."""
        return name in self.names()

    def grant(self, name: str) -> None:
        """Let this tool change things from now on."""
        self._keep({*self.names(), name})

    def revoke(self, name: str) -> None:
        """Let it no longer."""
        self._keep({*self.names()} - {name})

    def _keep(self, names: set[str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._file, sorted(names))
