"""Finds the known word that a misspelt word stands for."""

import re
from collections.abc import Collection, Iterator, Mapping

from .tokenizer import OPPOSITES

_WORD = re.compile(r"[^\W\d_]+")
_PROTECTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|:\s.*|@\S+", re.DOTALL)
_MOST_UNKNOWN = 6
_SHORTEST = 4
_LONG = 8
# kilometers and kilometres are one word to a user.
_SAME_START = 6


def corrections(text: str, known: Collection[str]) -> Iterator[Mapping[str, str]]:
    """Ways to read misspelt words as known ones, the smallest change first.

    Quoted text, text behind a colon and file names are never touched. A word is left alone
    when two known words are equally near, or when an opposite of the known word is near, too.
    """
    loose = _PROTECTED.sub(" ", text).lower()
    unknown = [word for word in dict.fromkeys(_WORD.findall(loose)) if word not in known]
    found: dict[str, str] = {}
    for word in unknown[: 4 * _MOST_UNKNOWN]:
        meant = nearest_word(word, known)
        if meant:
            found[word] = meant
    if not 0 < len(found) <= _MOST_UNKNOWN:
        return
    items = list(found.items())
    yield from ({wrong: right} for wrong, right in items)
    yield from (dict([a, b]) for i, a in enumerate(items) for b in items[i + 1 :])
    if len(items) > 2:
        yield found


def corrected(text: str, changes: Mapping[str, str]) -> str:
    """The text with the misspelt words replaced, outside of what is protected."""

    def fix(match: re.Match[str]) -> str:
        return changes.get(match.group().lower(), match.group())

    parts: list[str] = []
    at = 0
    for protected in _PROTECTED.finditer(text):
        parts += [_WORD.sub(fix, text[at : protected.start()]), protected.group()]
        at = protected.end()
    return "".join((*parts, _WORD.sub(fix, text[at:])))


def nearest_word(word: str, known: Collection[str]) -> str:
    """The one known word at the smallest distance, "" if none is near or different ones are."""
    if len(word) < _SHORTEST:
        return ""
    allowed = 2 if len(word) >= _LONG else 1
    near: dict[str, int] = {}
    for candidate in known:
        if len(candidate) >= _SHORTEST and abs(len(candidate) - len(word)) <= allowed:
            distance = edit_distance(word, candidate)
            if distance <= allowed:
                near[candidate] = distance
    meant = [candidate for candidate in near if _may_be_meant(word, candidate)]
    best = sorted(c for c in meant if near[c] == min(near[m] for m in meant))
    if len({candidate[:_SAME_START] for candidate in best}) != 1:
        return ""
    return "" if _opposites_of(best[0]) & near.keys() else best[0]


def _may_be_meant(word: str, known: str) -> bool:
    """Typing errors keep the first letter; a plural is no typing error, nor is its lack."""
    plural = word in (f"{known}s", f"{known}es") or known in (f"{word}s", f"{word}es")
    return known[0] == word[0] and not plural


def _opposites_of(word: str) -> set[str]:
    return {b if a == word else a for a, b in OPPOSITES if word in (a, b)}


def edit_distance(a: str, b: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that lead from a to b.

    The restricted Damerau-Levenshtein distance.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        new = [i]
        for j, right in enumerate(b, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]
