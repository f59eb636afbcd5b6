"""Finds the values in a task's slots, and puts other values into them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tokenizer import SCALES, TENS, UNITS, plain_text, read_words

SLOTS = frozenset({"<n>", "<s>", "<file>"})
_COMMAS = re.compile(r"(?<=\d),(?=\d{3})")
_QUOTES = {'"': '"', "'": "'", "“": "”"}
_NAMES = {
    "words": "numbers in words",
    "thousands": "numbers with thousands separators",
    "negative": "negative numbers",
    "decimal": "decimals",
    "empty": "an empty text",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a task: what kind it is ("<n>"), as written, and where in the plain text."""

    mark: str
    raw: str
    start: int
    end: int

    @property
    def traits(self) -> frozenset[str]:
        """What a program must be able to read: "digits", "words", "negative", a quote sign ..."""
        if self.mark == "<s>":
            empty = {"empty"} if not self.raw[1:-1] else set()
            return frozenset({self.raw[0], *empty})
        if self.mark != "<n>":
            return frozenset()
        if self.raw[-1].isalpha():
            return frozenset({"words"})
        found = {"digits"}
        found |= {"negative"} if self.raw.startswith("-") else set()
        found |= {"decimal"} if "." in self.raw else set()
        found |= {"thousands"} if _COMMAS.search(self.raw) else set()
        return frozenset(found)


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


def respelled(slot: Slot, known: frozenset[str]) -> tuple[str, str]:
    """The value in a spelling a program is known to read, and what it cannot ("") if none is.

    Words become digits and separators leave; a sign, a point or an emptiness cannot be spelled
    away.
    """
    missing = slot.traits - known
    if not missing:
        return slot.raw, ""
    if slot.mark == "<s>":
        return _requoted(slot, known)
    digits = spelled_in_digits(slot.raw) if "words" in missing else _COMMAS.sub("", slot.raw)
    left = Slot(slot.mark, digits, 0, len(digits)).traits - known
    return ("", _NAMES.get(min(left), min(left))) if left else (digits, "")


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


def _requoted(slot: Slot, known: frozenset[str]) -> tuple[str, str]:
    inside = slot.raw[1:-1]
    if not inside and "empty" not in known:
        return "", _NAMES["empty"]
    for opening in sorted(known & _QUOTES.keys()):
        if opening not in inside and _QUOTES[opening] not in inside:
            return f"{opening}{inside}{_QUOTES[opening]}", ""
    return "", f"texts in {slot.raw[0]}"
