"""Counts of what a text consists of: characters, letters, words and lines."""

import re
from collections.abc import Mapping
from pathlib import Path

from ..domain.task import TaskKind
from ..language.slot_values import read_slot
from .bundled import bundled
from .phrase_parts import HOW_MANY, TEXT, THERE_IN
from .text_files import read_file, text_of

_TEXT_OF_WORDS = "[(the|this) [following] (text|sentence|string|phrase)] {text:text}"
_OCCURRENCES = "(count|number of|count the number of) [the] (occurrences|appearances) of"
_OFTEN = "how (many times|often) does"


@bundled(
    TaskKind.TEXT,
    "text length",
    title="length of a text",
    tags=("size",),
    phrases=(
        "(length of|how long is) [the|this] (string|text|word|sentence|phrase) {text:text}",
        "(length of|how long is) {text:quoted}",
    ),
    examples={
        "length of the string hello": 5,
        'length of "a b c"': 5,
        "how long is the word banana": 6,
    },
    opposites=("count_words",),
    limits="Spaces and punctuation count.",
)
def text_length(text: str) -> int:
    """Count the characters of a text, spaces and punctuation included."""
    return len(text)


@bundled(
    TaskKind.TEXT,
    "characters count",
    title="number of characters",
    tags=("text",),
    phrases=(f"{HOW_MANY} (characters|chars) {THERE_IN} {TEXT}",),
    examples={
        "count the characters in hello": 5,
        'how many characters are in "a b c"': 5,
        'number of characters in "Hi!"': 3,
    },
    opposites=("count_words",),
    limits="Spaces and punctuation count.",
)
def count_characters(text: str) -> int:
    """Count the characters of a text, spaces and punctuation included."""
    return len(text)


@bundled(
    TaskKind.TEXT,
    "characters count",
    title="number of characters in a file",
    tags=("text",),
    phrases=(f"{HOW_MANY} characters {THERE_IN} {{file:file}}",),
    examples={},
    opposites=("count_words",),
)
def count_characters_in_file(file: Path) -> int:
    """Count the characters of a text file, line breaks included."""
    return count_characters(read_file(file))


@bundled(
    TaskKind.TEXT,
    "word count",
    title="number of words",
    tags=("text", "length"),
    phrases=(
        "(count [up]|number of|how many) [the] [number of] words" f" {THERE_IN} {_TEXT_OF_WORDS}",
        "word count (of|for|in) [(the|this) (text|sentence|string|phrase)] {text:text}",
        "count [the] [number of] words {text:quoted}",
    ),
    examples={
        'count the words in "the quick brown fox"': 4,
        "how many words are in hello world": 2,
        'word count of "one"': 1,
        'count words in ""': 0,
    },
    opposites=("count_characters",),
    limits="Words are separated by spaces or line breaks.",
)
def count_words(text: str) -> int:
    """Count the words of a text, separated by spaces or line breaks."""
    return len(text.split())


@bundled(
    TaskKind.TEXT,
    "word count",
    title="number of words in a file",
    tags=("text", "length"),
    phrases=(f"{HOW_MANY} words {THERE_IN} {{file:file}}",),
    examples={},
    opposites=("count_characters",),
    limits="Words are separated by spaces or line breaks.",
)
def count_words_in_file(file: Path) -> int:
    """Count the words of a text file, separated by spaces or line breaks."""
    return count_words(read_file(file))


def _ambiguous_count(slots: Mapping[str, str]) -> str:
    """Why it is unclear how often the part occurs ("" if it is clear)."""
    part, text = (str(read_slot("word", slots[name])).lower() for name in ("part", "text"))
    if text.count(part) != len(re.findall(f"(?={re.escape(part)})", text)):
        return f"“{part}” overlaps itself in the text, so that it can be counted in two ways"
    words = len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text))
    in_quotes = part != slots["part"].lower()
    if not in_quotes and len(part) > 1 and 0 < words < text.count(part):
        return f"write “the word {part}”, or put “{part}” in quotes to count it within words"
    return ""


@bundled(
    TaskKind.TEXT,
    "occurrence count",
    title="occurrences of a letter or word",
    phrases=(
        f"{_OCCURRENCES} [the] [letter|character] {{part:word}} in {{text:text}}",
        f"{_OFTEN} [the] [letter|character] {{part:word}} (appear|occur) in {{text:text}}",
        "count [the] (letter|character) {part:word} in {text:text}",
        "how many {part:letter} 's [are|are there] in [the word] {text:word}",
    ),
    examples={
        "how many times does the letter l appear in hello world": 3,
        'count the occurrences of "an" in "banana"': 2,
        "count the letter z in abc": 0,
        "how many r's are in strawberry": 3,
        'how often does o occur in "Old fox"': 2,
    },
    limits="Case does not count; occurrences do not overlap.",
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
    TaskKind.TEXT,
    "word occurrences",
    title="how often a word occurs",
    tags=("text",),
    phrases=(
        f"{_OCCURRENCES} the word {{part:word}} in {{text:text}}",
        f"{_OFTEN} the word {{part:word}} (appear|occur) in {{text:text}}",
    ),
    examples={
        'how many times does the word cat appear in "cat concatenate Cat"': 2,
        'count the occurrences of the word "is" in "this is it"': 1,
        "how often does the word moon occur in sun and stars": 0,
    },
    opposites=("count_letter",),
    limits="Case does not count; a word within a longer one does not either.",
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
    TaskKind.TEXT,
    "line count",
    title="number of lines",
    tags=("line", "file", "text"),
    phrases=(
        "(count|number of|how many) [the] [number of] lines"
        " (of|in|from|are in|are there in) [the] [text|csv] [file] {source:table}",
        "how many lines does [the] [text|csv] [file] {source:table} have",
    ),
    examples={
        'count the lines of "one\\ntwo\\nthree"': 3,
        'how many lines are in "a\\n\\nb"': 3,
        'how many lines does "a\\nb" have': 2,
    },
    opposites=("csv_count",),
    limits="Empty lines count; a line break at the end begins no line.",
)
def count_lines(source: str) -> int:
    """Count the lines of a text or of the file of that path, empty ones included.

    A text with a line break is taken as it is, any other as a path; a line break at the end
    begins no line. Raises ValueError if the file cannot be read.
    """
    content = text_of(source)
    return content.count("\n") + (not content.endswith("\n") and bool(content))
