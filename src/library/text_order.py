"""Texts, words and letters in another order, or without repetitions."""

import re

from .bundled import bundled
from .phrase_parts import TEXT, objection_if

_WORDS = "(words|strings|names|items)"
_LIST = f"[the|these|this] [list of] {_WORDS} {{items:items}}"
_A_TO_Z = "(alphabetically|in alphabetical order|in ascending order)"
_Z_TO_A = "(in reverse alphabetical order|in descending order|from z to a|descending)"
_BY_LENGTH = "(by length|by their length|from shortest to longest|shortest first)"
# Of words with commas between them the order may be meant.
_list_or_text = objection_if(
    "text",
    re.compile(r"\A\w+(?:\s*,\s*\w+)+(?:,?\s+and\s+\w+)?\Z"),
    "it may be a text or a list; put the text in quotes, or the list in square brackets",
)


@bundled(
    "reversed text",
    f"reverse {TEXT}",
    "reverse [the|this] (characters of|letters of|letters in) {text:text}",
    "flip (the|this) (string|text|word|sentence|phrase) {text:text}",
    "(write|spell|say) [the word] {text:word} backwards",
    "[write|spell|say] {text:quoted} backwards",
    "(reverse|reversed|reversal) of [the (string|text|word)] {text:text}",
    "reverse the string hello => olleh",
    'reverse "Hello, World!" => !dlroW ,olleH',
    "spell hello backwards => olleh",
    "reverse of the word stressed => desserts",
    objection=_list_or_text,
)
def reverse_text(text: str) -> str:
    """Reverse the characters of a text."""
    return text[::-1]


@bundled(
    "words in reverse order",
    f"(reverse|flip) [the] ([order of [the]] words|word order) (in|of) {TEXT}",
    "reverse the words of hello big world => world big hello",
    'reverse the order of words in "one two" => two one',
    "reverse word order of the sentence I am here => here am I",
)
def reverse_words(text: str) -> str:
    """Put the words of a text in reverse order, separated by one space."""
    return " ".join(reversed(text.split()))


@bundled(
    "each word reversed",
    f"reverse [[the] letters (in|of)] (each|every) word (in|of) {TEXT}",
    "reverse each word in hello world => olleh dlrow",
    'reverse the letters of every word in "one two" => eno owt',
    'reverse every word of "level" => level',
)
def reverse_each_word(text: str) -> str:
    """Reverse the letters of each word of a text and keep the order of the words."""
    return " ".join(word[::-1] for word in text.split())


@bundled(
    "letters in order",
    f"sort [the] (letters|characters) (of|in) {TEXT} [alphabetically|in alphabetical order]",
    "sort the letters of hello => ehllo",
    'sort the characters in "banana" => aaabnn',
    "sort letters of word dog alphabetically => dgo",
)
def sort_letters(text: str) -> str:
    """Sort the characters of a text alphabetically; a capital precedes its small letter."""
    return "".join(sorted(text, key=lambda letter: (letter.lower(), letter)))


@bundled(
    "words in alphabetical order",
    f"sort {_LIST} {_A_TO_Z}",
    f"sort {_LIST}",
    f"sort {_A_TO_Z} [the|these] {_WORDS} {{items:items}}",
    f"sort [the|these] {_WORDS} {_A_TO_Z} {{items:items}}",
    f"sort {{items:names}} [{_A_TO_Z}]",
    'sort the words pear, apple, fig alphabetically => ["apple", "fig", "pear"]',
    'sort the names Zoe, ann and Bob => ["ann", "Bob", "Zoe"]',
    'sort banana, apple => ["apple", "banana"]',
    'sort words "b b", "a a" in alphabetical order => ["a a", "b b"]',
)
def sort_words(items: list[str]) -> list[str]:
    """Sort words alphabetically, whatever their case."""
    return sorted(items, key=lambda word: (word.lower(), word))


# A function of its own, so that "sort pear, fig, descending" is declined: is it three words?
@bundled(
    "words in reverse alphabetical order",
    f"sort {_LIST} {_Z_TO_A}",
    f"sort {_Z_TO_A} [the|these] {_WORDS} {{items:items}}",
    f"sort [the|these] {_WORDS} {_Z_TO_A} {{items:items}}",
    f"sort {{items:names}} {_Z_TO_A}",
    'sort the words pear, apple, fig in reverse alphabetical order => ["pear", "fig", "apple"]',
    'sort the names Zoe, ann, Bob in descending order => ["Zoe", "Bob", "ann"]',
    'sort words a b c from z to a => ["c", "b", "a"]',
)
def sort_words_descending(items: list[str]) -> list[str]:
    """Sort words from Z to A, whatever their case."""
    return sorted(items, key=lambda word: (word.lower(), word), reverse=True)


@bundled(
    "words by length",
    f"sort {_LIST} {_BY_LENGTH}",
    f"sort {_BY_LENGTH} [the|these] {_WORDS} {{items:items}}",
    f"sort [the|these] {_WORDS} {_BY_LENGTH} {{items:items}}",
    "sort {items:names} by length",
    'sort the words pear, fig, apple by length => ["fig", "pear", "apple"]',
    'sort words aa b ccc by their length => ["b", "aa", "ccc"]',
    'sort the names Zoe, Al from shortest to longest => ["Al", "Zoe"]',
    'sort these words by length: pear, fig, banana => ["fig", "pear", "banana"]',
)
def sort_words_by_length(items: list[str]) -> list[str]:
    """Sort words by length, the shortest first; equally long ones keep their order."""
    return sorted(items, key=len)


@bundled(
    "letters without repetitions",
    "(remove|delete) [all] [the] (duplicate|repeated) (letters|characters|chars)"
    f" (from|in|of) {TEXT}",
    "remove duplicate letters from hello => helo",
    'remove the repeated characters from "banana" => ban',
    'delete duplicate chars in "Aa" => Aa',
)
def unique_letters(text: str) -> str:
    """Keep only the first occurrence of each character of a text; case counts."""
    return "".join(dict.fromkeys(text))


@bundled(
    "words without repetitions",
    f"(remove|delete) [all] [the] (duplicate|repeated) words (from|in|of) {TEXT}",
    "remove duplicate words from a b a => a b",
    'remove the repeated words from "the cat the dog" => the cat dog',
    'delete duplicate words in "One one" => One',
)
def unique_words(text: str) -> str:
    """Keep only the first occurrence of each word of a text, whatever its case."""
    first: dict[str, str] = {}
    for word in text.split():
        first.setdefault(word.lower(), word)
    return " ".join(first.values())
