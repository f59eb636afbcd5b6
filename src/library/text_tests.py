"""Questions about texts that are answered by yes or no, and the place of a part in a text."""

import operator
import re
from collections.abc import Mapping

from ..domain.task import TaskKind
from .bundled import bundled
from .objections import bare_text, case_objection
from .phrase_parts import QUOTED, WORD

_NAMED = "[(the|this) (word|string|text|phrase|sentence|number)] {text:text}"
_LETTER = "(the letter|the character|letter|a|an) {part:glyph}"


def _signed_number(slots: Mapping[str, str]) -> str:
    """Why a number with a sign is not tested ("" if the text is no such number)."""
    if re.fullmatch(r"[-−]\s*\d[\d.,]*", bare_text(slots, "text")):
        return "it is unclear whether the sign of the number counts"
    return ""


@bundled(
    TaskKind.TEXT,
    "palindrome test",
    title="palindrome test",
    tags=("same", "backwards"),
    phrases=(
        f"is {_NAMED} [a] palindrome",
        f"[check|test|determine|see] (if|whether) {_NAMED} is [a] palindrome",
        "palindrome (check|test) [for|of|on] {text:text}",
    ),
    examples={
        "is racecar a palindrome": True,
        'check if "A man, a plan, a canal: Panama" is a palindrome': True,
        "is hello a palindrome?": False,
        "check whether the word level is a palindrome": True,
    },
    limits="Letters and digits count; case, spaces and punctuation do not.",
    objection=_signed_number,
)
def palindrome(text: str) -> bool:
    """Whether the letters and digits of a text read the same in both directions.

    Case, spaces and punctuation do not count. Raises ValueError if the text has neither
    letters nor digits.
    """
    letters = [letter for letter in text.casefold() if letter.isalnum()]
    if not letters:
        raise ValueError("the text has no letters")
    return letters == letters[::-1]


@bundled(
    TaskKind.TEXT,
    "anagram test",
    title="anagram test",
    tags=("letters", "same"),
    phrases=(
        "are [[the] (words|strings)] {a:word} and {b:word} anagrams [of each other]",
        "[check|test|determine|see] (if|whether) {a:word} and {b:word} are anagrams"
        " [of each other]",
        "is {a:word} [an] anagram of {b:word}",
        "(check|test|determine|see) (if|whether) {a:word} is [an] anagram of {b:word}",
    ),
    examples={
        "are listen and silent anagrams": True,
        'is "Dormitory" an anagram of "dirty room"': True,
        "check if hello and world are anagrams": False,
    },
    limits="Letters and digits count; case and spaces do not.",
)
def anagrams(a: str, b: str) -> bool:
    """Whether two texts consist of the same letters and digits, whatever their case."""
    first, second = (
        sorted(letter for letter in text.casefold() if letter.isalnum()) for text in (a, b)
    )
    return first == second


@bundled(
    TaskKind.TEXT,
    "text comparison",
    title="containing text",
    tags=("contains",),
    phrases=(
        f"does {WORD} (contain|include|have) {_LETTER}",
        f"does {WORD} (contain|include|have) [the] substring {{part:word}}",
        f"does {QUOTED} (contain|include) [the string|the text] {{part:quoted}}",
        f"is {{part:quoted}} (in|contained in|a substring of|part of) {QUOTED}",
        f"is the letter {{part:glyph}} in {WORD}",
    ),
    examples={
        'does "hello world" contain "lo w"': True,
        "does banana contain the letter e": False,
        'is "ell" in "hello"': True,
        "is the letter a in banana": True,
    },
    opposites=("starts_with", "ends_with"),
    limits="Declined if the answer depends on the case.",
    objection=case_objection(operator.contains),
)
def contains_text(text: str, part: str) -> bool:
    """Whether a text contains another; case counts. Raises ValueError if the part is empty."""
    return _given(part) in text


@bundled(
    TaskKind.TEXT,
    "text comparison",
    title="start of a text",
    tags=("starts",),
    phrases=(
        f"does {WORD} (start|begin) with {_LETTER}",
        f"does {WORD} (start|begin) with [the] (substring|prefix) {{part:word}}",
        f"does {WORD} (start|begin) with [the string|the text] {{part:quoted}}",
    ),
    examples={
        'does "hello world" start with "hel"': True,
        "does apple start with the letter b": False,
        'does "x1" begin with "x"': True,
    },
    opposites=("ends_with", "contains_text"),
    limits="Declined if the answer depends on the case.",
    objection=case_objection(str.startswith),
)
def starts_with(text: str, part: str) -> bool:
    """Whether a text starts with another; case counts. Raises ValueError if the part is empty."""
    return text.startswith(_given(part))


@bundled(
    TaskKind.TEXT,
    "text comparison",
    title="end of a text",
    tags=("ends",),
    phrases=(
        f"does {WORD} (end|finish) with {_LETTER}",
        f"does {WORD} (end|finish) with [the] (substring|suffix) {{part:word}}",
        f"does {WORD} (end|finish) with [the string|the text] {{part:quoted}}",
    ),
    examples={
        'does "hello world" end with "rld"': True,
        "does apple end with the letter p": False,
        'does "x1" end with "1"': True,
    },
    opposites=("starts_with", "contains_text"),
    limits="Declined if the answer depends on the case.",
    objection=case_objection(str.endswith),
)
def ends_with(text: str, part: str) -> bool:
    """Whether a text ends with another; case counts. Raises ValueError if the part is empty."""
    return text.endswith(_given(part))


@bundled(
    TaskKind.TEXT,
    "only digits",
    title="only digits",
    tags=("numeric",),
    phrases=(
        f"is {QUOTED} (all|only) digits",
        f"does {QUOTED} (contain|have|consist of) only digits",
        f"check (if|whether) {QUOTED} (is all|(is|contains|consists of|has) only) digits",
    ),
    examples={
        'is "12345" all digits': True,
        'does "12a" contain only digits': False,
        'check if "1.5" is only digits': False,
    },
    opposites=("count_digits", "contains_text"),
    limits="Digits 0 to 9; an empty text has none.",
)
def is_digits(text: str) -> bool:
    """Whether a text consists of digits 0 to 9 only; an empty one does not."""
    return re.fullmatch(r"[0-9]+", text) is not None


@bundled(
    TaskKind.TEXT,
    "uppercase text",
    title="uppercase text",
    tags=("check", "letters"),
    phrases=(f"is {WORD} [all|written] [in] (uppercase|upper case)",),
    examples={
        'is "HELLO" uppercase': True,
        "is Hello all upper case": False,
        'is the word "ab1" in uppercase': False,
    },
    opposites=("is_lowercase", "uppercase"),
    limits="Only letters count; there must be at least one.",
)
def is_uppercase(text: str) -> bool:
    """Whether all letters of a text are capitals. Raises ValueError if it has no letters."""
    return _with_letters(text).isupper()


@bundled(
    TaskKind.TEXT,
    "lowercase text",
    title="lowercase text",
    tags=("check", "letters"),
    phrases=(f"is {WORD} [all|written] [in] (lowercase|lower case)",),
    examples={
        'is "hello" lowercase': True,
        "is Hello all lower case": False,
        'is the word "ab1" in lowercase': True,
    },
    opposites=("is_uppercase", "lowercase"),
    limits="Only letters count; there must be at least one.",
)
def is_lowercase(text: str) -> bool:
    """Whether all letters of a text are small. Raises ValueError if it has no letters."""
    return _with_letters(text).islower()


@bundled(
    TaskKind.TEXT,
    "equal texts",
    tags=("compare",),
    phrases=(
        "are [the] [strings|texts|words] {a:quoted} and {b:quoted} (equal|the same|identical)"
        " [{ignore_case:how}]",
        "is {a:quoted} (equal to|the same as|identical to) {b:quoted} [{ignore_case:how}]",
    ),
    examples={
        'are "abc" and "abc" equal': True,
        'is "Hello" the same as "hello"': False,
        'are "Hello" and "hello" equal ignoring case': True,
    },
    limits="Case and spaces count, unless you ask to ignore case.",
    choices={
        "how": {
            "ignoring case": True,
            "ignoring the case": True,
            "case insensitively": True,
            "regardless of case": True,
        }
    },
)
def equal_texts(a: str, b: str, ignore_case: bool = False) -> bool:
    """Whether two texts are the same; case counts unless it is to be ignored."""
    return a.casefold() == b.casefold() if ignore_case else a == b


@bundled(
    TaskKind.TEXT,
    "position in a text",
    title="position in a text",
    tags=("where",),
    phrases=(
        f"(position|index) of [the] [first] (letter|character) {{part:glyph}} in {WORD}",
        f"(position|index) of {{part:glyph}} in {WORD}",
        f"(position|index) of {{part:quoted}} in {QUOTED}",
    ),
    examples={
        'position of "l" in "hello"': {"position": 3, "index": 2},
        "index of the letter n in banana": {"position": 3, "index": 2},
        'position of "wor" in "hello world"': {"position": 7, "index": 6},
    },
    opposites=("contains_text",),
    limits="The first occurrence; declined if it depends on the case.",
    objection=case_objection(str.find),
)
def text_position(text: str, part: str) -> dict[str, int]:
    """Find the first place of a part in a text: its position from 1 and its index from 0.

    Case counts. Raises ValueError if the part is empty or does not occur.
    """
    index = text.find(_given(part))
    if index < 0:
        raise ValueError(f"“{part}” does not occur in the text")
    return {"position": index + 1, "index": index}


def _given(part: str) -> str:
    if not part:
        raise ValueError("the part must not be empty")
    return part


def _with_letters(text: str) -> str:
    if not any(letter.isalpha() for letter in text):
        raise ValueError("the text has no letters")
    return text
