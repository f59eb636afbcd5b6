"""Reads JSON files strictly and writes them canonically and atomically."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue, parse_json
from .document import Document
from .regular_files import read_file
from .typed_values import read_as

T = TypeVar("T")


def read_json(path: Path | str, type_: type[T]) -> T:
    """Read a JSON file as a value of a msgspec.Struct. Raises ConfigError."""
    return read_as(load_json(path), type_)


def load_json(path: Path | str) -> Document:
    """Read a JSON file. Raises ConfigError naming file and line."""
    path = Path(path)
    try:
        raw = read_file(path)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: the file does not exist") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        value = parse_json(raw)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}: broken JSON: {error.msg}") from error
    except ValueError as error:
        # Bytes that are not UTF-8, a number of more than 4,300 digits, or nesting without end.
        raise ConfigError(f"{path}: broken JSON: {type(error).__name__}") from error
    return Document(value, str(path))


def plain(value: object) -> JSONValue:
    """Dataclasses, enums, tuples and mappings as the JSON values they stand for."""
    simple: JSONValue = msgspec.to_builtins(value, str_keys=True, enc_hook=_as_dict)
    return simple


def _as_dict(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} is not a JSON value")


def canonical_json(value: object) -> str:
    """Return the one text of a value: sorted keys, two blanks, a newline at the end; no NaN."""
    simple = plain(value)
    text = json.dumps(simple, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def write_json(path: Path | str, value: object) -> None:
    """Write a value canonically; a reader sees the old file or the new one."""
    write_text(path, canonical_json(value))


def write_text(path: Path | str, text: str, rights: int | None = None) -> None:
    """Write a text as UTF-8, as `write_bytes` does."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"), rights)


def write_bytes(path: Path | str, content: bytes, rights: int | None = None) -> None:
    """Write a file durably: to a temporary one in the same folder, synced, then renamed.

    A link is replaced, not written through; `rights` are the file's (by default, as usual).
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    # Never readable for more than it will be, not for an instant.
    made = 0o666 if rights is None else rights & 0o600
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, made)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if rights is not None:
                os.fchmod(file.fileno(), rights)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
