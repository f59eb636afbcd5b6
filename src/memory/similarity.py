"""Computes the similarity of two tasks from their vectors' cosine and their shared wording.

A cosine alone misleads: all-MiniLM-L6-v2 gives .31 to a story about space and one about
dragons, which are solved alike. So the wording that two tasks share counts as well.
"""

from collections.abc import Sequence

from ..language.canonical_form import canonical_form
from ..language.tokenizer import template_of

FUNCTION_WORDS = frozenset(
    "a an the of to in on at for from by and or with is are was be it its this that these those"
    " me my i you your please can could would some any all , . : ; ? ! ( )".split()
)
QUERY_CHARACTERS = 8_000
NEARLY = 0.99
SAME_FORM = 0.95
_COMPARED = 1000
_FUNCTION_WORD = 0.2
_PLACEHOLDER = 0.3
_EXPONENT = 1.25


_CALIBRATIONS = {"all-MiniLM-L6-v2": (0.15, 0.95), "lexical": (0.2, 1.0)}
"""The cosines that mean nothing in common and the same, by the start of an embedder's name."""
_CAUTIOUS = (0.4, 0.98)


def similarity(text: str, other: str, cosine: float, fingerprint: str) -> float:
    """Compute the similarity, 0 to 1; high if the vectors or the wordings are close."""
    is_complete = max(len(text), len(other)) <= _COMPARED
    text, other = text[:_COMPARED], other[:_COMPARED]
    if template_of(text) == template_of(other):
        return 1.0 if is_complete else NEARLY
    known = (pair for name, pair in _CALIBRATIONS.items() if fingerprint.startswith(name))
    nothing, same = next(known, _CAUTIOUS)
    cosine_share = min(1.0, max(0.0, (cosine - nothing) / (same - nothing)))
    wording_share = shared_wording(text, other)
    combined = min(NEARLY, 1.0 - (1.0 - cosine_share) * (1.0 - wording_share))
    if is_complete and canonical_form(text).words == canonical_form(other).words:
        return max(SAME_FORM, combined)
    return combined


def shared_wording(text: str, other: str) -> float:
    """Return the weighted share of words that two templates have in common, in order.

    Function words and placeholders weigh less; the exponent reduces accidental matches.
    """
    first, second = _words(text), _words(other)
    total = sum(map(_weight, first)) + sum(map(_weight, second))
    if not total:
        return 0.0
    share: float = (2 * _common(first, second) / total) ** _EXPONENT
    return share


def _words(text: str) -> list[str]:
    return template_of(text).split()[:60]


def _weight(word: str) -> float:
    if word in FUNCTION_WORDS:
        return _FUNCTION_WORD
    return _PLACEHOLDER if word.startswith("<") else 1.0


def _common(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the weight of the longest common subsequence."""
    row = [0.0] * (len(second) + 1)
    for word in first:
        before = 0.0
        for index, other in enumerate(second):
            above = row[index + 1]
            row[index + 1] = before + _weight(word) if word == other else max(row[index], above)
            before = above
    return row[-1]
