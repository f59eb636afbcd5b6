"""The case of a text: capitals, small letters, and the forms of identifiers."""

import re
import unicodedata
from pathlib import Path

from .bundled import bundled
from .phrase_parts import TEXT, WORD
from .table_reading import read_file

_CHANGE = "(convert|change|turn|make|transform|put|write|set)"
_FILE = "[the] [text|text of|text in] [the] [file] {file:file}"
_IDENTIFIER_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@bundled(
    "text in capitals",
    f"(uppercase|upper case|capitalize all letters (of|in)) {TEXT}",
    f"{_CHANGE} {TEXT} [to|into|in] (uppercase|upper case|all caps|capital letters|capitals)",
    f"{_CHANGE} {TEXT} (to|into|in) caps",
    f"{TEXT} (in|to) (uppercase|upper case|all caps|capital letters|capitals)",
    "uppercase hello => HELLO",
    'convert "Good Day" to uppercase => GOOD DAY',
    "make this text tiny words upper case => TINY WORDS",
    "hello in capital letters => HELLO",
)
def uppercase(text: str) -> str:
    """Convert a text to upper case."""
    return text.upper()


@bundled(
    "file text in capitals",
    f"(uppercase|upper case) {_FILE}",
    f"(convert|change|turn) {_FILE} (to|into) (uppercase|upper case)",
)
def uppercase_in_file(file: Path) -> str:
    """Give the text of a file in upper case."""
    return uppercase(read_file(file))


@bundled(
    "text in small letters",
    f"(lowercase|lower case) {TEXT}",
    f"{_CHANGE} {TEXT} [to|into|in] (lowercase|lower case|small letters)",
    f"{TEXT} (in|to) (lowercase|lower case|small letters)",
    "lowercase HELLO => hello",
    'convert "Good DAY" to lowercase => good day',
    "make this text TINY Words lower case => tiny words",
)
def lowercase(text: str) -> str:
    """Convert a text to lower case."""
    return text.lower()


@bundled(
    "file text in small letters",
    f"(lowercase|lower case) {_FILE}",
    f"(convert|change|turn) {_FILE} (to|into) (lowercase|lower case)",
)
def lowercase_in_file(file: Path) -> str:
    """Give the text of a file in lower case."""
    return lowercase(read_file(file))


@bundled(
    "text in title case",
    f"(title case|titlecase) [of] {TEXT}",
    f"capitalize (the words|[the first letter of] (each|every) word) (of|in) {TEXT}",
    f"capitalize (each|every) word {TEXT}",
    f"(convert|change|turn) {TEXT} (to|into) (title case|titlecase)",
    "title case hello big world => Hello Big World",
    'capitalize each word in "the QUICK fox" => The Quick Fox',
    "convert good morning to title case => Good Morning",
)
def title_case(text: str) -> str:
    """Begin each word with a capital and put the rest in lower case.

    Words are separated by one space in the result.
    """
    return " ".join(word[:1].upper() + word[1:].lower() for word in text.split())


@bundled(
    "capitalized text",
    f"capitalize [the first letter (of|in)] {TEXT}",
    "capitalize hello => Hello",
    'capitalize the first letter of "good day" => Good day',
    "capitalize the word élan => Élan",
)
def capitalize(text: str) -> str:
    """Begin a text with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


@bundled(
    "swap case",
    f"(swap|invert|toggle|flip|switch) [the] case (of|in) {WORD}",
    "(swap case|swapcase) {text:word}",
    'swap the case of "Hello World" => hELLO wORLD',
    "invert case of Paris => pARIS",
    'swapcase "a1B" => A1b',
)
def swap_case(text: str) -> str:
    """Exchange capitals and small letters."""
    return text.swapcase()


@bundled(
    "camel case",
    f"(convert|change|turn) {TEXT} (to|into) (camel case|camelcase)",
    f"(camel case|camelcase) {TEXT}",
    "convert hello big world to camel case => helloBigWorld",
    'convert "my_variable_name" to camelCase => myVariableName',
    "camel case some-css-name => someCssName",
)
def camel_case(text: str) -> str:
    """Write the words of a text as an identifier in camelCase."""
    words = [word.lower() for word in _IDENTIFIER_WORD.findall(text)]
    return "".join(words[:1] + [word.title() for word in words[1:]])


@bundled(
    "snake case",
    f"(convert|change|turn) {TEXT} (to|into) (snake case|snake_case)",
    f"(snake case|snake_case) {TEXT}",
    "convert helloBigWorld to snake case => hello_big_world",
    'convert "Hello big World" to snake_case => hello_big_world',
    "snake case my-variable name => my_variable_name",
)
def snake_case(text: str) -> str:
    """Write the words of a text as an identifier in snake_case."""
    return "_".join(word.lower() for word in _IDENTIFIER_WORD.findall(text))


@bundled(
    "URL slug",
    f"slugify {TEXT}",
    f"[make|create|generate] [a|the] [url] slug (of|for|from) {TEXT}",
    f"(turn|convert) {TEXT} (into|to) [a] [url] slug",
    "slugify Hello World => hello-world",
    'slugify "Crème Brûlée: a recipe!" => creme-brulee-a-recipe',
    "create a slug for My First Post => my-first-post",
)
def slug(text: str) -> str:
    """Write a text as the slug of a URL: small letters and digits joined by hyphens.

    Accents are dropped, and so are letters that ASCII has no form of.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


@bundled(
    "acronym",
    f"[make|create|build|form] [an|the] acronym (of|for|from) {TEXT}",
    f"initials of {TEXT}",
    f"abbreviate {TEXT}",
    "acronym for as soon as possible => ASAP",
    'make an acronym of "portable network graphics" => PNG',
    "initials of Ada Lovelace => AL",
)
def acronym(text: str) -> str:
    """Join the first letters of the words of a text, in capitals."""
    return "".join(word[0] for word in re.findall(r"[^\W_]+", text)).upper()
