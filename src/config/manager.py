"""Finds the settings, checks them, and knows where each value comes from.

Precedence: command line, environment, --config FILE, code_evolver.yaml of the current folder,
what the checkout's config.yaml changes, the user's file, defaults.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..documents.document import Document, KeyPath, overlay
from ..documents.json_files import write_text
from ..documents.yaml_text import load_yaml, parse_scalar, parse_yaml
from ..domain.errors import ConfigError
from ..domain.hosts import DEFAULT, without_password
from ..domain.installation import IN_CHECKOUT
from .data_folders import PROJECT, DataFolders
from .file_repair import repair_files
from .folder_settings import FolderTrust, folder_file, harmless_part
from .given_settings import GivenSetting, given_by_environment, given_by_flags, ollama_host
from .settings import Settings
from .settings_document import (
    default_document,
    read_settings,
    setting_rows,
    single_setting,
    without_defaults,
)
from .unread_entries import UnreadEntry, readable_part, with_known_names
from .user_file import check_key, with_new_names, with_setting

_HOW_TO_REPAIR = "to turn ignored entries into comments: doctor --repair"


class ConfigManager:
    """All settings; `path` is a file that precedes the other files.

    `flags` are values given on the command line, by dotted key. The environment can give any
    setting: CODE_EVOLVER__OLLAMA__BASE_URL is ollama.base_url. An entry of a file that cannot be
    read is left out and noted. Raises ConfigError for a file that is not YAML, and for what flags
    or the environment give.
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
        self._folders = DataFolders(self._environment, in_checkout)
        self._named = Path(path) if path is not None else None
        if self._named is not None and not self._named.exists():
            raise ConfigError(f"{self._named}: file not found")
        self._read_again()

    def _read_again(self) -> None:
        self._notes: tuple[str, ...] = ()
        self._unread: tuple[UnreadEntry, ...] = ()
        self._unread_tools: tuple[UnreadEntry, ...] = ()
        if self._folders.is_closed:
            self._notes = (f"{PROJECT} cannot be written: your data is in {self.home}",)
        self.untrusted: tuple[str, ...] = ()
        host = self._environment.get("OLLAMA_HOST", "")
        if host.strip() and not ollama_host(host):
            self._notes += (
                f"OLLAMA_HOST={without_password(host)} names no server; {DEFAULT} is used",
            )
        self._document = self._collected()
        settings = read_settings(self._document)
        is_local = self.local_model(settings.model).exists()
        self.settings: Settings = settings.with_one_model(is_local)

    def local_model(self, name: str) -> Path:
        """Return the file in the data folder that holds a model of this name, if there is one."""
        return self.home / "models" / f"{name}.gguf"

    @property
    def home(self) -> Path:
        """The data folder."""
        return self._folders.home

    @property
    def project(self) -> Path:
        """The folder with the bundled tools."""
        return PROJECT

    @property
    def tools(self) -> Document:
        """The tool manifests that stand in the settings, with their places."""
        return self._document.below("tools")

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return every setting: dotted key, value, and where it comes from."""
        return tuple(setting_rows(self._document))

    @property
    def user_file(self) -> Path:
        """The file that `set` writes."""
        return self._folders.user_file

    def user_text(self) -> str:
        """Get the user's file; where there is none, every setting with its default, explained."""
        file = self.user_file if os.path.exists(self.user_file) else PROJECT / "config.yaml"
        return file.read_text(encoding="utf-8")

    def drop_flag(self, key: str) -> None:
        """Let a setting's files count again, whatever the command line said of it."""
        self._flags = {name: value for name, value in self._flags.items() if name != key}

    def set(self, key: str, text: str) -> str:
        """Change a setting in the user's file, for good; returns what precedes it there, or "".

        The file's other lines stay as they are. Raises ConfigError if the key is not known or
        the value does not fit.
        """
        path = tuple(key.split("."))
        check_key(key, [row[0] for row in self.rows()])
        before = self.user_text()
        (document, _), _ = with_known_names(parse_yaml(before, str(self.user_file)), with_new_names)
        self._write_user_file(with_setting(document, before, path, text), path)
        place = self._document.place(path)
        own = place == "default" or place.startswith(f"{self.user_file}:")
        return "" if own else place

    def write_user_file(self, text: str) -> None:
        """Replace the user's file. Raises ConfigError, and changes nothing, if it is not valid."""
        self._write_user_file(text, ())

    def _write_user_file(self, text: str, changed: KeyPath) -> None:
        """Replace the user's file unless the changed entry, or one in it, cannot be read."""
        file = self.user_file
        (document, old), _ = with_known_names(parse_yaml(text, str(file)), with_new_names)
        _, unread = readable_part(document, default_document(), read_settings)
        for one in (*old, *unread):
            if all(key == other for key, other in zip(one.path, changed)):
                raise one.error
        before = file.read_text(encoding="utf-8") if os.path.exists(file) else None
        known = {(one.file, one.path) for one in self._unread}
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_text(file, text)
        except OSError as error:
            reason = f"{file} cannot be written: {error.strerror}"
            raise ConfigError(reason, hint="for one run, use --set KEY=VALUE") from error
        try:
            self._read_again()
            for one in self._unread:
                if (one.file, one.path) not in known:
                    raise one.error
        except ConfigError:
            # It contradicts what another file says.
            if before is None:
                file.unlink()
            else:
                write_text(file, before)
            self._read_again()
            raise

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines that the user should see once."""
        ignored = tuple(one.sentence for one in self.unread)
        return (*self._notes, *ignored, *((_HOW_TO_REPAIR,) if ignored else ()))

    @property
    def unread(self) -> tuple[UnreadEntry, ...]:
        """The entries of settings files that are ignored because they cannot be read."""
        return (*self._unread, *self._unread_tools)

    def leave_out(self, tool: ConfigError) -> None:
        """Note that a tool of the settings cannot be read. Raises it if it was given for this run.

        What a tool must be is not known here, so that its reader says what is wrong.
        """
        given = {source for source, _, _ in self._given()}
        if tool.place in given:
            raise tool
        if tool.path[:2] not in [one.path for one in self._unread_tools]:
            self._unread_tools += (UnreadEntry(tool.path[:2], tool),)

    def repair(self) -> Iterator[str]:
        """Turn what cannot be read in settings files into comments; yield a sentence for each."""
        return repair_files(self._unread_tools, lambda: self._unread, self._read_again)

    def trust_folder(self, trusted: bool) -> None:
        """Keep the user's answer about the current folder's code_evolver.yaml as it is now."""
        file = folder_file()
        if file is None:
            raise ConfigError("this folder has no code_evolver.yaml")
        self._trust.keep(file, trusted)
        self._read_again()

    @property
    def asks_for_trust(self) -> bool:
        """Whether the folder has settings that need trust, and the user was never asked."""
        file = folder_file() if self.untrusted else None
        return file is not None and self._trust.answer(file) is None

    @property
    def _trust(self) -> FolderTrust:
        return FolderTrust(self.user_file.with_name("trusted_folders.json"))

    def _collected(self) -> Document:
        document = default_document()
        for layer in self._file_layers():
            layer, unread = readable_part(layer, document, read_settings)
            self._unread += unread
            document = overlay(document, layer)
        for source, path, text in self._given():
            layer, notes = with_new_names(single_setting(source, path, parse_scalar(text)))
            self._notes += notes
            document = overlay(document, layer)
        return document

    def _file_layers(self) -> Iterator[Document]:
        """Yield what files give above the defaults, the weakest first."""
        copies = (
            self.user_file,
            *((PROJECT / "config.yaml",) if self._folders.in_checkout else ()),
        )
        for file in copies:
            if os.path.exists(file):
                # Both begin as a copy of the defaults: what was not changed is not set.
                yield without_defaults(self._with_new_names(load_yaml(file)))
        folder = folder_file()
        if folder is not None:
            yield self._of_folder(folder)
        if self._named is not None and self._named.resolve() != PROJECT / "config.yaml":
            yield self._with_new_names(load_yaml(self._named))

    def _of_folder(self, file: Path) -> Document:
        document = self._with_new_names(load_yaml(file))
        if self._trust.answer(file):
            return document
        document, self.untrusted = harmless_part(document)
        if self.untrusted:
            self._notes += (self._trust.problem,) if self._trust.problem else ()
            ignored = ", ".join(self.untrusted)
            self._notes += (f"{file} is not trusted; ignored: {ignored}. To use it: config trust",)
        return document

    def _with_new_names(self, document: Document) -> Document:
        (document, unread), notes = with_known_names(document, with_new_names)
        self._unread += unread
        self._notes += notes
        return document

    def _given(self) -> list[GivenSetting]:
        return [*given_by_environment(self._environment), *given_by_flags(self._flags)]


def start_command() -> tuple[str, ...]:
    """Return the command line that starts this very program from any folder."""
    if IN_CHECKOUT:
        return sys.executable, str(PROJECT / "chat_cli.py")
    # -P: a file in the current folder must not stand in for a module.
    return sys.executable, "-P", "-m", __name__.partition(".")[0]
