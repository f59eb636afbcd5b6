"""How many letters and digits of a kind a text has."""

import re

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import HOW_MANY, QUOTED, TEXT, THERE_IN

_IN_WORD = f"{THERE_IN} the (word|string) {{text:word}}"
_CAPITAL = "(uppercase|upper case|capital)"
_SMALL = "(lowercase|lower case|small)"


@bundled(
    TaskKind.TEXT,
    "vowels count",
    title="number of vowels",
    tags=("text",),
    phrases=(f"{HOW_MANY} vowels {THERE_IN} {TEXT}",),
    examples={
        "count the vowels in hello world": 3,
        'how many vowels are in "AEIOU xyz"': 5,
        "number of vowels in rhythm": 0,
    },
    opposites=("count_consonants",),
    limits="a, e, i, o and u count.",
)
def count_vowels(text: str) -> int:
    """Count the vowels of a text: a, e, i, o and u."""
    return sum(letter in "aeiou" for letter in text.lower())


@bundled(
    TaskKind.TEXT,
    "consonants count",
    title="number of consonants",
    tags=("text",),
    phrases=(f"{HOW_MANY} consonants {THERE_IN} {TEXT}",),
    examples={
        "count the consonants in hello world": 7,
        'how many consonants are in "AEIOU xyz"': 3,
        "number of consonants in banana": 3,
    },
    opposites=("count_vowels",),
    limits="English letters except a, e, i, o and u; y counts as a consonant.",
)
def count_consonants(text: str) -> int:
    """Count the consonants of a text: the English letters except a, e, i, o and u."""
    return sum(letter in "bcdfghjklmnpqrstvwxyz" for letter in text.lower())


@bundled(
    TaskKind.TEXT,
    "number of digits",
    title="number of digits",
    tags=("text",),
    phrases=(f"{HOW_MANY} digits {THERE_IN} {QUOTED}",),
    examples={
        'count the digits in "a1b22"': 3,
        'how many digits are there in the string "2024-01"': 6,
        'how many digits are in "abc"': 0,
    },
    opposites=("digit_sum", "is_digits"),
    limits="The text in quotes; every digit counts, leading zeros too.",
)
def count_digits(text: str) -> int:
    """Count the digits of a text."""
    return len(re.findall(r"\d", text))


@bundled(
    TaskKind.TEXT,
    "number of capitals",
    title="number of capitals",
    tags=("text",),
    phrases=(
        f"{HOW_MANY} {_CAPITAL} (letters|characters) {THERE_IN} {QUOTED}",
        f"{HOW_MANY} {_CAPITAL} letters {_IN_WORD}",
    ),
    examples={
        'count the uppercase letters in "Hello World"': 2,
        "how many capital letters are in the word McDonald": 2,
        'number of uppercase characters in "12!"': 0,
    },
    opposites=("count_lowercase", "count_characters"),
    limits="A text in quotes, or a word named as such.",
)
def count_uppercase(text: str) -> int:
    """Count the capital letters of a text."""
    return sum(letter.isupper() for letter in text)


@bundled(
    TaskKind.TEXT,
    "number of small letters",
    title="number of small letters",
    tags=("text",),
    phrases=(
        f"{HOW_MANY} {_SMALL} (letters|characters) {THERE_IN} {QUOTED}",
        f"{HOW_MANY} {_SMALL} letters {_IN_WORD}",
    ),
    examples={
        'count the lowercase letters in "Hello World"': 8,
        "how many small letters are in the word McDonald": 6,
        'number of lowercase characters in "12!"': 0,
    },
    opposites=("count_uppercase", "count_characters"),
    limits="A text in quotes, or a word named as such.",
)
def count_lowercase(text: str) -> int:
    """Count the small letters of a text."""
    return sum(letter.islower() for letter in text)
