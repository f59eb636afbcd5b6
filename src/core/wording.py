"""How the wording of a task is read: templates, number words, and words that are opposites."""

import re
import unicodedata

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("add", "subtract"),
    ("sum", "difference"),
    ("multiply", "divide"),
    ("ascending", "descending"),
    ("encrypt", "decrypt"),
    ("encode", "decode"),
    ("first", "last"),
    ("smallest", "largest"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("lowest", "highest"),
    ("shortest", "longest"),
    ("with", "without"),
    ("including", "excluding"),
    ("even", "odd"),
    ("upper", "lower"),
    ("uppercase", "lowercase"),
    ("before", "after"),
    ("above", "below"),
    ("over", "under"),
    ("more", "fewer"),
    ("increase", "decrease"),
    ("union", "intersection"),
    ("row", "column"),
    ("left", "right"),
    ("most", "least"),
    ("is", "make"),
    ("check", "generate"),
    ("count", "list"),
    ("mean", "median"),
    ("prime", "composite"),
    ("unique", "duplicate"),
    ("next", "previous"),
    ("vowels", "consonants"),
    ("earliest", "latest"),
)

_OPENERS = frozenset(
    "please can could you calculate compute write make create generate find get show print give"
    " me us tell what is are whats the a an determine work out program script function that"
    " python code to for".split()
)
_JOINERS = frozenset("and or of to in on with for by from the a an into as at".split())
_SUBJECT_WORDS = 5

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w)")
_FILE = re.compile(r"(?<!\S)@(?:\"[^\"]+\"|\S+)")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w.]*\d)")
_WORD = re.compile(r"<\w+>|[^\W_]+(?:'[a-z]+)?|[^\w\s]", re.UNICODE)
_NUMBER_WORDS = frozenset((*UNITS, *TENS, *SCALES))


def plain_text(text: str) -> str:
    """The text in composed Unicode, without control characters, blanks folded to one."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if char.isspace() else char
        for char in composed
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    return " ".join(kept.split())


def template_of(text: str) -> str:
    """The text with what varies abstracted: <n> for numbers, <s> for quotes, <file> for files.

    Topics, units, operators, order words and direction are kept, case and closing punctuation
    are not: "Add 10 and twenty!" -> "add <n> and <n>".
    """
    folded = plain_text(text).lower().rstrip(" .!?")
    folded = _FILE.sub(" <file> ", _QUOTED.sub(" <s> ", folded))
    folded = _NUMBER.sub(_number_mark, folded)
    return " ".join(_without_number_words(_WORD.findall(folded)))


def subject_of(text: str) -> str:
    """What a task is about, as a slug: "calculate the fibonacci sequence" -> "fibonacci_sequence".

    Verbs that open any wish, numbers, quoted texts and file names are left out; at most five
    words stay, and none ("") of a task without words.
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"<\w+>", " ", template_of(text)))
    while words and words[0] in _OPENERS:
        words.pop(0)
    words = words[:_SUBJECT_WORDS]
    while words and words[-1] in _JOINERS:
        words.pop()
    return "_".join(words)


def _number_mark(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rstrip()
    signed = match.group()[0] in "+-"
    if signed and (before[-1:].isalnum() or before[-1:] in (")", ">")):
        return f" {match.group()[0]} <n> "
    return " <n> "


def _without_number_words(words: list[str]) -> list[str]:
    kept: list[str] = []
    index = 0
    while index < len(words):
        length = _number_length(words[index:])
        kept.append("<n>" if length else words[index])
        index += length or 1
    return kept


def _number_length(words: list[str]) -> int:
    """How many words at the start make one number in words ("twenty - five" is three)."""
    length = 0
    for index, word in enumerate(words):
        joins = word in ("-", "and") and 0 < index == length
        if word in _NUMBER_WORDS:
            if length and not _continues(words[length - 1], word, index > length):
                break
            length = index + 1
        elif not joins or (word == "and" and words[index - 1] not in SCALES):
            break
    return length


def _continues(before: str, word: str, joined: bool) -> bool:
    if word in SCALES:
        return before in _NUMBER_WORDS
    if before in TENS:
        return word in UNITS and 0 < UNITS[word] < 10
    return before in SCALES and (joined or word in UNITS or word in TENS)
