"""The parts of a compound task, with placeholders for values and results.

In a part's wording {a}, {b} ... stand for the values of the whole task, {1}, {2} ... for the
results of earlier parts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from ..domain.json_value import JSONValue
from ..domain.split import PLACEHOLDER
from .tokenizer import plain_text
from .values import slots_of

_BETWEEN = re.compile(r"[\s,]*(?:and)?\s*")


@dataclass(frozen=True, slots=True)
class TaskValue:
    """A value of a task: its letter, what it is ("<s>", "<n>" ...), and where it stands."""

    letter: str
    mark: str
    raw: str
    start: int
    end: int


def values_of(text: str) -> tuple[TaskValue, ...]:
    """The values of a task, in order; numbers that make a list are one, like ones share a letter.

    "one" is none: it mostly stands for what was named before ("the longest one").
    """
    letters: dict[str, str] = {}
    values: list[TaskValue] = []
    for mark, raw, start, end in _grouped(plain_text(text)):
        if len(letters) < len(ascii_lowercase):
            letter = letters.setdefault(raw, ascii_lowercase[len(letters)])
            values.append(TaskValue(letter, mark, raw, start, end))
    return tuple(values)


def known_values(text: str) -> dict[str, str]:
    """What each letter stands for in a task."""
    return {value.letter: value.raw for value in values_of(text)}


def _grouped(plain: str) -> Iterator[tuple[str, str, int, int]]:
    slots = [slot for slot in slots_of(plain) if slot.raw.lower() != "one"]
    index = 0
    while index < len(slots):
        first = last = slots[index]
        while index + 1 < len(slots) and last.mark == slots[index + 1].mark == "<n>":
            between = plain[last.end : slots[index + 1].start]
            if not between.strip() or not _BETWEEN.fullmatch(between):
                break
            index += 1
            last = slots[index]
        raw = plain[first.start : last.end]
        if first.mark == "<file>":
            # A comma behind a name belongs to the sentence.
            raw = raw.rstrip(",;:?!.")
        yield first.mark, raw, first.start, first.start + len(raw)
        index += 1


def abstracted(ask: str, known: Mapping[str, str]) -> str:
    """The wording with the mark of each known value in its place, longer values first."""
    marks = {raw: mark for mark, raw in known.items() if raw}
    if not marks:
        return ask
    longest_first = sorted(marks, key=lambda raw: (-len(raw), raw))
    values = "|".join(map(re.escape, longest_first))
    return re.sub(
        rf"\{{\w+\}}|(?<!\w)(?:{values})(?!\w)",
        lambda match: f"{{{marks[match.group()]}}}" if match.group() in marks else match.group(),
        ask,
    )


def filled(ask: str, known: Mapping[str, str]) -> str:
    """The wording with the values in; a text that goes between quotes loses its own."""

    def value(match: re.Match[str]) -> str:
        quote, text = match.group(1), known[match.group(2)]
        return quote + (text.replace('"', "'") if quote else text)

    return PLACEHOLDER.sub(value, ask)


def value_text(value: JSONValue) -> str:
    """A result as it is put into the next request: a text as it is, a flat list with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and not any(isinstance(v, (list, dict)) for v in value):
        return ", ".join(value_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)
