"""Questions about texts that are answered by yes or no, and the place of a part in a text."""

import operator
import re
from collections.abc import Mapping
from typing import Literal

from .bundled import bundled
from .phrase_parts import QUOTED, WORD, bare_text, case_objection

_NAMED = "[(the|this) (word|string|text|phrase|sentence|number)] {text:text}"
_LETTER = "(the letter|the character|letter|a|an) {part:glyph}"
_IGNORING_CASE = "ignoring case|ignoring the case|case insensitively|regardless of case".split("|")


def _signed_number(slots: Mapping[str, str]) -> str:
    """Return why a number with a sign is not tested ("" if the text is something else)."""
    if re.fullmatch(r"[-−]\s*\d[\d.,]*", bare_text(slots, "text")):
        return "it is unclear whether the sign of the number counts"
    return ""


@bundled(
    "palindrome test",
    f"is {_NAMED} [a] palindrome",
    f"[check|test|determine|see] (if|whether) {_NAMED} is [a] palindrome",
    "palindrome (check|test) [for|of|on] {text:text}",
    "is racecar a palindrome => true",
    'check if "A man, a plan, a canal: Panama" is a palindrome => true',
    "is hello a palindrome? => false",
    "check whether the word level is a palindrome => true",
    objection=_signed_number,
)
def palindrome(text: str) -> bool:
    """Return whether the letters and digits of a text read the same in both directions.

    Case, spaces and punctuation do not count. Raises ValueError if the text has neither
    letters nor digits.
    """
    letters = [letter for letter in text.casefold() if letter.isalnum()]
    if not letters:
        raise ValueError("the text has no letters")
    return letters == letters[::-1]


@bundled(
    "anagram test",
    "are [[the] (words|strings)] {a:word} and {b:word} anagrams [of each other]",
    "[check|test|determine|see] (if|whether) {a:word} and {b:word} are anagrams [of each other]",
    "is {a:word} [an] anagram of {b:word}",
    "(check|test|determine|see) (if|whether) {a:word} is [an] anagram of {b:word}",
    "are listen and silent anagrams => true",
    'is "Dormitory" an anagram of "dirty room" => true',
    "check if hello and world are anagrams => false",
)
def anagrams(a: str, b: str) -> bool:
    """Return whether two texts consist of the same letters and digits, whatever their case."""
    first, second = (
        sorted(letter for letter in text.casefold() if letter.isalnum()) for text in (a, b)
    )
    return first == second


@bundled(
    "containing text",
    f"does {WORD} (contain|include|have) {_LETTER}",
    f"does {WORD} (contain|include|have) [the] substring {{part:word}}",
    f"does {QUOTED} (contain|include) [the string|the text] {{part:quoted}}",
    f"is {{part:quoted}} (in|contained in|a substring of|part of) {QUOTED}",
    f"is the letter {{part:glyph}} in {WORD}",
    'does "hello world" contain "lo w" => true',
    "does banana contain the letter e => false",
    'is "ell" in "hello" => true',
    "is the letter a in banana => true",
    objection=case_objection(operator.contains),
)
def contains_text(text: str, part: str) -> bool:
    """Tell whether a text contains a part; case counts. Raises ValueError if it is empty."""
    return _given(part) in text


@bundled(
    "start of a text",
    f"does {WORD} (start|begin) with {_LETTER}",
    f"does {WORD} (start|begin) with [the] (substring|prefix) {{part:word}}",
    f"does {WORD} (start|begin) with [the string|the text] {{part:quoted}}",
    'does "hello world" start with "hel" => true',
    "does apple start with the letter b => false",
    'does "x1" begin with "x" => true',
    objection=case_objection(str.startswith),
)
def starts_with(text: str, part: str) -> bool:
    """Tell whether a text starts with a part; case counts. Raises ValueError if it is empty."""
    return text.startswith(_given(part))


@bundled(
    "end of a text",
    f"does {WORD} (end|finish) with {_LETTER}",
    f"does {WORD} (end|finish) with [the] (substring|suffix) {{part:word}}",
    f"does {WORD} (end|finish) with [the string|the text] {{part:quoted}}",
    'does "hello world" end with "rld" => true',
    "does apple end with the letter p => false",
    'does "x1" end with "1" => true',
    objection=case_objection(str.endswith),
)
def ends_with(text: str, part: str) -> bool:
    """Tell whether a text ends with a part; case counts. Raises ValueError if it is empty."""
    return text.endswith(_given(part))


@bundled(
    "only digits",
    f"is {QUOTED} (all|only) digits",
    f"does {QUOTED} (contain|have|consist of) only digits",
    f"check (if|whether) {QUOTED} (is all|(is|contains|consists of|has) only) digits",
    'is "12345" all digits => true',
    'does "12a" contain only digits => false',
    'check if "1.5" is only digits => false',
)
def is_digits(text: str) -> bool:
    """Return whether a text consists of digits 0 to 9 only; an empty one does not."""
    return re.fullmatch(r"[0-9]+", text) is not None


@bundled(
    "uppercase or lowercase text",
    f"is {WORD} [all|written] [in] {{case:case}}",
    'is "HELLO" uppercase => true',
    "is Hello all lower case => false",
    'is the word "ab1" in lowercase => true',
    "is Hello all upper case => false",
    choices={
        "case": {
            **dict.fromkeys(("uppercase", "upper case"), "upper"),
            **dict.fromkeys(("lowercase", "lower case"), "lower"),
        }
    },
)
def is_in_case(text: str, case: Literal["upper", "lower"]) -> bool:
    """Tell whether all letters of a text are capitals, or small.

    Raises ValueError if it has no letters.
    """
    if not any(letter.isalpha() for letter in text):
        raise ValueError("the text has no letters")
    return text.isupper() if case == "upper" else text.islower()


@bundled(
    "equal texts",
    "are [the] [strings|texts|words] {a:quoted} and {b:quoted} (equal|the same|identical)"
    " [{ignore_case:how}]",
    "is {a:quoted} (equal to|the same as|identical to) {b:quoted} [{ignore_case:how}]",
    'are "abc" and "abc" equal => true',
    'is "Hello" the same as "hello" => false',
    'are "Hello" and "hello" equal ignoring case => true',
    choices={"how": dict.fromkeys(_IGNORING_CASE, True)},
)
def equal_texts(a: str, b: str, ignore_case: bool = False) -> bool:
    """Return whether two texts are the same; case counts unless it is to be ignored."""
    return a.casefold() == b.casefold() if ignore_case else a == b


@bundled(
    "position in a text",
    f"(position|index) of [the] [first] (letter|character) {{part:glyph}} in {WORD}",
    f"(position|index) of {{part:glyph}} in {WORD}",
    f"(position|index) of {{part:quoted}} in {QUOTED}",
    'position of "l" in "hello" => {"position": 3, "index": 2}',
    'index of the letter n in banana => {"position": 3, "index": 2}',
    'position of "wor" in "hello world" => {"position": 7, "index": 6}',
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
