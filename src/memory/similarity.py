"""How similar two tasks are said to be, from their vectors' cosine and their words' order.

A cosine alone says little to a person: all-MiniLM-L6-v2 gives .31 to a story about space and one
about dragons, which are made alike. So what two tasks share in wording counts as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..language.canonical_form import meaning_of
from ..language.tokenizer import template_of

LIGHT_WORDS = frozenset(
    "a an the of to in on at for from by and or with is are was be it its this that these those"
    " me my i you your please can could would some any all , . : ; ? ! ( )".split()
)
QUERY_CHARACTERS = 8_000
NEARLY = 0.99
SAME_MEANING = 0.95
_COMPARED = 1000
_LIGHT = 0.2
_MARK = 0.3
_CAUTION = 1.25


@dataclass(frozen=True, slots=True)
class Calibration:
    """Cosines at and below `none` mean nothing shared; at `whole` all is."""

    none: float
    whole: float

    def share(self, cosine: float) -> float:
        """Where between them a cosine lies, 0 to 1."""
        return min(1.0, max(0.0, (cosine - self.none) / (self.whole - self.none)))


MINILM = Calibration(none=0.15, whole=0.95)
LEXICAL = Calibration(none=0.2, whole=1.0)
OTHER = Calibration(none=0.4, whole=0.98)


def calibration_of(fingerprint: str) -> Calibration:
    """The calibration for an embedder; one fitted to neither is read cautiously."""
    if fingerprint.startswith("all-MiniLM-L6-v2"):
        return MINILM
    return LEXICAL if fingerprint.startswith("lexical") else OTHER


def likeness(text: str, other: str, cosine: float, fingerprint: str) -> float:
    """The similarity that is shown, 0 to 1: meaning and wording, either of which may carry it."""
    whole = max(len(text), len(other)) <= _COMPARED
    text, other = text[:_COMPARED], other[:_COMPARED]
    if template_of(text) == template_of(other):
        return 1.0 if whole else NEARLY
    meant = calibration_of(fingerprint).share(cosine)
    worded = shared_wording(text, other)
    shown = min(NEARLY, 1.0 - (1.0 - meant) * (1.0 - worded))
    if whole and meaning_of(text).words == meaning_of(other).words:
        return max(SAME_MEANING, shown)
    return shown


def shared_wording(text: str, other: str) -> float:
    """The share of words, weighed and in order, that two templates have in common.

    Light words and marks for numbers weigh less; the power keeps a chance word from counting.
    """
    first, second = _words(text), _words(other)
    total = sum(map(_weight, first)) + sum(map(_weight, second))
    if not total:
        return 0.0
    share: float = (2 * _common(first, second) / total) ** _CAUTION
    return share


def _words(text: str) -> list[str]:
    return template_of(text).split()[:60]


def _weight(word: str) -> float:
    if word in LIGHT_WORDS:
        return _LIGHT
    return _MARK if word.startswith("<") else 1.0


def _common(first: Sequence[str], second: Sequence[str]) -> float:
    """The weight of the longest common subsequence."""
    row = [0.0] * (len(second) + 1)
    for word in first:
        before = 0.0
        for index, other in enumerate(second):
            above = row[index + 1]
            row[index + 1] = before + _weight(word) if word == other else max(row[index], above)
            before = above
    return row[-1]
