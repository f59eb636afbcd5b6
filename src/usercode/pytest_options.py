"""Which options of pytest does the project of a user's file set?"""

import configparser
import tomllib
from collections.abc import Mapping
from pathlib import Path

from ..documents.regular_files import read_file

_INI_FILES = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
Options = Mapping[str, tuple[str, ...]]
"""The lines of each option's value."""


def pytest_options(path: Path) -> tuple[Path, Options]:
    """Return the folder of the nearest ini file that has a section for pytest, and its options.

    Without one, or where it cannot be read, no option is set.
    """
    for folder in path.parents:
        for name in _INI_FILES:
            try:
                text = read_file(folder / name).decode("utf-8", "replace")
                section = _toml(text) if name.endswith(".toml") else _ini(text)
            except (OSError, tomllib.TOMLDecodeError, configparser.Error):
                continue
            if section is not None:
                return folder, section
    return path.parent, {}


def words_of(options: Options, name: str) -> tuple[str, ...]:
    """Return the words of an option's value."""
    return tuple(word for line in options.get(name, ()) for word in line.split())


def _toml(text: str) -> Options | None:
    found: object = tomllib.loads(text)
    for part in ("tool", "pytest", "ini_options"):
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return None
    return {name: _lines(value) for name, value in found.items()}


def _ini(text: str) -> Options | None:
    reader = configparser.RawConfigParser(strict=False)
    reader.read_string(text)
    for name in ("pytest", "tool:pytest"):
        if reader.has_section(name):
            return {option: _lines(value) for option, value in reader.items(name)}
    return None


def _lines(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return tuple(line.strip() for line in str(value).splitlines() if line.strip())
