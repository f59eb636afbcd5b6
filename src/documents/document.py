"""A parsed document: a tree of plain values with the position of each part."""

import difflib
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ..domain.errors import ConfigError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.replace import replace

KeyPath = tuple[str | int, ...]


class Document(Struct, frozen=True):
    """A tree and, for the keys that have one, the place ("config.yaml:12") they come from."""

    value: JSONValue
    name: str
    places: Mapping[KeyPath, str] = field(default_factory=dict)
    prefix: KeyPath = ()

    def place(self, path: KeyPath = ()) -> str:
        """Return where this key is, or the nearest one above it that has a place."""
        whole = self.prefix + path
        for length in range(len(whole), -1, -1):
            found = self.places.get(whole[:length])
            if found is not None:
                return found
        return self.name

    def below(self, *path: str | int) -> "Document":
        """Return the part under these keys as a document whose complaints name the whole key."""
        value = self.value
        for key in path:
            value = value[key]  # type: ignore[index]
        return Document(value, self.name, self.places, self.prefix + path)

    def with_part(self, value: JSONObject) -> "Document":
        """Return the document with only this part of its value, and the places of what is in it."""
        places = {path: place for path, place in self.places.items() if _holds(value, path)}
        return replace(self, value=value, places=places)

    def complaint(self, path: KeyPath, message: str, hint: str = "") -> ConfigError:
        """Return the error that says this of a key; it begins with the place and the whole key."""
        whole, place = self.prefix + path, self.place(path)
        where = f"{place}: {key_text(whole)}" if whole else place
        return ConfigError(f"{where}: {message}", hint=hint, path=whole, place=place)

    def nearest_path(self, path: KeyPath) -> KeyPath:
        """Return the longest beginning of a path that is in the document."""
        value, length = self.value, 0
        for key in path:
            try:
                value = value[key]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                break
            length += 1
        return path[:length]

    def without(self, path: KeyPath) -> "Document":
        """Return the document without this entry; in a list, those behind it move up."""
        *above, last = path
        places: dict[KeyPath, str] = {}
        for known, place in self.places.items():
            if known[: len(path)] == path:
                continue
            inside, behind = known[: len(above)], known[len(above) :]
            if isinstance(last, int) and inside == tuple(above) and behind:
                item = behind[0]
                if isinstance(item, int) and item > last:
                    behind = (item - 1, *behind[1:])
            places[(*inside, *behind)] = place
        return replace(self, value=_without(self.value, path), places=places)


def _without(value: JSONValue, path: KeyPath) -> JSONValue:
    first, *rest = path
    if isinstance(value, dict):
        if not rest:
            return {key: item for key, item in value.items() if key != first}
        inner = _without(value[str(first)], tuple(rest))
        return {key: inner if key == first else item for key, item in value.items()}
    assert isinstance(value, list) and isinstance(first, int)
    changed = [_without(value[first], tuple(rest))] if rest else []
    return [*value[:first], *changed, *value[first + 1 :]]


def _holds(value: JSONValue, path: KeyPath) -> bool:
    for key in path:
        if isinstance(value, dict):
            if key not in value:
                return False
            value = value[str(key)]
        else:
            return True  # What is in a list or a single value came with it.
    return True


def key_text(path: KeyPath) -> str:
    """Return a path as users write it: ("tools", "x", "tags", 0) is "tools.x.tags[0]"."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def overlay(below: Document, above: Document) -> Document:
    """Join two documents: objects are merged, all else in `above` replaces that of `below`."""
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
    """Return the known word that is most like this one, "" if none is near."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
