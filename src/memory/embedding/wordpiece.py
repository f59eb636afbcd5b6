"""Tokenizes text with an uncased BERT vocabulary (WordPiece)."""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

MAX_CHARACTERS = 8_000
MAX_WORD = 100
_CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def read_vocabulary(path: Path) -> dict[str, int]:
    """Return the token numbers of a vocabulary file: one token a line, counted from 0."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return {token: number for number, token in enumerate(lines) if token}


def tokenize(text: str, vocabulary: Mapping[str, int], limit: int) -> list[int]:
    """Return at most `limit` token numbers, [CLS] and [SEP] among them; what comes later is cut."""
    numbers = [vocabulary["[CLS]"]]
    for word in _words(text[:MAX_CHARACTERS]):
        numbers += _pieces(word, vocabulary)
        if len(numbers) >= limit - 1:
            break
    return [*numbers[: limit - 1], vocabulary["[SEP]"]]


def _words(text: str) -> Iterator[str]:
    """Return the words and signs of a text, lower case, accents stripped."""
    spaced = "".join(_cleaned(char) for char in text)
    for word in spaced.lower().split():
        bare = [c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn"]
        for is_sign, characters in groupby(bare, _is_sign):
            yield from characters if is_sign else ["".join(characters)]


def _cleaned(char: str) -> str:
    if char.isspace():
        return " "
    if ord(char) in (0, 0xFFFD) or unicodedata.category(char).startswith("C"):
        return ""
    code = ord(char)
    return f" {char} " if any(low <= code <= high for low, high in _CJK) else char


def _is_sign(char: str) -> bool:
    return (char.isascii() and not char.isalnum()) or unicodedata.category(char).startswith("P")


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the longest pieces that make up the word, or [UNK] if none do."""
    if len(word) > MAX_WORD:
        return [vocabulary["[UNK]"]]
    pieces: list[int] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            number = vocabulary.get(("##" if start else "") + word[start:end])
            if number is not None:
                break
        else:
            return [vocabulary["[UNK]"]]
        pieces.append(number)
        start = end
    return pieces
