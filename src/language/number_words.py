"""Reads numbers in words: "two hundred and five"."""

import re
from collections.abc import Sequence
from fractions import Fraction

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
COUNT_WORDS = [*UNITS, "twenty"]
"""The words that count a few things."""

_VALUES = {**UNITS, **TENS}
_DIGITS = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")


def number_of(words: str) -> int:
    """Return the number that words such as "seventy-five" say."""
    return int(leading_number(re.findall(r"[a-z]+|-", words.lower()))[1])


def leading_number(words: Sequence[str]) -> tuple[int, Fraction]:
    """Return how many words at the start make one number, and its value; (0, 0) if none do."""
    whole = part = Fraction(0)
    length = 0
    before = ""
    for index, word in enumerate(words):
        if word in ("-", "and") and 0 < index == length:
            if before in (TENS if word == "-" else SCALES):
                continue
        if not _goes_on(before, word):
            break
        if word in SCALES and SCALES[word] > 100:
            whole, part = whole + part * SCALES[word], Fraction(0)
        elif word in SCALES:
            part *= 100
        else:
            part += _VALUES[word] if word in _VALUES else Fraction(word)
        length, before = index + 1, word
    return length, whole + part


def _goes_on(before: str, word: str) -> bool:
    """Tell whether a word is the next part of the number that another ends; "" begins one."""
    if not before:
        return word in _VALUES or _DIGITS.fullmatch(word) is not None
    if before in TENS and word in UNITS:
        return 0 < UNITS[word] < 10
    return word in SCALES or (before in SCALES and word in _VALUES)
