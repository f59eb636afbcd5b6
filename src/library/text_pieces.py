"""Pieces of a text: its first and last letters, and the addresses and numbers in it."""

import re
from typing import Literal

from .bundled import bundled
from .phrase_parts import ANY_TEXT, WORD

# Whether only letters are asked for.
_ONE = {"letter": "letters", "character": "characters", "char": "characters"}
_SEVERAL = {f"{unit}s": kind for unit, kind in _ONE.items()}
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
# "1,000" is a thousand; "100,200" may be two numbers and is left over.
_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3}){0,40},000(?!\d)|\d+(?!,\d{3}(?!\d)))"
    r"(?:\.\d+)?(?![\w]|\.\d)"
)


@bundled(
    "first letters of a text",
    f"first {{n:count}} {{unit:units}} (of|in) {WORD}",
    "first 3 letters of hello => hel",
    'first two characters of "a b c" => "a "',
    "what are the first 4 letters of the word Monday => Mond",
    choices={"units": _SEVERAL},
)
def first_letters(text: str, n: int, unit: Literal["letters", "characters"] = "characters") -> str:
    """Give the first n characters of a text.

    Raises ValueError if the text is shorter, or if letters are wanted and others are among
    them.
    """
    return _checked(text[: _within(n, text)], unit)


@bundled(
    "last letters of a text",
    f"last {{n:count}} {{unit:units}} (of|in) {WORD}",
    f"last {{unit:unit}} (of|in) {WORD}",
    "last letter of hello => o",
    'last 3 characters of "a b c" => b c',
    "what are the last two letters of the word Monday => ay",
    choices={"unit": _ONE, "units": _SEVERAL},
)
def last_letters(
    text: str, n: int = 1, unit: Literal["letters", "characters"] = "characters"
) -> str:
    """Give the last n characters of a text.

    Raises ValueError if the text is shorter, or if letters are wanted and others are among
    them.
    """
    return _checked(text[len(text) - _within(n, text) :], unit)


@bundled(
    "letter at a place",
    f"{{n:place}} {{unit:unit}} (of|in) {WORD}",
    f"{{n:natural}} (st|nd|rd|th) {{unit:unit}} (of|in) {WORD}",
    f"{{unit:unit}} [number] {{n:natural}} (of|in) {WORD}",
    "first letter of hello => h",
    'what is the 3rd character of "a-bc" => b',
    "second letter of the word Paris => a",
    'character number 5 in "one two" => t',
    choices={"place": {name: number for number, name in enumerate(_PLACES, 1)}, "unit": _ONE},
)
def nth_letter(text: str, n: int, unit: Literal["letters", "characters"] = "characters") -> str:
    """Give the n-th character of a text, counted from 1.

    Raises ValueError if there is none, or if a letter is wanted and there are other
    characters up to it.
    """
    if n < 1:
        raise ValueError("places count from 1")
    return _checked(text[: _within(n, text)], unit)[-1]


def _within(n: int, text: str) -> int:
    """Return the count, if the text has as many characters."""
    if n < 0:
        raise ValueError("the number of characters must not be negative")
    if n > len(text):
        raise ValueError(f"the text has only {len(text)} characters")
    return n


def _checked(part: str, unit: str) -> str:
    """Return the part, if there is nothing but letters in it where letters are wanted."""
    if unit == "letters" and part and not part.isalpha():
        raise ValueError("not all of these are letters; ask for the characters")
    return part


def _extraction(names: str, listed: str, places: str) -> tuple[str, ...]:
    """Return how people ask for the things in a text, by the names they have."""
    return (
        f"extract [all] [the] ({names}) (from|in|out of) {ANY_TEXT}",
        f"[all] [the] ({listed}) ({places}) {ANY_TEXT}",
    )


_PRESENT = "that occur in|that appear in|contained in"


@bundled(
    "e-mail addresses in a text",
    *_extraction(
        "e-mails|emails|(e-mail|email) addresses|email|email address",
        "e-mails|emails|(e-mail|email) addresses",
        f"{_PRESENT}|in",
    ),
    'extract the emails from "write to ann@example.com or bob@mail.example.org." =>'
    ' ["ann@example.com", "bob@mail.example.org"]',
    "extract email addresses from nobody here => []",
    'find all email addresses in "x.y+z@test.io, x.y+z@test.io" => ["x.y+z@test.io",'
    ' "x.y+z@test.io"]',
)
def extract_emails(text: str) -> list[str]:
    """Find the e-mail addresses in a text, in their order."""
    return re.findall(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)


@bundled(
    "numbers in a text",
    *_extraction("numbers", "numbers", _PRESENT),
    'extract the numbers from "3 apples and 4.5 pears" => [3, 4.5]',
    "extract all numbers from room 101 floor 7 => [101, 7]",
    'extract numbers from "none" => []',
)
def extract_numbers(text: str) -> list[int | float]:
    """Find the numbers in a text, in their order.

    A comma groups digits only before 000. Raises ValueError where it is unclear what the
    numbers are, as in “v1.2.3” and “100,200”.
    """
    for word in text.split():
        if re.search(r"\d", _NUMBER.sub(" ", word)):
            raise ValueError(f"it is unclear which numbers “{word}” contains")
    tokens = [found.group().replace(",", "") for found in _NUMBER.finditer(text)]
    return [float(token) if "." in token else int(token) for token in tokens]


@bundled(
    "web addresses in a text",
    *_extraction("urls|url|links|web addresses", "urls|links|web addresses", f"{_PRESENT}|in"),
    'extract the urls from "see https://example.com/a?b=1 and http://test.org." =>'
    ' ["https://example.com/a?b=1", "http://test.org"]',
    "extract links from nothing here => []",
    'find all urls in "https://a.example, done" => ["https://a.example"]',
)
def extract_urls(text: str) -> list[str]:
    """Find the URLs in a text, in their order, without the punctuation behind them."""
    found = re.findall(r"(?:https?://|\bwww\.)[^\s\"<>]+", text)
    return [url.rstrip(".,;:!?)") for url in found]
