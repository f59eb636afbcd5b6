"""Which values does the text of a task hold, and where?"""

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from ..domain.json_value import JSONValue
from ..domain.replace import replace
from .slot_types import BRACKETED, CONSTANT, DATE, QUANTITY, SPOKEN_NUMBER, STRING
from .slot_values import read_literal, read_quantity, read_slot
from .tokenizer import plain_text, read_words

_VALUE = re.compile(
    rf"(?P<file>(?<!\S)@(?:\"[^\"]+\"|[^\s\"]*[^\s\",;:?!.]))"
    rf"|(?P<date>(?<![\w.-])(?:{DATE})(?![\w-]))"
    rf"|(?P<literal>{BRACKETED}|{STRING})"
    rf"|(?P<quantity>(?<![\w.]){QUANTITY})"
    rf"|(?P<spoken>{SPOKEN_NUMBER})"
    rf"|(?P<constant>{CONSTANT})",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 5000
_BETWEEN = re.compile(r"\s*(?:[,;]\s*)?(?:and\s+)?", re.IGNORECASE)
_CONSTANTS: Mapping[str, object] = {"true": True, "false": False, "none": None, "null": None}


class TextValue(Struct, frozen=True):
    """A value, where it is in the text, and how it is written.

    `form` is "quantity" (digits), "spoken" (a number in words), "literal", "constant" (True,
    None), "date", "file", "numbers" (several without brackets), "word" or "text" (bare).
    """

    form: str
    value: object
    start: int
    end: int

    def equals(self, argument: JSONValue) -> bool:
        """Return True if the value is this argument: as a value, not as it is spelled."""
        return _equal(self.value, argument)


def values_in(text: str) -> tuple[TextValue, ...]:
    """Return the values that stand in a text by themselves, in their order."""
    found: list[TextValue] = []
    at = 0
    while match := _VALUE.search(text, at):
        form = match.lastgroup or ""
        try:
            value = _read(form, match.group())
        except ValueError:
            at = match.start() + 1
            continue
        found.append(TextValue(form, value, *match.span()))
        at = match.end()
    return tuple(found)


def values_behind_colon(text: str, values: tuple[TextValue, ...]) -> tuple[TextValue, ...]:
    """Return the values of a task "TEXT: VALUES" with nothing else behind the colon."""
    written = [one for one in values if one.form != "spoken"]
    for colon in re.finditer(":", text):
        behind = [one for one in written if one.start > colon.start()]
        if not behind or any(one.start < colon.start() < one.end for one in written):
            continue
        ends = [colon.end(), *(one.end for one in behind)]
        starts = [*(one.start for one in behind), len(text)]
        gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
        if not gaps[0].strip() and not gaps[-1].strip() and all(map(_BETWEEN.fullmatch, gaps)):
            return tuple(behind)
    return ()


def as_list(text: str, values: tuple[TextValue, ...], argument: JSONValue) -> tuple[TextValue, ...]:
    """Return the values, with the numbers in a row that are this list as one value."""
    size = len(argument) if isinstance(argument, list) else 0
    for first in range(len(values) - size + 1 if size > 1 else 0):
        row = values[first : first + size]
        gaps = [text[a.end : b.start] for a, b in zip(row, row[1:], strict=False)]
        if (
            all(one.form == "quantity" for one in row)
            and all(gap and _BETWEEN.fullmatch(gap) for gap in gaps)
            and _equal([one.value for one in row], argument)
        ):
            whole = replace(row[0], form="numbers", value=argument, end=row[-1].end)
            return (*values[:first], whole, *values[first + size :])
    return values


def holds_value(text: str, value: JSONValue) -> bool:
    """Return True if the value, or each of its items, is in the text, spelled in any way."""
    if any(one.equals(value) for one in values_in(text)):
        return True
    if isinstance(value, str):
        return bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE))
    if isinstance(value, list):
        return bool(value) and all(holds_value(text, item) for item in value)
    return False


def _read(form: str, raw: str) -> object:
    if form == "literal":
        return read_literal(raw)
    if form == "constant":
        return _CONSTANTS[raw.lower()]
    if form in ("quantity", "spoken"):
        return read_quantity(raw)
    return read_slot(form, raw)


def _equal(value: object, argument: JSONValue) -> bool:
    if isinstance(value, bool) or isinstance(argument, bool):
        return value is argument
    if isinstance(value, (list, tuple)) and isinstance(argument, list):
        pairs = zip(value, argument, strict=False)
        return len(value) == len(argument) and all(_equal(a, b) for a, b in pairs)
    if isinstance(value, set) and isinstance(argument, list):
        left = list(argument)
        for item in value:
            same = next((one for one in left if _equal(item, one)), left)
            if same is left:
                return False
            left.remove(same)
        return not left
    if isinstance(value, dict) and isinstance(argument, dict):
        named = {str(key): item for key, item in value.items()}
        return named.keys() == argument.keys() and all(
            _equal(item, argument[key]) for key, item in named.items()
        )
    return value == argument


SLOTS = frozenset({"<n>", "<s>", "<file>"})


class Slot(Struct, frozen=True):
    """A value of a task: what kind it is ("<n>"), as written, and where in the plain text."""

    mark: str
    raw: str
    start: int
    end: int


def slots_of(text: str) -> tuple[Slot, ...]:
    """Return the values of a task, in their order."""
    plain = plain_text(text)
    return tuple(
        Slot(word.mark, plain[word.start : word.end], word.start, word.end)
        for word in read_words(plain)
        if word.mark in SLOTS and plain[word.start] != "<"
    )


def spelled_value(value: JSONValue) -> str:
    """Return a value as a task writes it ("" for none, or one that is too long)."""
    if value is None:
        return ""
    if isinstance(value, str):
        quote = "'" if '"' in value else '"'
        return f"{quote}{value}{quote}" if quote not in value and len(value) < _LONGEST else ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < _LONGEST else ""
