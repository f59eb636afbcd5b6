"""Reads settings by the names and values that version 1 had for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..documents.document import Document, KeyPath
from ..domain.json_value import JSONValue


@dataclass(frozen=True, slots=True)
class RenamedKey:
    """The new name of a top-level setting, and what each of its old values is now."""

    name: str
    values: Mapping[bool, str]


RENAMED: Mapping[str, RenamedKey] = {
    "prefer_patterns": RenamedKey("library", {True: "first", False: "fallback"}),
}
_KEY = re.compile(r"(\s*)(\w+):")


def with_new_names(document: Document) -> tuple[Document, tuple[str, ...]]:
    """The document with every renamed key under its new name, and a note for each.

    Where both names are given, the new one counts. Raises ConfigError for an unknown value.
    """
    notes: list[str] = []
    for old, new in RENAMED.items():
        if isinstance(document.value, dict) and old in document.value:
            place = document.place((old,))
            document = _renamed(document, old, new)
            assert isinstance(document.value, dict)
            notes.append(f"{place}: {old} is now {new.name}: {document.value[new.name]}")
    return document, tuple(notes)


def with_new_name(line: str) -> str:
    """A line of a settings file, with a renamed key under its new name."""
    found = _KEY.match(line)
    if found is None or found.group(2) not in RENAMED:
        return line
    return f"{found.group(1)}{RENAMED[found.group(2)].name}:{line[found.end() :]}"


def _renamed(document: Document, old: str, new: RenamedKey) -> Document:
    assert isinstance(document.value, dict)
    value = document.value[old]
    if not isinstance(value, bool):
        expected = " or ".join(new.values.values())
        raise document.complaint((old,), f"is now {new.name}; expected {new.name}: {expected}")
    kept: dict[str, JSONValue] = {k: v for k, v in document.value.items() if k != old}
    places: dict[KeyPath, str] = {p: where for p, where in document.places.items() if p != (old,)}
    places.setdefault((new.name,), document.place((old,)))
    return replace(document, value={new.name: new.values[value], **kept}, places=places)
