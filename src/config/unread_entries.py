"""Which entries of a settings file can be read, and what counts in place of the others?

An entry that cannot be read is left out, so that a weaker file's value or the default counts. In
the section `sandbox` nothing may become weaker by a mistake: the strictest value counts there.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..documents.document import Document, KeyPath, key_text, nearest, overlay
from ..domain.errors import ConfigError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.replace import replace
from .settings import SandboxSettings, Settings

Read = Callable[[Document], Settings]
Renamed = Callable[[Document], tuple[Document, tuple[str, ...]]]

MOST_UNREAD = 50
"""Entries: a file with more of them was not meant as settings, and each costs several readings."""

_SAFETY = "sandbox"


class UnreadEntry(Struct, frozen=True):
    """An entry of a settings file that is left out, and the complaint about it.

    `strict` says what counts in place of an entry of the sandbox; `is_needed`: as long as the
    entry is there, as a weaker file grants more.
    """

    path: KeyPath
    error: ConfigError
    strict: str = ""
    is_needed: bool = False

    @property
    def file(self) -> Path:
        """The file that the entry is in."""
        return Path(self.error.place.rpartition(":")[0] or self.error.place)

    @property
    def sentence(self) -> str:
        """What is wrong with the entry, and what is done about it."""
        own = "" if self.path == self.error.path else f"{key_text(self.path)} is "
        return f"{self.error} ({own}ignored{self.strict})"


Readable = tuple[Document, tuple[UnreadEntry, ...]]


def with_known_names(document: Document, rename: Renamed) -> tuple[Readable, tuple[str, ...]]:
    """Return a file's document with renamed keys under their new names, and a note for each.

    An old key whose value cannot be read is left out.
    """
    unread: list[UnreadEntry] = []
    while True:
        try:
            renamed, notes = rename(document)
            return (renamed, tuple(unread)), notes
        except ConfigError as error:
            unread.append(UnreadEntry(error.path, error))
            document = document.without(error.path)


def readable_part(layer: Document, below: Document, read: Read) -> Readable:
    """Return what can be read of a file's document, laid over what is weaker, and the rest.

    Raises ConfigError if the file does not hold keys and values, or is wrong almost everywhere.
    """
    unread: list[UnreadEntry] = []
    layer = _without_empty_sections(layer, below.value)
    while (error := _complaint(layer, below, read)) is not None:
        path = _culprit(layer, below, read, error)
        if not path:
            raise error
        if len(unread) == MOST_UNREAD:
            more = f"{layer.name}: more than {MOST_UNREAD} entries cannot be read"
            raise ConfigError(more, hint=f"The first: {unread[0].error}")
        unread.append(UnreadEntry(path, error))
        layer = layer.without(path)
    return _with_strict_values(layer, below, unread)


def _without_empty_sections(layer: Document, below: JSONValue) -> Document:
    """Return the document without sections that hold nothing, such as comments alone."""
    if not isinstance(layer.value, dict) or not isinstance(below, dict):
        return layer
    for key, value in layer.value.items():
        if value is None and isinstance(below.get(key), dict):
            layer = layer.without((key,))
    return layer


def _complaint(layer: Document, below: Document, read: Read) -> ConfigError | None:
    try:
        read(overlay(below, layer))
    except ConfigError as error:
        return error
    return None


def _culprit(layer: Document, below: Document, read: Read, error: ConfigError) -> KeyPath:
    """Return the smallest entry of the layer that causes the complaint."""
    path = layer.nearest_path(error.path)
    while True:
        for key in _keys_at(layer.value, path):
            left = _complaint(layer.without((*path, key)), below, read)
            if left is None or str(left) != str(error):
                path = (*path, key)
                break
        else:
            return path


def _keys_at(value: JSONValue, path: KeyPath) -> list[str]:
    """Return the keys under a path, the last first: what comes later contradicts what is there."""
    for key in path:
        value = value[key]  # type: ignore[index]
    return list(reversed(value)) if isinstance(value, dict) else []


def _with_strict_values(layer: Document, below: Document, unread: list[UnreadEntry]) -> Readable:
    """Add the strictest value of each entry of the sandbox that is left out."""
    marked: list[UnreadEntry] = []
    for entry in unread:
        given = _section(layer)
        strict = {
            key: _strictest(key, _section(below)[key])
            for key in _meant(entry.path)
            if key not in given
        }
        if strict:
            assert isinstance(layer.value, dict)
            value = {**layer.value, _SAFETY: {**given, **strict}}
            places: dict[KeyPath, str] = {(_SAFETY, key): entry.error.place for key in strict}
            layer = replace(layer, value=value, places={**layer.places, **places})
        said = ", ".join(f"{_SAFETY}.{key} is {_text(value)}" for key, value in strict.items())
        is_needed = any(value != _section(below)[key] for key, value in strict.items())
        text = f"; {said}" if said else ""
        marked.append(replace(entry, strict=text, is_needed=is_needed))
    return layer, tuple(marked)


def _section(document: Document) -> JSONObject:
    value = document.value.get(_SAFETY) if isinstance(document.value, dict) else None
    return value if isinstance(value, dict) else {}


def _meant(path: KeyPath) -> tuple[str, ...]:
    """Return the keys of the sandbox that an entry sets, or would set if it had no typing error."""
    sections, keys = Settings.__struct_fields__, SandboxSettings.__struct_fields__
    if _known(path[0], sections) != _SAFETY or len(path) > 2:
        return ()  # Without one of the paths of a list, less is granted.
    if len(path) == 1:
        return keys
    key = _known(path[1], keys)
    return (key,) if key else ()


def _known(key: str | int, names: tuple[str, ...]) -> str:
    return str(key) if key in names else nearest(str(key), names)


def _strictest(key: str, below: JSONValue) -> JSONValue:
    """Return nothing granted, nothing allowed, and the lower of a bound's default and `below`."""
    default = getattr(SandboxSettings(), key)
    if isinstance(default, tuple):
        return []
    assert isinstance(below, (int, float)) and isinstance(default, (int, float))
    return min(default, below) if not isinstance(default, bool) else False


def _text(value: JSONValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "empty")
