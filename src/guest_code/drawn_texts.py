"""Which texts and bytes is a function called with? Some that its program names, or a form of."""

from __future__ import annotations

import random
from collections.abc import Sequence

_ODD_TEXTS = ("7", "-12", "3.5", "a", "B", "  ", "\t", "\n", "\r\n", "ß", "²", "٣", "É", "\xa0")


class TextDrawer:
    """Draws texts: of those that the program `named`, and `whole` ones as they are."""

    def __init__(self, source: random.Random, named: Sequence[str], whole: Sequence[str]) -> None:
        self._source = source
        self._named = named
        self._whole = whole
        # After how many different texts inside values they are only those.
        self._few = source.choice((0, 0, 2, 4))
        self._drawn: list[str] = []

    def draw(self, size: int, depth: int, seen: Sequence[str], is_small: bool) -> str:
        """Return a text of this length, or one of another if it is small or inside a value."""
        source = self._source
        if depth and is_small and len(self._drawn) >= self._few > 0:
            return source.choice(self._drawn)
        text = self._new_text(size, depth, seen, is_small)
        if depth and is_small:
            self._drawn.append(text)
        return text

    def _new_text(self, size: int, depth: int, seen: Sequence[str], is_small: bool) -> str:
        source = self._source
        if is_small and self._whole and source.random() < 0.4:
            return source.choice(self._whole)
        if is_small and not seen and source.random() < 0.2:
            return "".join(source.choices(_ODD_TEXTS, k=source.choice((1, 1, 1, 2, 4))))
        if is_small and self._named and source.random() < (0.5 if seen else 0.85):
            return self._text_of()
        seen = [text for text in seen if text]
        letters = "".join(sorted(set("".join(seen)))) or "abcdeABC 019,."
        if depth and seen and source.random() < 0.5:
            return source.choice(seen)
        if depth:
            return "".join(source.choice(letters) for _ in range(source.randint(1, 6)))
        words = [word for text in seen for word in text.split()]
        if any(" " in text for text in seen):
            return " ".join(source.choices(words, k=size))
        return "".join(source.choices(letters, k=size))

    def _text_of(self) -> str:
        """Return a text that the program names: alone, twice, in a sentence, in other letters."""
        source, named = self._source, self._named
        word = source.choice(named)
        forms = (word, word, word.swapcase(), word.title(), word * 2, f" {word} ", word[:-1])
        if source.random() < 0.6:
            number = source.choice(("7", "12.5"))
            numbered = (number + word, number + word, word + number, source.choice(word))
            return source.choice((*forms, word[::-1], *[word] * 3, *numbered))
        pieces = (*named, word, "a", "bc", " ", "7", "-", "É")
        return "".join(source.choices(pieces, k=source.randint(2, 6)))


def near_bytes(source: random.Random, marks: Sequence[bytes], drawn: bytes) -> bytes:
    """Return bytes that the program names: alone, before, behind or between others."""
    if not marks or source.random() < 0.3:
        return drawn
    mark = source.choice(marks)
    return source.choice((mark, mark + drawn, drawn + mark, drawn + mark + drawn))
