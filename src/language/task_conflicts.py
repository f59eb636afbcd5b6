"""Finds why two similar tasks differ: opposites, direction, exceptions, counts."""

import re
from collections.abc import Sequence

from .tokenizer import OPPOSITES, plain_text, read_words, word_pairs
from .vocabulary import SYNONYMS, UNITS_OF_MEASURE

_EXCEPTIONS = frozenset(
    "without except excluding not no non only ignoring unless but every other each alternate"
    " strictly distinct unique case-insensitive".split()
)
_LONGEST = 2_000
_COUNTS = frozenset({"count", "many"})
_CONNECTORS = frozenset({"to", "into", "in", "as", "than", "before", "after", "minus", "from"})
_ORDINAL = frozenset({"st", "nd", "rd", "th", "nth"})
_CHECKS = re.compile(
    r"(is|are|does|do|has|have|was)\b(?! there)|.*\b(check|whether|verify|validate)\b"
    r"|.*\b(tell|test|see|determine) (me )?if\b"
)
_FORMS = dict(
    word_pairs(
        "encrypted/encrypt decrypted/decrypt encoded/encode decoded/decode encoding/encode"
        " decoding/decode subtracting/subtract subtracted/subtract minus/subtract oldest/earliest"
        " newest/latest evens/even odds/odd rows/row columns/column primes/prime"
        " duplicates/duplicate vowel/vowels consonant/consonants joining/join"
    )
)
_MORE_OPPOSITES = word_pairs(
    "smallest/largest join/split compress/decompress start/end beginning/end prefix/suffix"
    " starting/ending starts/ends rounded/truncated up/down floor/ceiling oldest/newest"
    " weekday/weekend factorial/fibonacci area/perimeter row/diagonal remove/keep add/remove"
    " gcd/lcm rows/columns common/different positive/negative multiply/add morning/evening"
    " sqrt/square square/cube sum/average sum/product word/letter words/letters"
    " words/characters words/lines words/sentences json/csv"
)


def conflict(text: str, other: str) -> str:
    """Return what keeps two tasks from being the same, in a few words ("" if nothing was seen)."""
    first, second = _words(text), _words(other)
    for find in (_opposite, _exception, _counting, _ordinal, _checking, _source_unit, _direction):
        reason = find(first, second)
        if reason:
            return reason
    return ""


def _words(text: str) -> list[str]:
    words = [word.mark for word in read_words(plain_text(text[:_LONGEST]))]
    return [_FORMS.get(word, word) for word in words]


def _opposite(first: Sequence[str], second: Sequence[str]) -> str:
    one, two = _with_synonyms(first), _with_synonyms(second)
    for pair in (*OPPOSITES, *_MORE_OPPOSITES):
        for a, b in (pair, pair[::-1]):
            if a in one and b not in one and b in two and a not in two:
                if {a, b} != {"is", "make"} and {a, b} != {"more", "fewer"}:
                    return f'"{a}" is not "{b}"'
    return ""


def _with_synonyms(words: Sequence[str]) -> set[str]:
    return {*words, *(SYNONYMS.get(word, word) for word in words)}


def _exception(first: Sequence[str], second: Sequence[str]) -> str:
    different = (_EXCEPTIONS & set(first)) ^ (_EXCEPTIONS & set(second))
    return f'only one says "{min(different)}"' if different else ""


def _counting(first: Sequence[str], second: Sequence[str]) -> str:
    one, two = (
        bool(_COUNTS & set(words)) or "number of " in " ".join(words) for words in (first, second)
    )
    measured = UNITS_OF_MEASURE & _with_synonyms(first) & _with_synonyms(second)
    return "only one counts" if one != two and not measured else ""


def _ordinal(first: Sequence[str], second: Sequence[str]) -> str:
    one, two = (bool(_ORDINAL & set(words)) for words in (first, second))
    return "only one asks for the n-th" if one != two else ""


def _checking(first: Sequence[str], second: Sequence[str]) -> str:
    one, two = (bool(_CHECKS.match(" ".join(words))) for words in (first, second))
    return "only one asks whether something is so" if one != two else ""


def _source_unit(first: Sequence[str], second: Sequence[str]) -> str:
    """Return the unit that follows the number is what is converted."""
    one, two = _unit_behind_number(first), _unit_behind_number(second)
    swapped = one in _with_synonyms(second) and two in _with_synonyms(first)
    return f"{one} is converted, not {two}" if one and two and one != two and swapped else ""


def _unit_behind_number(words: Sequence[str]) -> str:
    for index, word in enumerate(words[:-1]):
        behind = [w for w in words[index + 1 : index + 4] if w not in ("degrees", "degree", "°")]
        unit = SYNONYMS.get(behind[0], behind[0]) if behind else ""
        if word == "<n>" and unit in UNITS_OF_MEASURE:
            return unit
    return ""


def _direction(first: Sequence[str], second: Sequence[str]) -> str:
    """Tell whether the words before and after "to" change places."""
    left, right = _sides(first)
    other_left, other_right = _sides(second)
    turned = (left - right) & (other_right - other_left)
    back = (right - left) & (other_left - other_right)
    if turned and back:
        return f"{min(turned)} and {min(back)} are turned round"
    return ""


def _sides(words: Sequence[str]) -> tuple[set[str], set[str]]:
    left: set[str] = set()
    right: set[str] = set()
    for index, word in enumerate(words):
        if word in _CONNECTORS:
            left |= {SYNONYMS.get(w, w) for w in words[max(0, index - 3) : index]}
            right |= {SYNONYMS.get(w, w) for w in words[index + 1 : index + 4]}
    noise = {"<n>", "<s>", "the", "a", "of", ",", *_CONNECTORS}
    return left - noise, right - noise
