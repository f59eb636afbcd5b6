"""What do the settings' documents say: the defaults, what differs from them, the typed values?"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ..documents.document import Document, KeyPath
from ..documents.typed_values import read_as
from ..domain.errors import ConfigError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.replace import replace
from .settings import Settings, values_of


def read_settings(document: Document) -> Settings:
    """Return the settings that a whole document holds. Raises ConfigError."""
    settings = read_as(document, Settings)
    section = document.below("sandbox")
    paths = [_path(section, number, text) for number, text in enumerate(settings.sandbox.readable)]
    return replace(settings, sandbox=replace(settings.sandbox, readable=tuple(paths)))


def default_document() -> Document:
    """Return every setting with its default."""
    value = values_of(Settings())
    return Document(value, "default", {path: "default" for path in _paths(value, ())})


def without_defaults(document: Document) -> Document:
    """Return the document without the values that are the defaults anyway."""
    if not isinstance(document.value, dict):
        return document
    return document.with_part(_differing(document.value, values_of(Settings())))


def single_setting(source: str, path: KeyPath, value: JSONValue) -> Document:
    """Return a document that gives one setting."""
    for key in reversed(path):
        value = {str(key): value}
    return Document(value, source, {path: source})


_PASSWORD = re.compile(r"(://)[^/\s'\"]*@")
"""What comes before the host of an address, in any text."""

_QUERY = re.compile(r"(://[^\s'\"?]{1,500}\?)[^\s'\"]+")
"""The query of an address, where some servers want the key."""


def setting_rows(document: Document, path: KeyPath = ()) -> list[tuple[str, str, str]]:
    """Return every setting: dotted key, value, without secrets of addresses, and its place."""
    value = document.value
    for key in path:
        assert isinstance(value, dict)
        value = value[str(key)]
    if isinstance(value, dict) and value:
        return [row for key in value for row in setting_rows(document, (*path, key))]
    shown = "" if value is None else _PASSWORD.sub(r"\1", str(value))
    shown = _QUERY.sub(r"\1***", shown)
    return [(".".join(map(str, path)), shown, document.place(path))]


def _differing(value: JSONObject, default: JSONValue) -> JSONObject:
    known = default if isinstance(default, dict) else {}
    found: JSONObject = {}
    for key, item in value.items():
        if isinstance(item, dict) and isinstance(known.get(key), dict):
            found |= {key: inner} if (inner := _differing(item, known[key])) else {}
        elif key not in known or item != known[key] or type(item) is not type(known[key]):
            found[key] = item
    return found


def _paths(value: JSONValue, path: KeyPath) -> Iterator[KeyPath]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))


def _path(sandbox: Document, number: int, text: str) -> str:
    """Return a path that is written under sandbox.readable, "~" replaced. Raises ConfigError.

    A relative path would mean another folder wherever the program is started, and a missing one
    would be found out only by a task's failure.
    """

    def refusal(trouble: str, hint: str) -> ConfigError:
        return sandbox.complaint(("readable", number), trouble, hint=hint)

    try:
        path = Path(os.path.expanduser(text))
    except RuntimeError as error:
        raise refusal(f"{text}: unknown user", "write the whole path") from error
    if not path.is_absolute():
        raise refusal(f"{text} is relative", "write the whole path, or begin it with ~/")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise refusal(f"{path} does not exist", "correct or remove the path") from error
    return str(path)
