"""Reads YAML text strictly: plain values only, each with its line."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml

from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue
from .document import Document, KeyPath
from .regular_files import read_file_text
from .typed_values import read_as

T = TypeVar("T")

MOST_VALUES = 100_000
MOST_DEPTH = 60
HARMLESS = 10_000
"""Characters: a document so short is composed in no time, however it is nested."""
TOO_LARGE = "too large or too deep a document"

# Newer versions of libyaml limit nesting while they look ahead, before our count sees an event.
_PARSER_DEPTH = "exceeded maximum nesting depth"
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes nodes only; without resolvers every plain scalar arrives as the text it is."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def read_yaml(path: Path | str, type_: type[T]) -> T:
    """Read a YAML file as a value of a msgspec.Struct. Raises ConfigError."""
    return read_as(load_yaml(path), type_)


def load_yaml(path: Path | str) -> Document:
    """Read a YAML file. Raises ConfigError naming file and line."""
    path = Path(path)
    try:
        text = read_file_text(path, "utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: the file does not exist") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected UTF-8 text, found other bytes") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML text; `name` is what its complaints call it. An empty document is {}."""
    node = compose_yaml(text, name)
    walk = _Walk(name)
    value = {} if node is None else walk.value(node, ())
    return Document(value, name, walk.places)


def compose_yaml(text: str, name: str) -> yaml.Node | None:
    """Return the nodes of YAML text with their marks; None for an empty one. ConfigError."""
    try:
        if len(text) > HARMLESS:
            _look_through(text, name)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
        return node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        problem = f"broken YAML: {error.problem or error.context}"
        if error.problem == _PARSER_DEPTH:
            problem = TOO_LARGE
        raise ConfigError(f"{name}{line}: {problem}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: broken YAML: {' '.join(str(error).split())}") from error
    except UnicodeEncodeError as error:
        raise ConfigError(f"{name}: expected UTF-8 text, found other bytes") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: nested more than {MOST_DEPTH} levels deep") from error


def _look_through(text: str, name: str) -> None:
    """Refuse what would take minutes to compose, or exhaust the stack, which cannot be caught.

    Raises ConfigError.
    """
    depth = 0
    for seen, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        # A value is up to three events: its key, its begin and its end.
        if seen > 3 * MOST_VALUES or depth > MOST_DEPTH + 1:
            line = f":{event.start_mark.line + 1}" if event.start_mark else ""
            raise ConfigError(f"{name}{line}: {TOO_LARGE}")


def parse_scalar(text: str) -> JSONValue:
    """Read one plain YAML word as null, true, false, a number or text."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text) and len(text) < 300:
        return int(text.replace("_", ""))
    return float(text) if _FLOAT.fullmatch(text) else text


class _Walk:
    """Turns composed nodes into plain values and notes each key's line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen = 0
        self.places: dict[KeyPath, str] = {}

    def value(self, node: yaml.Node, path: KeyPath) -> JSONValue:
        self.places.setdefault(path, f"{self._name}:{node.start_mark.line + 1}")
        self._seen += 1
        # Aliases are expanded here, so a small file can be a huge or an endless tree.
        if self._seen > MOST_VALUES or len(path) > MOST_DEPTH:
            raise self._complaint(path, TOO_LARGE)
        if node.tag not in _PLAIN_TAGS:
            raise self._complaint(path, f"expected a plain value, found the tag {node.tag}")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return str(node.value) if node.style else parse_scalar(node.value)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> JSONValue:
        found: dict[str, JSONValue] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise ConfigError(f"{self._name}:{line}: expected a word as key")
            key = str(key_node.value)
            at = (*path, key)
            if key in found:
                first = self.places[at]
                raise self._complaint(at, f"given twice, first at {first}", f"{self._name}:{line}")
            self.places[at] = f"{self._name}:{line}"
            found[key] = self.value(value_node, at)
        return found

    def _complaint(self, path: KeyPath, message: str, place: str = "") -> ConfigError:
        document = Document(None, self._name, {path: place} if place else self.places)
        return document.complaint(path, message)
