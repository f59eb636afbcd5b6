"""Which form does a prompt ask of a text, and does a text keep it?"""

import re
from collections.abc import Callable

from msgspec import Struct

from .number_words import UNITS
from .plain_text import sentence_ends

_NUMBERS = {word: number for word, number in UNITS.items() if 0 < number < 13}
_COUNT = rf"(\d{{1,4}}|{'|'.join(_NUMBERS)})"
_NUMBER = rf"(\d{{1,4}}|{'|'.join(_NUMBERS)}|an?|single)"
_WHOLE = r"(?:exactly |precisely |just |only )?"
_AT_MOST = (
    r"(?:at most|up to|no more than|not more than|under|less than|fewer than|within"
    r"|max(?:imum)?(?: of)?) "
)
_LINES = re.compile(rf"\b{_WHOLE}{_NUMBER}[ -](?:lines?|liner)\b", re.I)
_SENTENCES = re.compile(rf"\b({_AT_MOST})?{_WHOLE}{_NUMBER}[ -](?:short |long )?sentences?\b", re.I)
_WORDS = re.compile(
    rf"\b({_AT_MOST}|at least )?(?:about |around |exactly )?{_COUNT}[ -]words?\b"
    r"( or (?:less|fewer)\b)?",
    re.I,
)
_ITEMS = re.compile(
    rf"\blist (?:of|with) {_COUNT} |^(?:please )?(?:write|give|tell|list|name|suggest|create|make"
    rf"|compose|generate|come up with)(?: me| us)? (?!one ){_COUNT} (?!(?:[a-z]+ )?(?:lines?"
    r"|sentences?|words?|paragraphs?|verses?|stanzas?)\b)(?=[a-z])",
    re.I,
)
_LINES_OF_FORMS = {"haiku": 3, "limerick": 5, "couplet": 2, "quatrain": 4, "sonnet": 14}
_ONE_LINE = frozenset("slogan tagline headline motto caption".split())
_FORM = re.compile(rf"\b({'|'.join((*_LINES_OF_FORMS, *_ONE_LINE))})\b", re.I)
# Verse and riddles speak of their topic without its name, and so do slogans.
_WITHOUT_TOPIC = re.compile(
    r"\b(?:haiku|poem|limerick|couplet|quatrain|sonnet|song|lyrics|verse|rhyme|ode|ballad|lullaby"
    r"|riddle|slogan|tagline|motto|toast|greeting|wish|horoscope|caption)s?\b",
    re.I,
)
_TOPIC = re.compile(
    r"\b(?:about|involving|featuring|describing|on the topic of)\s+(.+?)"
    r"(?=[,.;:!?]|\s(?:in|with|for|that|which|using|of (?:at|\d))\b|$)",
    re.I | re.S,
)
_MARKED_ITEM = re.compile(r"\s*(?:\d+[.):]|[-*•])\s+\S")
_TOKENS_OF_A_WORD, _WORDS_OF_A_LINE, _WORDS_OF_A_SENTENCE, _WORDS_OF_AN_ITEM = 2, 16, 40, 60
_SPARE_TOKENS = 80
"""For an introduction or a remark, which is taken away."""
_SHORTEST_STEM, _ENDING = 3, 3
_NO_TOPIC = frozenset(
    "the and our your his her their its how why what when who some this that".split()
)


class TextForm(Struct, frozen=True):
    """What a prompt asks of the form of a text; 0 and () where it asks nothing.

    `lines` and `items` are exact, `topic` are stems of which the text has at least one.
    """

    lines: int = 0
    sentences: int = 0
    most_sentences: int = 0
    words: int = 0
    most_words: int = 0
    items: int = 0
    topic: tuple[str, ...] = ()

    def objections(self, text: str) -> tuple[str, ...]:
        """Return what the text lacks of the form, a sentence each."""
        lines, sentences = _lines(text), len(sentence_ends(text))
        words, items = len(text.split()), len(_items(text))
        checks = (
            ("lines", len(lines), self.lines, len(lines) == self.lines),
            ("items", items, self.items, items == self.items),
            ("sentences", sentences, self.sentences, sentences == self.sentences),
            ("sentences", sentences, self.most_sentences, sentences <= self.most_sentences),
            ("words", words, self.most_words, words <= self.most_words),
            ("words", words, self.words, 0.6 * self.words <= words <= 1.4 * self.words),
        )
        found = [
            f"The number of {unit} is {is_now} instead of {asked}."
            for unit, is_now, asked, is_kept in checks
            if asked and not is_kept
        ]
        if self.topic and not any(stem in text.lower() for stem in self.topic):
            found.append("It does not mention its topic.")
        return tuple(found)

    def shortened(self, text: str) -> str:
        """Return the text without the sentences, items or words beyond what is asked for."""
        items = _items(text) if self.items else []
        if len(items) > self.items:
            text = text[: text.index(items[self.items])].rstrip()
        most = self.sentences or self.most_sentences
        if most:
            text = _first_sentences(text, lambda kept: len(sentence_ends(kept)) <= most)
        most_words = self.most_words or int(self.words * 1.4)
        if most_words:
            text = _first_sentences(text, lambda kept: len(kept.split()) <= most_words)
        return text

    def first_lines(self, text: str) -> str:
        """Return the text with no more lines than asked for; a title above them goes first."""
        found = _lines(text)
        if not self.lines or len(found) <= self.lines:
            return text
        rest = text.partition("\n")[2]
        if rest.startswith("\n") and len(_lines(rest)) >= self.lines:
            found = _lines(rest)
        return "\n".join(found[: self.lines])

    @property
    def most_tokens(self) -> int | None:
        """How many tokens a reply needs at most; None where the form does not bound it."""
        words = (
            self.most_words
            or int(self.words * 1.4)
            or _WORDS_OF_A_LINE * self.lines
            or _WORDS_OF_A_SENTENCE * (self.sentences or self.most_sentences)
            or _WORDS_OF_AN_ITEM * self.items
        )
        return _TOKENS_OF_A_WORD * words + _SPARE_TOKENS if words else None


def form_of(prompt: str) -> TextForm:
    """Return the form that a prompt asks for."""
    request = " ".join(prompt.split())
    kind = _FORM.search(request)
    named = kind[1].lower() if kind else ""
    lines, items = _LINES.search(request), _ITEMS.search(request)
    sentences, words = _SENTENCES.search(request), _WORDS.search(request)
    count = _number(lines[1]) if lines else _LINES_OF_FORMS.get(named, int(named in _ONE_LINE))
    topic = None if _WITHOUT_TOPIC.search(request) else _TOPIC.search(request)
    return TextForm(
        lines=0 if items else count,
        items=_number(items[1] or items[2]) if items else 0,
        topic=_stems(topic[1]) if topic else (),
        **(_bounds("sentences", *sentences.groups()) if sentences else {}),
        **(_bounds("words", *words.groups()) if words else {}),
    )


def _bounds(
    unit: str, at_most: str | None, number: str, or_less: str | None = None
) -> dict[str, int]:
    if at_most and at_most.lower().startswith("at least"):
        return {}
    return {f"most_{unit}" if at_most or or_less else unit: _number(number)}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS.get(text.lower(), 1)


def _stems(topic: str) -> tuple[str, ...]:
    words = frozenset(re.findall(r"[^\W\d_]{3,}", topic.lower())) - _NO_TOPIC
    return tuple(sorted(word[: max(_SHORTEST_STEM, len(word) - _ENDING)] for word in words))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _items(text: str) -> list[str]:
    """Return the lines with a number or a bullet, else the paragraphs, else the lines."""
    marked = [line for line in _lines(text) if _MARKED_ITEM.match(line)]
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return marked or (paragraphs if len(paragraphs) > 1 else _lines(text))


def _first_sentences(text: str, fits: Callable[[str], bool]) -> str:
    """Return the longest beginning of whole sentences that fits; the text itself if none does."""
    beginnings = (text[:end] for end in reversed(sentence_ends(text)))
    return next(filter(fits, beginnings), text)
