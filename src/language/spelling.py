"""Finds the known word that a misspelt word means."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from .tokenizer import OPPOSITES

_WORD = re.compile(r"[^\W\d_]+")
_PROTECTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|:\s.*|@\S+", re.DOTALL)
_PROTECTED_OR_WORD = re.compile(f"{_PROTECTED.pattern}|{_WORD.pattern}", re.DOTALL)
_MOST_UNKNOWN = 6
_SHORTEST = 4
_LONG = 8
# kilometers and kilometres are one word to a user.
_SAME_START = 6


def corrections(text: str, known: Collection[str]) -> Iterator[Mapping[str, str]]:
    """Return ways to read misspelt words as known ones, the smallest change first.

    Quoted text, text behind a colon and file names are never touched. A word is left alone
    when two known words are equally near, or when an opposite of the known word is also near.
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
    """Return the text with the misspelt words replaced, outside of what is protected."""
    # Protected text is found as a whole, and never equals a word that changes.
    return _PROTECTED_OR_WORD.sub(
        lambda found: changes.get(found.group().lower(), found.group()), text
    )


def nearest_word(word: str, known: Collection[str]) -> str:
    """Return the nearest known word, "" if none is near or different ones are."""
    if len(word) < _SHORTEST:
        return ""
    allowed = 2 if len(word) >= _LONG else 1
    near = near_words(word, (one for one in known if len(one) >= _SHORTEST), allowed)
    meant = [candidate for candidate in near if _may_be_meant(word, candidate)]
    best = sorted(c for c in meant if near[c] == min(near[m] for m in meant))
    if len({candidate[:_SAME_START] for candidate in best}) != 1:
        return ""
    opposites = {b if a == best[0] else a for a, b in OPPOSITES if best[0] in (a, b)}
    return "" if opposites & near.keys() else best[0]


def _may_be_meant(word: str, known: str) -> bool:
    """Typing errors keep the first letter; a plural is not a typing error, nor is a singular."""
    plural = word in (f"{known}s", f"{known}es") or known in (f"{word}s", f"{word}es")
    return known[0] == word[0] and not plural


def near_words(word: str, known: Iterable[str], most: int) -> dict[str, int]:
    """Return the known words that at most so many changes lead to, with their number."""
    letters = set(word)
    found: dict[str, int] = {}
    for other in known:
        others = set(other)
        # A change adds and takes away one letter at most, which is cheaper to see.
        unlike = max(len(letters - others), len(others - letters), abs(len(other) - len(word)))
        if unlike <= most and (distance := edit_distance(word, other)) <= most:
            found[other] = distance
    return found


def edit_distance(a: str, b: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours that lead from a to b.

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
