"""Finds the values in a task's slots, and puts other values into them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tokenizer import SCALES, TENS, UNITS, plain_text, read_words

SLOTS = frozenset({"<n>", "<s>", "<file>"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a task: what kind it is ("<n>"), as written, and where in the plain text."""

    mark: str
    raw: str
    start: int
    end: int


def slots_of(text: str) -> tuple[Slot, ...]:
    """The values of a task, in their order."""
    plain = plain_text(text)
    return tuple(
        Slot(word.mark, plain[word.start : word.end], word.start, word.end)
        for word in read_words(plain)
        if word.mark in SLOTS and plain[word.start] != "<"
    )


def fill(text: str, values: Sequence[str]) -> str:
    """The task with other values in its slots, in order."""
    plain = plain_text(text)
    pieces: list[str] = []
    at = 0
    for slot, value in zip(slots_of(text), values, strict=True):
        pieces += [plain[at : slot.start], value]
        at = slot.end
    return "".join([*pieces, plain[at:]])


def spelled_in_digits(words: str) -> str:
    """A number in words as digits: "two hundred and five" -> "205"."""
    total = group = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in UNITS or word in TENS:
            group += UNITS.get(word, 0) + TENS.get(word, 0)
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total += (group or 1) * SCALES[word]
            group = 0
    return str(total + group)
