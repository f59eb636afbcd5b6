"""A parsed document: a tree of plain values with the position of each part."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A tree and, for the keys that have one, the place ("config.yaml:12") they come from."""

    value: JSONValue
    name: str
    places: Mapping[KeyPath, str] = field(default_factory=dict)
    prefix: KeyPath = ()

    def place(self, path: KeyPath = ()) -> str:
        """Where this key stands, or the nearest one above it that has a place."""
        whole = self.prefix + path
        for length in range(len(whole), -1, -1):
            found = self.places.get(whole[:length])
            if found is not None:
                return found
        return self.name

    def below(self, *path: str | int) -> "Document":
        """The part under these keys as a document of its own; its complaints name the whole key."""
        value = self.value
        for key in path:
            value = value[key]  # type: ignore[index]
        return Document(value, self.name, self.places, self.prefix + path)

    def complaint(self, path: KeyPath, message: str, hint: str = "") -> ConfigError:
        """The error that says this of a key; it begins with the place and the whole key."""
        key = key_text(self.prefix + path)
        where = f"{self.place(path)}: {key}" if key else self.place(path)
        return ConfigError(f"{where}: {message}", hint=hint)


def key_text(path: KeyPath) -> str:
    """A path as users write it: ("tools", "x", "tags", 0) is "tools.x.tags[0]"."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def overlay(below: Document, above: Document) -> Document:
    """One document of two: objects are joined, all else in `above` takes the place of `below`'s."""
    places = dict(below.places)
    value = _joined(below.value, above.value, (), places)
    return Document(value, above.name, {**places, **above.places})


def _joined(
    below: JSONValue, above: JSONValue, path: KeyPath, places: dict[KeyPath, str]
) -> JSONValue:
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for key, value in above.items():
            merged[key] = (
                _joined(below[key], value, (*path, key), places) if key in below else value
            )
        return merged
    # What is replaced leaves with the places of all that was under it.
    for known in [known for known in places if known[: len(path)] == path]:
        del places[known]
    return above


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, "" if none is near."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
