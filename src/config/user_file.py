"""Changes one setting in a settings file, and reads the names and values of version 1."""

import json
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..documents.document import Document, KeyPath, key_text, nearest
from ..documents.yaml_text import parse_scalar
from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue
from ..domain.replace import replace


class RenamedKey(Struct, frozen=True):
    """The new name of a top-level setting, and what each of its old values is now."""

    name: str
    values: Mapping[bool, str]


RENAMED: Mapping[str, RenamedKey] = {
    "prefer_patterns": RenamedKey("library", {True: "first", False: "fallback"}),
}
_KEY = re.compile(r"(\s*)(\w+):")
_BY_HAND = "edit the file: config edit"


def check_key(key: str, known: Sequence[str]) -> None:
    """Raise ConfigError for a setting that does not exist, or has another name by now."""
    if key in RENAMED:
        new = RENAMED[key]
        hint = f"{new.name} is {' or '.join(new.values.values())}"
        raise ConfigError(f"{key} is now {new.name}", hint=hint)
    if key not in known:
        near = nearest(key, known)
        hint = f"Did you mean {near}?" if near else "`config` shows all settings"
        raise ConfigError(f"unknown setting {key}", hint=hint)


def with_setting(document: Document, text: str, path: KeyPath, value: str) -> str:
    """Return the file's text with another value of a key, which is added if it is not there.

    `document` is the text parsed. Raises ConfigError if the line cannot be changed from here.
    """
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    known = (length for length in range(len(path) + 1) if path[:length] in document.places)
    depth = max(known, default=0)
    if depth == len(path):
        number = _line(document, path)
        lines[number] = _changed(lines[number], path, value)
        return "".join(lines)
    place, indent = (len(lines), "") if not depth else _below(lines, document, path[:depth])
    new = [f"{indent}{'  ' * level}{key}:" for level, key in enumerate(path[depth:])]
    new[-1] += f" {_written(value)}"
    return "".join([*lines[:place], *(f"{line}\n" for line in new), *lines[place:]])


def _line(document: Document, path: KeyPath) -> int:
    return int(document.places[path].rpartition(":")[2]) - 1


def _below(lines: list[str], document: Document, section: KeyPath) -> tuple[int, str]:
    """Return the number of the line below a section's own, and the indentation of what is in it."""
    number = _line(document, section)
    head = lines[number].partition(" #")[0].rstrip()
    if not head.endswith(":"):
        raise ConfigError(f"{key_text(section)} cannot be added to from here", hint=_BY_HAND)
    own = _indentation(head)
    behind = (line for line in lines[number + 1 :] if line.strip() and line.strip()[0] != "#")
    inner = _indentation(next(behind, ""))
    return number + 1, inner if len(inner) > len(own) else own + "  "


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _changed(line: str, path: KeyPath, value: str) -> str:
    """Return the line with another value; indentation and comment stay."""
    line = with_new_name(line)
    head, colon, rest = line.partition(f"{path[-1]}:")
    comment = f"  #{rest.partition(' #')[2].rstrip()}" if " #" in rest else ""
    if not colon or head.strip():
        raise ConfigError(f"{key_text(path)} cannot be changed from here", hint=_BY_HAND)
    return f"{head}{path[-1]}: {_written(value)}{comment}\n"


def _written(value: str) -> str:
    if not value.strip() or "\n" in value:
        raise ConfigError("a setting needs a value of one line", hint=_BY_HAND)
    is_plain = isinstance(parse_scalar(value), (bool, int, float))
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def with_new_names(document: Document) -> tuple[Document, tuple[str, ...]]:
    """Return the document with every renamed key under its new name, and a note for each.

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
    """Return a line of a settings file, with a renamed key under its new name."""
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
