"""Takes an entry out of YAML text, and leaves it there as a comment."""

import re
from typing import Any

from msgspec import Struct
import yaml

from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue
from .document import KeyPath
from .yaml_text import compose_yaml, parse_yaml

_COMMA_BEHIND = re.compile(r"[ \t]*,[ \t]*")


class _Span(Struct, frozen=True):
    """Where an entry begins and ends in the text; an item of a list begins behind its dash."""

    start: int
    end: int
    is_item: bool


def commented_out(text: str, path: KeyPath) -> str | None:
    """Return the text with the entry as a comment and all else unchanged; None if it cannot be.

    An entry that shares its lines with others is cut out; the comment is above its line.
    Raises ConfigError if the text is not YAML.
    """
    node, expected = compose_yaml(text, "text"), parse_yaml(text, "text").without(path)
    span = _span(text, node, path)
    if span is None:
        return None
    changed = _as_comment(text, span) if _has_own_lines(text, span) else _cut(text, span)
    try:
        is_right = _bare(parse_yaml(changed, "text").value) == _bare(expected.value)
    except ConfigError:
        is_right = False
    return changed if is_right else None


def _span(text: str, node: Any, path: KeyPath) -> _Span | None:
    span: _Span | None = None
    for key in path:
        start, node, is_item = _child(node, key)
        if node is None:
            return None
        end = min(int(_end(node).index), len(text))
        if end < start:  # An alias: its value is where the anchor is.
            first = _line_start(text, start)
            line = text[first:].partition("\n")[0]
            end = first + len(line.partition(" #")[0].rstrip())
        end = start + len(text[start:end].rstrip())
        span = _Span(start, end, is_item)
    return span


def _child(node: Any, key: str | int) -> tuple[int, Any, bool]:
    """Return where the entry begins, its value's node (None if there is none), and its kind."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            if key_node.value == key:
                return key_node.start_mark.index, value, False
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.index, node.value[key], True
    return 0, None, False


def _end(node: Any) -> Any:
    """Return the end mark of a node; a block ends where its last value does."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _has_own_lines(text: str, span: _Span) -> bool:
    before = text[_line_start(text, span.start) : span.start].strip()
    behind = text[span.end :].partition("\n")[0].strip()
    return before == ("-" if span.is_item else "") and behind[:1] in ("", "#")


def _as_comment(text: str, span: _Span) -> str:
    first = _line_start(text, span.start)
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    lines = text[first:end].split("\n")
    indentation = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    marked = [f"{x[:indentation]}# {x[indentation:]}" if x.strip() else x for x in lines]
    return text[:first] + "\n".join(marked) + text[end:]


def _cut(text: str, span: _Span) -> str:
    """Cut an entry out, with one of the commas around it."""
    start, end = span.start, span.end
    if behind := _COMMA_BEHIND.match(text, end):
        end = behind.end()
    else:
        before = text[:start].rstrip()
        start = len(before) - 1 if before.endswith(",") else start
    first = _line_start(text, span.start)
    indentation = text[first : first + len(text[first:]) - len(text[first:].lstrip())]
    comment = f"{indentation}# {' '.join(text[span.start:span.end].split())}\n"
    if start < first:
        return text[:start] + "\n" + comment + text[first : span.start] + text[end:]
    return text[:first] + comment + text[first:start] + text[end:]


def _bare(value: JSONValue) -> JSONValue:
    """Return the value with empty parts as nothing, which they are when they are comments."""
    if isinstance(value, dict):
        found = {key: _bare(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None} or None
    if isinstance(value, list):
        return [_bare(item) for item in value] or None
    return value
