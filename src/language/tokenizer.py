"""Tokenizes a task and makes its template: words, number words, slots."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from .number_words import leading_number


def word_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a text such as "left/right first/last"."""
    return tuple((one, other) for one, _, other in (pair.partition("/") for pair in text.split()))


OPPOSITES = word_pairs(
    "add/subtract sum/difference multiply/divide ascending/descending encrypt/decrypt"
    " encode/decode first/last smallest/largest min/max minimum/maximum lowest/highest"
    " shortest/longest with/without including/excluding even/odd upper/lower"
    " uppercase/lowercase before/after above/below over/under more/fewer increase/decrease"
    " union/intersection row/column left/right most/least is/make check/generate count/list"
    " mean/median prime/composite unique/duplicate next/previous vowels/consonants"
    " earliest/latest"
)

_SAYS_LITTLE = frozenset(
    "a by for from in instead it numbers of one ones order the to with".split()
)
_OPENERS = frozenset(
    "please can could you calculate compute write make create generate find get show print give"
    " me us tell what is are whats the a an determine work out program script function that"
    " python code to for".split()
)
_JOINERS = frozenset("and or of to in on with for by from the a an into as at".split())
_SUBJECT_WORDS = 5
_STEM = 5

_QUOTED = r"\"[^\"]*\"|“[^“”]*”|(?<!\w)'[^']*'(?!\w)"
_QUOTE = re.compile(f"({_QUOTED})")
_FILE = r"(?<!\S)@(?:\"[^\"]+\"|\S+)"
_NUMBER = r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w.]*\d)"
_TOKEN = re.compile(
    rf"(?P<mark><\w+>)|(?P<file>{_FILE})|(?P<s>{_QUOTED})|(?P<n>{_NUMBER})"
    r"|(?P<word>[^\W_]+(?:'[a-z]+)?)|(?P<sign>[^\w\s])",
    re.IGNORECASE,
)
_LIST = re.compile(r"<n>(?:(?: [,;])?(?: and)? <n>){2,}")
_LONGEST_NUMBER = 24


class Word(Struct, frozen=True):
    """A word, sign or slot of a plain text: its mark in the template, and where it is."""

    mark: str
    start: int
    end: int


def plain_text(text: str) -> str:
    """Return the text in composed Unicode, without control characters, blanks folded to one.

    Within quotes every blank stays: how many there are may be what is asked.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if char.isspace() else char
        for char in composed
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    pieces = _QUOTE.split(kept)
    pieces[::2] = (re.sub(" +", " ", piece) for piece in pieces[::2])
    return "".join(pieces).strip()


def template_of(text: str) -> str:
    """Abstract what varies in a text: <n> for numbers, <s> for quotes, <file> for files.

    Three numbers or more in a row are a list, <ns>, however many they are. Topics, units,
    operators, order words and direction are kept, case and closing punctuation are not:
    "Add 10 and twenty!" -> "add <n> and <n>".
    """
    marks = " ".join(word.mark for word in read_words(plain_text(text)))
    return _LIST.sub("<ns>", marks)


def read_words(plain: str) -> tuple[Word, ...]:
    """Return the words, signs and slots of a plain text, closing punctuation left out."""
    words: list[Word] = []
    for match in _TOKEN.finditer(plain.rstrip(" .!?")):
        start, end = match.span()
        is_signed = match.lastgroup == "n" and match.group()[0] in "+-"
        # Behind a value, a sign is an operator and not a part of the number.
        if is_signed and words and words[-1].mark[-1] in ")]>":
            words.append(Word(match.group()[0], start, start + 1))
            start += 1
        own = match.lastgroup in ("mark", "word", "sign")
        words.append(Word(match.group().lower() if own else f"<{match.lastgroup}>", start, end))
    return tuple(_with_number_words(words))


def subject_of(text: str) -> str:
    """Return a task's subject: "calculate the fibonacci sequence" -> "fibonacci_sequence".

    Verbs that open any request, numbers, quoted texts and file names are left out; at most five
    words stay, and none ("") of a task without words.
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"<\w+>", " ", template_of(text)))
    while words and words[0] in _OPENERS:
        words.pop(0)
    words = words[:_SUBJECT_WORDS]
    while words and words[-1] in _JOINERS:
        words.pop()
    return "_".join(words)


def beginnings(text: str) -> frozenset[str]:
    """Return how the words of a text begin, which inflections share."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return frozenset(word[:_STEM] for word in words if word not in _OPENERS | _JOINERS)


def _with_number_words(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    index = 0
    while index < len(words):
        length = 0
        if words[index].mark[0].isalnum():
            marks = [word.mark for word in words[index : index + _LONGEST_NUMBER]]
            length, _ = leading_number(marks)
        last = words[index + max(length, 1) - 1]
        mark = "<n>" if length else words[index].mark
        kept.append(Word(mark, words[index].start, last.end))
        index += length or 1
    return kept


def with_opposite(task: str, said: str) -> Iterator[str]:
    """Yield a task with another word for its opposite, if that is all that is said but values."""
    known, new = (set(re.findall(r"[^\W\d_]+", text.lower())) for text in (task, said))
    for word, other in (*OPPOSITES, *(pair[::-1] for pair in OPPOSITES)):
        if other in known and new - known - _SAYS_LITTLE == {word}:
            yield re.sub(rf"\b{other}\b", word, task, flags=re.IGNORECASE)
