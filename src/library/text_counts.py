"""Counts of what a text consists of: characters, letters of a kind, words and lines."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from ..language.slot_values import read_slot
from .bundled import bundled
from .phrase_parts import HOW_MANY, QUOTED, TEXT, THERE_IN
from .table_reading import read_file, text_of

_TEXT_OF_WORDS = "[(the|this) [following] (text|sentence|string|phrase)] {text:text}"
_OCCURRENCES = "(count|number of|count the number of) [the] (occurrences|appearances) of"
_OFTEN = "how (many times|often) does"


@bundled(
    "number of characters",
    f"{HOW_MANY} (characters|chars) {THERE_IN} {TEXT}",
    "(length of|how long is) [the|this] (string|text|word|sentence|phrase) {text:text}",
    "(length of|how long is) {text:quoted}",
    "count the characters in hello => 5",
    'how many characters are in "a b c" => 5',
    'number of characters in "Hi!" => 3',
    "length of the string hello => 5",
    "how long is the word banana => 6",
    convention="spaces and punctuation count",
)
def count_characters(text: str) -> int:
    """Count the characters of a text, spaces and punctuation included."""
    return len(text)


@bundled("number of characters in a file", f"{HOW_MANY} characters {THERE_IN} {{file:file}}")
def count_characters_in_file(file: Path) -> int:
    """Count the characters of a text file, line breaks included."""
    return count_characters(read_file(file))


@bundled(
    "number of words",
    "(count [up]|number of|how many) [the] [number of] words" f" {THERE_IN} {_TEXT_OF_WORDS}",
    "word count (of|for|in) [(the|this) (text|sentence|string|phrase)] {text:text}",
    "count [the] [number of] words {text:quoted}",
    'count the words in "the quick brown fox" => 4',
    "how many words are in hello world => 2",
    'word count of "one" => 1',
    'count words in "" => 0',
    convention="words are separated by spaces or line breaks",
)
def count_words(text: str) -> int:
    """Count the words of a text, separated by spaces or line breaks."""
    return len(text.split())


@bundled(
    "number of words in a file",
    f"{HOW_MANY} words {THERE_IN} {{file:file}}",
    convention="words are separated by spaces or line breaks",
)
def count_words_in_file(file: Path) -> int:
    """Count the words of a text file, separated by spaces or line breaks."""
    return count_words(read_file(file))


def _ambiguous_count(slots: Mapping[str, str]) -> str:
    """Return why it is unclear how often the part occurs ("" if it is clear)."""
    part, text = (str(read_slot("word", slots[name])).lower() for name in ("part", "text"))
    if len(re.findall(f"(?={re.escape(part)})", text)) > text.count(part):
        return f"“{part}” overlaps itself in the text, so that it can be counted in two ways"
    words = len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text))
    in_quotes = part != slots["part"].lower()
    if not in_quotes and len(part) > 1 and 0 < words < text.count(part):
        return f"write “the word {part}”, or put “{part}” in quotes to count it within words"
    return ""


@bundled(
    "occurrences of a letter or word",
    f"{_OCCURRENCES} [the] [letter|character] {{part:word}} in {{text:text}}",
    f"{_OFTEN} [the] [letter|character] {{part:word}} (appear|occur) in {{text:text}}",
    "count [the] (letter|character) {part:word} in {text:text}",
    "how many {part:letter} 's [are|are there] in [the word] {text:word}",
    "how many times does the letter l appear in hello world => 3",
    'count the occurrences of "an" in "banana" => 2',
    "count the letter z in abc => 0",
    "how many r's are in strawberry => 3",
    'how often does o occur in "Old fox" => 2',
    convention="case does not count; occurrences do not overlap",
    objection=_ambiguous_count,
)
def count_letter(text: str, part: str) -> int:
    """Count how often a letter or another part occurs in a text, whatever its case.

    Occurrences do not overlap. Raises ValueError if the part is empty.
    """
    if not part:
        raise ValueError("the part to count must not be empty")
    return text.lower().count(part.lower())


@bundled(
    "how often a word occurs",
    f"{_OCCURRENCES} the word {{part:word}} in {{text:text}}",
    f"{_OFTEN} the word {{part:word}} (appear|occur) in {{text:text}}",
    'how many times does the word cat appear in "cat concatenate Cat" => 2',
    'count the occurrences of the word "is" in "this is it" => 1',
    "how often does the word moon occur in sun and stars => 0",
    convention="case does not count; a word within a longer one does not either",
)
def count_word(text: str, part: str) -> int:
    """Count how often a whole word occurs in a text, whatever its case.

    Raises ValueError if the word is empty.
    """
    word = part.lower()
    if not word.strip():
        raise ValueError("the word to count must not be empty")
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text.lower()))


@bundled(
    "number of lines",
    "(count|number of|how many) [the] [number of] lines"
    " (of|in|from|are in|are there in) [the] [text|csv] [file] {source:table}",
    "how many lines does [the] [text|csv] [file] {source:table} have",
    'count the lines of "one\\ntwo\\nthree" => 3',
    'how many lines are in "a\\n\\nb" => 3',
    'how many lines does "a\\nb" have => 2',
    convention="empty lines count; a line break at the end begins no line",
)
def count_lines(source: str) -> int:
    """Count the lines of a text or of the file of that path, empty ones included.

    A text with a line break is taken as it is, any other as a path; a line break at the end
    begins no line. Raises ValueError if the file cannot be read.
    """
    content = text_of(source)
    return content.count("\n") + (not content.endswith("\n") and bool(content))


_IN_WORD = f"{THERE_IN} the (word|string) {{text:word}}"


@bundled(
    "number of vowels",
    f"{HOW_MANY} vowels {THERE_IN} {TEXT}",
    "count the vowels in hello world => 3",
    'how many vowels are in "AEIOU xyz" => 5',
    "number of vowels in rhythm => 0",
    convention="a, e, i, o and u count, y does not",
)
def count_vowels(text: str) -> int:
    """Count the vowels of a text: a, e, i, o and u."""
    return sum(letter in "aeiou" for letter in text.lower())


@bundled(
    "number of consonants",
    f"{HOW_MANY} consonants {THERE_IN} {TEXT}",
    "count the consonants in hello world => 7",
    'how many consonants are in "AEIOU xyz" => 3',
    "number of consonants in banana => 3",
    convention="y counts as a consonant",
)
def count_consonants(text: str) -> int:
    """Count the consonants of a text: the English letters except a, e, i, o and u."""
    return sum(letter in "bcdfghjklmnpqrstvwxyz" for letter in text.lower())


@bundled(
    "number of letters",
    f"{HOW_MANY} letters {THERE_IN} {QUOTED}",
    f"{HOW_MANY} letters {_IN_WORD}",
    'count the letters in "Hi, you!" => 5',
    "how many letters are in the word banana => 6",
    'number of letters in "3 x" => 1',
    convention="digits, spaces and punctuation do not count",
)
def count_letters(text: str) -> int:
    """Count the letters of a text, of any alphabet."""
    return sum(map(str.isalpha, text))


@bundled(
    "number of digits",
    f"{HOW_MANY} digits {THERE_IN} {QUOTED}",
    'count the digits in "a1b22" => 3',
    'how many digits are there in the string "2024-01" => 6',
    'how many digits are in "abc" => 0',
)
def count_digits(text: str) -> int:
    """Count the digits of a text."""
    return len(re.findall(r"\d", text))


@bundled(
    "number of capitals or small letters",
    f"{HOW_MANY} {{case:case}} (letters|characters) {THERE_IN} {QUOTED}",
    f"{HOW_MANY} {{case:case}} letters {_IN_WORD}",
    'count the uppercase letters in "Hello World" => 2',
    "how many small letters are in the word McDonald => 6",
    'number of lowercase characters in "12!" => 0',
    "how many capital letters are in the word McDonald => 2",
    choices={
        "case": {
            **dict.fromkeys(("uppercase", "upper case", "capital"), "upper"),
            **dict.fromkeys(("lowercase", "lower case", "small"), "lower"),
        }
    },
)
def count_in_case(text: str, case: Literal["upper", "lower"]) -> int:
    """Count the capital or the small letters of a text."""
    return sum(letter.isupper() if case == "upper" else letter.islower() for letter in text)
