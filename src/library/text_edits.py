"""Texts with parts removed, replaced, repeated, split or joined."""

import re

from .bundled import bundled
from .phrase_parts import ANNOUNCED, DROP, REMOVE, TEXT, WORD, case_objection, objection_if

_FROM = "(from|in|out of)"
_SIGNS = {
    "comma": ",",
    "space": " ",
    "blank": " ",
    "dot": ".",
    "period": ".",
    "dash": "-",
    "hyphen": "-",
    "underscore": "_",
    "semicolon": ";",
    "colon": ":",
    "pipe": "|",
    "slash": "/",
}
_PLURALS = {name + ("es" if name.endswith("sh") else "s"): sign for name, sign in _SIGNS.items()}
_NAMES = {**_SIGNS, **_PLURALS}
_SEPARATORS = {**_NAMES, **{sign: sign for sign in "-_/;:|+,."}}
_JOIN = "join [the] [words|strings|letters|items|list]"
_USING = "(with|by|using) [a|an]"
_UNCLEAR_COUNT = re.compile(r"\b(?:or|to|and|about|than|by|least|most|exactly|-)$", re.IGNORECASE)


@bundled(
    "text without digits",
    f"{DROP} digits {_FROM} {WORD}",
    'remove the digits from "a1b22 c" => ab c',
    "remove all digits from abc123 => abc",
    'delete digits in "2024" => ""',
)
def remove_digits(text: str) -> str:
    """Remove the digits from a text; signs and decimal points stay."""
    return re.sub(r"\d", "", text)


@bundled(
    "text without a letter",
    "(remove|delete|drop) [all|every|each] [the] (letter|character) {part:glyph}"
    f" {_FROM} {WORD}",
    f"(remove|delete|drop) [all|every|each] {{part:quoted}} {_FROM} {{text:quoted}}",
    "remove the letter l from hello => heo",
    'remove all "na" from "banana" => ba',
    'delete every character "x" in axbx => ab',
    objection=case_objection(str.count),
)
def remove_letter(text: str, part: str) -> str:
    """Remove every occurrence of a letter or another part from a text; case counts.

    Raises ValueError if the part is empty.
    """
    if not part:
        raise ValueError("the part to remove must not be empty")
    return text.replace(part, "")


@bundled(
    "text without punctuation",
    f"{REMOVE} punctuation [marks] (from|in|of) {TEXT}",
    'remove the punctuation from "Hello, world! (yes)" => Hello world yes',
    "strip punctuation from hello => hello",
    'remove all punctuation from "a.b-c" => abc',
)
def remove_punctuation(text: str) -> str:
    """Keep only the letters, digits and spaces of a text."""
    return re.sub(r"[^\w\s]|_", "", text)


@bundled(
    "text without spaces",
    f"{REMOVE} (spaces|whitespace|blanks) (from|in|of|out of) {TEXT}",
    "remove the spaces from hello big world => hellobigworld",
    'remove all spaces from " a b " => ab',
    "strip whitespace from one two => onetwo",
)
def remove_spaces(text: str) -> str:
    """Remove all whitespace from a text, line breaks included."""
    return "".join(text.split())


@bundled(
    "text without vowels",
    f"{DROP} vowels (from|in|of|out of) {TEXT}",
    f"{ANNOUNCED} {{text:quoted}} without [its|the|any] vowels",
    "remove the vowels from hello world => hll wrld",
    'remove all vowels from "AEIOU b" => " b"',
    "delete vowels in programming => prgrmmng",
)
def remove_vowels(text: str) -> str:
    """Remove the vowels from a text: a, e, i, o and u."""
    return "".join(letter for letter in text if letter.lower() not in "aeiou")


@bundled(
    "replaced text",
    "(replace|substitute) [all|every] {old:word} (with|by) {new:word} in {text:text}",
    "in {text:quoted} (replace|substitute) {old:word} (with|by) {new:word}",
    'replace "cat" with "dog" in "a cat is a cat" => a dog is a dog',
    "replace apples with pears in I like apples => I like pears",
    'in "one two" replace two by 2 => one 2',
)
def replace_text(text: str, old: str, new: str) -> str:
    """Replace every occurrence of a part of a text; case counts.

    Raises ValueError if the part is empty.
    """
    if not old:
        raise ValueError("the part to replace must not be empty")
    return text.replace(old, new)


@bundled(
    "replaced signs",
    "(replace|substitute) [all|every] [the] {old:sign} (with|by) [a|an] {new:sign}"
    " in {text:text}",
    'replace spaces with dashes in "a b c" => a-b-c',
    'replace all commas with semicolons in "1,2" => 1;2',
    'replace every dot by an underscore in "a.b" => a_b',
    choices={"sign": _NAMES},
)
def replace_signs(text: str, old: str, new: str) -> str:
    """Replace every occurrence of a sign in a text by another sign."""
    return replace_text(text, old, new)


@bundled(
    "repeated text",
    "(repeat|write|say) [[the|this] (string|text|word|sentence|phrase)] {text:text}"
    " {n:count} times",
    'repeat "ab" 3 times => ababab',
    "repeat hello 2 times => hellohello",
    'repeat the word x 0 times => ""',
    'repeat "ab " three times => "ab ab ab "',
    objection=objection_if(
        "text", _UNCLEAR_COUNT, "it is unclear how many times to repeat it; put the text in quotes"
    ),
)
def repeat_text(text: str, n: int) -> str:
    """Repeat a text n times with nothing in between.

    Raises ValueError for a negative n, for more than 10,000 times, and if the result would
    have more than 100,000 characters.
    """
    if n < 0:
        raise ValueError("a text cannot be repeated a negative number of times")
    if n > 10_000 or n * len(text) > 100_000:
        raise ValueError("the result is too long: at most 10,000 times and 100,000 characters")
    return text * n


@bundled(
    "trimmed text",
    "trim [[the] (whitespace|spaces|blanks) (from|of)] {text:quoted}",
    'trim "  a b  " => a b',
    'trim the whitespace from " x" => x',
    'trim "y" => y',
)
def ends_trimmed(text: str) -> str:
    """Remove the whitespace at both ends of a text."""
    return text.strip()


@bundled(
    "split text",
    "split {text:quoted} (by|on|at) [a|an|the|each|every] {sep:sign}",
    "split {text:quoted} (by|on|at) [a|an|the] {sep:quoted}",
    "split {text:text} (by|on|at) [a|the] {sep:comma}",
    'split "a, b,c" by comma => ["a", "b", "c"]',
    'split "one two  three" by spaces => ["one", "two", "three"]',
    'split pear, fig, kiwi by commas => ["pear", "fig", "kiwi"]',
    'split "a--b-c" on "--" => ["a", "b-c"]',
    choices={"sign": _SEPARATORS, "comma": {"comma": ",", "commas": ",", ",": ","}},
)
def split_text(text: str, sep: str) -> list[str]:
    """Split a text at a separator; spaces around the parts are dropped.

    A blank separator splits at any whitespace. Raises ValueError if the separator is empty.
    """
    if not sep:
        raise ValueError("the separator must not be empty")
    if sep.isspace():
        return text.split()
    return [part.strip() for part in text.split(sep)]


@bundled(
    "joined words",
    f"{_JOIN} {{items:names}} {_USING} {{sep:sign}}",
    f"{_JOIN} {{items:names}} {_USING} {{sep:quoted}}",
    f"{_JOIN} {{items:texts}} {_USING} {{sep:sign}}",
    f"{_JOIN} {{items:texts}} {_USING} {{sep:quoted}}",
    "join a, b, c with - => a-b-c",
    "join the words pear, fig, and kiwi with a space => pear fig kiwi",
    'join ["x y", "z"] with ", " => x y, z',
    "join [1, 2, 3] by commas => 1,2,3",
    choices={"sign": _SEPARATORS},
)
def join_words(items: list[str], sep: str) -> str:
    """Join words with a separator in between."""
    return sep.join(items)
