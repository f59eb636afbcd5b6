"""Where are the data, and the user's own settings file?"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = next(
    folder for folder in Path(__file__).resolve().parents[1:] if (folder / "config.yaml").exists()
)
"""The folder of config.yaml and tools/: the checkout (`pip install -e` as well), or the package."""


@dataclass(frozen=True)
class DataFolders:
    """The folders that the environment names, else the usual ones."""

    environment: Mapping[str, str]
    in_checkout: bool

    @property
    def home(self) -> Path:
        """The data folder: CODE_EVOLVER_HOME, else the checkout, or the XDG one if installed.

        A checkout that cannot be written and has no data yet also uses the XDG folder.
        """
        if named := self.environment.get("CODE_EVOLVER_HOME"):
            return Path(named).expanduser().resolve()
        if self.in_checkout and not self.is_closed:
            return PROJECT
        return self._xdg_folder("DATA", "~/.local/share")

    @property
    def user_file(self) -> Path:
        """The user's own settings file."""
        return self._xdg_folder("CONFIG", "~/.config") / "config.yaml"

    @cached_property
    def is_closed(self) -> bool:
        """Whether data would be kept in the checkout, which has none and cannot be written."""
        is_named = self.environment.get("CODE_EVOLVER_HOME")
        if is_named or not self.in_checkout or os.access(PROJECT, os.W_OK):
            return False
        return not (PROJECT / "evolver.db").exists() and not any(PROJECT.glob("nodes/*/main.py"))

    def _xdg_folder(self, kind: str, default: str) -> Path:
        folder = Path(self.environment.get(f"XDG_{kind}_HOME") or default).expanduser()
        return folder.absolute() / "code_evolver"
