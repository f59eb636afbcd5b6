"""The words of a text: how often each occurs, and which is longest or most frequent."""

import re
from collections import Counter
from pathlib import Path

from .bundled import bundled
from .phrase_parts import TEXT
from .table_reading import read_file

_FREQUENCIES = "[count] word (frequency|frequencies|counts) (of|in|for)"


@bundled(
    "word frequencies",
    f"{_FREQUENCIES} {TEXT}",
    "[count] [the] (frequency|frequencies|occurrences) of (each|every|the|all) words?"
    f" (in|of) {TEXT}",
    f"count (each|every) word (in|of) {TEXT}",
    f"count how often each word (occurs|appears) in {TEXT}",
    f"how often does each word (occur|appear) in {TEXT}",
    'word frequencies of "a b a" => {"a": 2, "b": 1}',
    'count the frequency of each word in the cat and the dog => {"the": 2, "cat": 1, "and":'
    ' 1, "dog": 1}',
    'word frequency of "Yes, yes; no" => {"yes": 2, "no": 1}',
)
def word_frequencies(text: str) -> dict[str, int]:
    """Count how often each word of a text occurs, whatever its case."""
    return dict(Counter(_words_of(text)))


@bundled("word frequencies in a file", f"{_FREQUENCIES} {{file:file}}")
def word_frequencies_in_file(file: Path) -> dict[str, int]:
    """Count how often each word of a text file occurs, whatever its case."""
    return word_frequencies(read_file(file))


@bundled(
    "most frequent word",
    f"most (frequent|common|used) word (of|in) {TEXT}",
    f"(what|which) word (occurs|appears) most often in {TEXT}",
    'the most frequent word in "the cat and the dog" => the',
    'find the most common word of "Yes, no, yes" => yes',
    "most used word in b a a => a",
    convention="the first of several that occur equally often",
)
def most_frequent_word(text: str) -> str:
    """Find the word that occurs most often in a text; the first of several.

    Case does not count, and the word is given in lower case. Raises ValueError if there are
    no words.
    """
    words = _words_of(text)
    if not words:
        raise ValueError("the text has no words")
    return Counter(words).most_common(1)[0][0]


@bundled(
    "longest word",
    f"longest word (in|of|from) {TEXT}",
    f"which [word] is [the] longest word (in|of) {TEXT}",
    "find the longest word in the quick brown foxes => quick",
    'longest word in "I am everywhere" => everywhere',
    "what is the longest word of red green blue => green",
    convention="the first of several that are equally long",
)
def longest_word(text: str) -> str:
    """Find the longest word of a text; the first of several.

    Raises ValueError for a text without words.
    """
    return max(_written_words(text), key=len)


@bundled(
    "longest word in a file",
    "longest word (in|of|from) {file:file}",
    convention="the first of several that are equally long",
)
def longest_word_in_file(file: Path) -> str:
    """Find the longest word of a text file; the first of several."""
    return longest_word(read_file(file))


@bundled(
    "shortest word",
    f"shortest word (in|of|from) {TEXT}",
    f"which [word] is [the] shortest word (in|of) {TEXT}",
    "find the shortest word in the quick brown ox => ox",
    'shortest word in "I am everywhere" => I',
    "what is the shortest word of green red blue => red",
    convention="the first of several that are equally short",
)
def shortest_word(text: str) -> str:
    """Find the shortest word of a text; the first of several.

    Raises ValueError for a text without words.
    """
    return min(_written_words(text), key=len)


def _words_of(text: str) -> list[str]:
    """Return the words in lower case, with their apostrophes."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())


def _written_words(text: str) -> list[str]:
    """Return the words as they are written, with their hyphens."""
    words = re.findall(r"[\w'-]+", text)
    if not words:
        raise ValueError("the text has no words")
    return words
