"""Finds the settings, checks them, and knows where each value comes from.

Flag over environment over project file over user file over default.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..documents.document import Document, KeyPath, overlay
from ..documents.json_files import write_text
from ..documents.typed_values import read_as
from ..documents.yaml_text import load_yaml, parse_scalar
from ..domain.errors import ConfigError
from ..domain.installation import IN_CHECKOUT
from ..domain.json_value import JSONValue, to_json
from .renamed_keys import RENAMED, with_new_name, with_new_names
from .settings import Settings

PROJECT = next(
    folder for folder in Path(__file__).resolve().parents[1:] if (folder / "config.yaml").exists()
)
"""The folder of config.yaml and tools/: the checkout (`pip install -e`, too), or the package."""

PREFIX = "CODE_EVOLVER__"
KNOWN_VARIABLES: Mapping[str, KeyPath] = {
    "OLLAMA_HOST": ("ollama", "base_url"),
    "QDRANT_URL": ("memory", "qdrant_url"),
}


class ConfigManager:
    """The settings of a config file (by default the checkout's, or the user's if installed).

    `flags` are values given on the command line, by dotted key. Any setting can be given by
    the environment, too: CODE_EVOLVER__OLLAMA__BASE_URL is ollama.base_url. `notes` name the
    settings that are given by a name of version 1. Raises ConfigError at once, naming file, line
    and key.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        flags: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        in_checkout: bool = IN_CHECKOUT,
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._flags = flags or {}
        self._in_checkout = in_checkout
        self.path = Path(path) if path is not None else self._default_path
        if path is not None and not self.path.exists():
            raise ConfigError(f"{self.path}: there is no such file")
        self.notes: tuple[str, ...] = ()
        # A broken file is told at once, not in the middle of a task.
        self.settings: Settings = _read(self._document)

    @property
    def home(self) -> Path:
        """The data folder: CODE_EVOLVER_HOME, else the checkout, or the XDG one if installed."""
        named = self._environment.get("CODE_EVOLVER_HOME", "")
        if named:
            return Path(named).expanduser().resolve()
        return PROJECT if self._in_checkout else self._xdg_folder("DATA", "~/.local/share")

    @property
    def project(self) -> Path:
        """The folder with the bundled tools."""
        return PROJECT

    @property
    def tools(self) -> Document:
        """The tool manifests that stand in the settings, with their places."""
        return self._document.below("tools")

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Every setting: dotted key, value, and where it comes from."""
        return tuple(_rows(self._document, ()))

    def set(self, key: str, text: str) -> None:
        """Change a setting in the file it stands in, for good.

        The file's other lines stay as they are. Raises ConfigError if the key is not known,
        does not stand on a line of its own there, or the value does not fit.
        """
        path = tuple(key.split("."))
        if key in RENAMED:
            new = RENAMED[key]
            hint = f"{new.name} is {' or '.join(new.values.values())}"
            raise ConfigError(f"{key} is now {new.name}", hint=hint)
        if key not in {row[0] for row in self.rows()}:
            raise ConfigError(f"there is no setting {key}", hint="`config` shows all settings")
        place = self._document.place(path)
        is_new = place == "default" and not self.path.exists()
        if is_new:
            # Installed, the user's file starts as a copy of the bundled one.
            place = load_yaml(PROJECT / "config.yaml").place(path)
        file, line = _place_in_file(place, path)
        before = file.read_text(encoding="utf-8")
        lines = before.splitlines(keepends=True)
        lines[line] = _with_value(with_new_name(lines[line]), path[-1], text, key)
        target = self.path if is_new else file
        target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, "".join(lines))
        try:
            changed = ConfigManager(self.path, flags=self._flags, environment=self._environment)
        except ConfigError:
            if is_new:
                target.unlink()
            else:
                write_text(target, before)
            raise
        self.__dict__.pop("_document", None)
        self.settings = changed.settings

    @cached_property
    def _document(self) -> Document:
        document = _defaults()
        notes: list[str] = []
        for layer in self._layers():
            renamed, told = with_new_names(layer)
            notes += told
            document = overlay(document, renamed)
        self.notes = tuple(notes)
        return document

    def _layers(self) -> Iterator[Document]:
        """What is given above the defaults, the weakest first."""
        for file in dict.fromkeys((self._user_file, self.path)):
            if file.exists():
                yield load_yaml(file)
        for source, path, text in (*self._from_environment(), *self._from_flags()):
            yield _single(source, path, parse_scalar(text))

    @property
    def _default_path(self) -> Path:
        # Nobody edits what is installed: there the user's file is the only one.
        return PROJECT / "config.yaml" if self._in_checkout else self._user_file

    @property
    def _user_file(self) -> Path:
        return self._xdg_folder("CONFIG", "~/.config") / "config.yaml"

    def _xdg_folder(self, kind: str, default: str) -> Path:
        folder = Path(self._environment.get(f"XDG_{kind}_HOME") or default).expanduser()
        return folder.absolute() / "code_evolver"

    def _from_environment(self) -> list[tuple[str, KeyPath, str]]:
        found: list[tuple[str, KeyPath, str]] = []
        for name, value in self._environment.items():
            if name in KNOWN_VARIABLES and value:
                found.append((f"environment {name}", KNOWN_VARIABLES[name], _as_url(value)))
            elif name.startswith(PREFIX):
                path = tuple(name.removeprefix(PREFIX).lower().split("__"))
                found.append((f"environment {name}", path, value))
        return found

    def _from_flags(self) -> list[tuple[str, KeyPath, str]]:
        return [("command line", tuple(key.split(".")), v) for key, v in self._flags.items()]


def start_command() -> tuple[str, ...]:
    """The command line that starts this very program from any folder."""
    if IN_CHECKOUT:
        return sys.executable, str(PROJECT / "chat_cli.py")
    # -P: a file in the current folder must not stand in for a module.
    return sys.executable, "-P", "-m", __name__.partition(".")[0]


def _read(document: Document) -> Settings:
    settings = read_as(document, Settings)
    paths = readable_paths(document.below("sandbox"), settings.sandbox.readable)
    return replace(settings, sandbox=replace(settings.sandbox, readable=paths))


def _defaults() -> Document:
    value = to_json(Settings())
    return Document(value, "default", {path: "default" for path in _paths(value, ())})


def _paths(value: JSONValue, path: KeyPath) -> Iterator[KeyPath]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))


def _as_url(value: str) -> str:
    """OLLAMA_HOST is often "host:port" only, or ":port" where Ollama serves all the network."""
    host = f"localhost{value}" if value.startswith(":") else value
    return value if "://" in value else f"http://{host}"


def _single(source: str, path: KeyPath, value: JSONValue) -> Document:
    for key in reversed(path):
        value = {str(key): value}
    return Document(value, source, {path: source})


def _rows(document: Document, path: KeyPath) -> list[tuple[str, str, str]]:
    value = document.value
    for key in path:
        assert isinstance(value, dict)
        value = value[str(key)]
    if isinstance(value, dict) and value:
        return [row for key in value for row in _rows(document, (*path, key))]
    shown = "" if value is None else str(value)
    return [(".".join(map(str, path)), shown, document.place(path))]


def _place_in_file(place: str, path: KeyPath) -> tuple[Path, int]:
    name, _, line = place.rpartition(":")
    if not name or not line.isdigit():
        raise ConfigError(
            f"{'.'.join(map(str, path))} comes from {place}, not from a file",
            hint="write it into config.yaml first",
        )
    return Path(name), int(line) - 1


def _with_value(line: str, key: str | int, text: str, whole: str) -> str:
    """The line with another value; indentation and comment stay."""
    head, colon, rest = line.partition(f"{key}:")
    comment = f"  #{rest.partition(' #')[2].rstrip()}" if " #" in rest else ""
    if not colon or head.strip() or not text.strip() or "\n" in text:
        raise ConfigError(f"{whole} cannot be changed from here", hint="edit the file by hand")
    quoted = text if isinstance(parse_scalar(text), (bool, int, float)) else f'"{text}"'
    return f"{head}{key}: {quoted}{comment}\n"


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
