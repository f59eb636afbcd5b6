"""Which task that can be solved did the user probably mean by one that cannot?"""

import re
from collections.abc import Callable, Iterator

from ..language.arithmetic_words import WORDS
from ..language.spelling import corrected, edit_distance

_WORD = re.compile(r"[^\W\d_]+")
_MOST_TRIES = 30
_LONGEST = 200
_SHORT = 4


def suggestion(vocabulary: frozenset[str], is_whole: Callable[[str], bool], text: str) -> str:
    """The nearest task that is understood, "" if none is near; to be asked about, never solved.

    `vocabulary` are the words of the functions' phrases, `is_whole` says whether a text is read
    as it stands. Unlike a corrected task it may differ in short words and in first letters,
    where a typing error cannot be told from another word.
    """
    if len(text) > _LONGEST:
        return ""
    known = vocabulary | WORDS
    for changes in _changes(text, known):
        meant = corrected(text, changes)
        if meant != text and is_whole(meant):
            return meant
    return ""


def _changes(text: str, known: frozenset[str]) -> Iterator[dict[str, str]]:
    """One word replaced, the nearest replacements first; then every such word at once."""
    best: dict[str, str] = {}
    single: list[tuple[int, str, str]] = []
    for word in dict.fromkeys(_WORD.findall(text.lower())):
        if word in known:
            continue
        near = _near(word, known)
        single += [(distance, word, other) for distance, other in near]
        if near:
            best[word] = near[0][1]
    for _, word, other in sorted(single)[:_MOST_TRIES]:
        yield {word: other}
    if len(best) > 1:
        yield best


def _near(word: str, known: frozenset[str]) -> list[tuple[int, str]]:
    allowed = 1 if len(word) <= _SHORT else 2
    others = (other for other in known if abs(len(other) - len(word)) <= allowed and len(other) > 1)
    found = [(edit_distance(word, other), other) for other in others]
    return sorted(pair for pair in found if pair[0] <= allowed < len(word))
