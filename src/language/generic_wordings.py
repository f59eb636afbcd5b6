"""Wordings about any values: what a function does, said as a task, and words for a slot.

"determines whether a number is prime" becomes "check whether a number is prime", and in the phrase
"(if|whether) {n:int} is prime" the words "a number" stand for the slot.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

_ONE_DET = (
    r"(?:(?:a|an|the|any|some|another|given|input|one|its|single|certain|other|this|that|second)"
    r"\s+)"
)
_DET = f"{_ONE_DET}{{0,5}}"
_ADJECTIVE = r"(?:(?:whole|positive|non-?negative|natural|real|integer|decimal)\s+){0,3}"
_NUMBER = (
    rf"{_DET}{_ADJECTIVE}(?:number|integer|int|value|float)(?:\s+[a-z])?|[a-z]|num|another"
    r"|the\s+other"
)
_TEXT = rf"{_DET}(?:string|text|word|sentence|phrase|message|str)(?:\s+[a-z])?|[stw]|strings|texts"
_ITEMS = r"(?:numbers|integers|ints|values|floats|elements|items)"
_OF_NUMBERS = rf"(?:\s+of\s+{_ADJECTIVE}{_ITEMS})?"
_LIST = (
    rf"(?:(?:all\s+)?(?:the\s+)?{_ITEMS}\s+(?:in|of)\s+)?{_DET}(?:list|array)s?{_OF_NUMBERS}"
    rf"|{_DET}(?:(?:two|three|several|multiple)\s+)?{_ADJECTIVE}(?:numbers|integers)"
    r"|lst|arr|nums|xs"
)
_WORDS = rf"{_DET}(?:list|array)\s+of\s+(?:words|strings|names|texts)|{_DET}(?:words|strings|names)"
_QUANTITY = (
    rf"{_DET}(?:(?:temperature|length|distance|mass|weight|volume|speed|time|amount|quantity)"
    r"(?:\s+(?:in|from|of|given\s+in))?|number\s+of)"
)
_ANY_NUMBER = re.compile(
    rf"\b(?:{_ONE_DET}{{1,5}}{_ADJECTIVE}(?:number|integer|int|value|float)(?:\s+[a-z])?|[a-z])"
    r"(?!\w)",
    re.IGNORECASE,
)
_HAS_NUMBERS = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b")
_ANY_LIST = re.compile(rf"\b(?:{_LIST})(?!\w)", re.IGNORECASE)
_SAMPLES = ("12", "5", "8", "3")
_SAMPLE_LIST = "[12, 5, 8, 3]"

GENERIC: Mapping[str, str] = {
    **dict.fromkeys(("int", "natural", "count", "number", "digits", "place"), _NUMBER),
    **dict.fromkeys(("word", "text", "any", "quoted", "address", "dotted"), _TEXT),
    **dict.fromkeys(("numbers", "number_list", "list", "coins"), _LIST),
    **dict.fromkeys(("items", "names", "texts"), _WORDS),
    "list": rf"{_LIST}|{_WORDS}",
    "number": rf"{_NUMBER}|{_QUANTITY}",
    "hexa": _NUMBER,
    "nested": rf"{_DET}nested\s+list|{_DET}list\s+of\s+lists",
    "matrix": rf"{_DET}matrix|[am]",
    "date": rf"{_DET}date",
    "glyph": rf"{_DET}(?:letter|character)|[c]",
    "letter": rf"{_DET}(?:letter|character)",
    "words": rf"{_DET}(?:topic|subject)",
    "file": rf"{_DET}file",
    "column": rf"{_DET}column",
    "table": rf"{_DET}(?:csv\s+)?(?:file|table)",
    "json": rf"{_DET}json(?:\s+(?:text|string|document|object))?",
    "roman": rf"{_DET}roman\s+(?:number|numeral)",
    "hexcolor": rf"{_DET}(?:hex\s+)?colou?r(?:\s+code)?",
}
"""The regular expression of the words that stand for a slot of each type."""

MAY_BE_LEFT_OUT = frozenset(
    "int natural count number numbers number_list list word text any quoted words date".split()
)
"""The types of slots that a wording may end before: "counts vowels"."""

_CHECKS = re.compile(
    r"(?:(?:tell|check|determine|decide|say|test|see|verify|detect|validate|find\s+out|evaluate)s?"
    r"(?:\s+(?:me|us|you))?\s+(?:whether(?:\s+or\s+not)?|if|that)"
    r"|(?:return|give)s?\s+(?:a\s+bool(?:ean)?\s+)?"
    r"(?:whether|true\s+(?:if|when)(?:\s+and\s+only\s+if)?|if))\s+",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r",?\s*(?:and|or|otherwise|else)?\s*(?:return(?:s)?\s+)?false\s+(?:otherwise|if\s+not)$"
    r"|,?\s*(?:or|otherwise|else)\s+false$|\s+or\s+not$",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"(?:takes?|accepts?|receives?|gets?|taking|accepting|given)(?:\s+in)?\s+"
    r"(?P<what>(?:a|an|two|three)\s+[\w ]+?)"
    r"(?:\s+as\s+(?:an?\s+)?(?:input|arguments?|parameters?))?"
    r"\s*,?\s+(?:and|then|to)\s+(?P<does>.+)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|them|that\s+\w+|this\s+\w+|the\s+given\s+\w+)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(
    r"((?:^|[^\w ])(?=[\w ]*$)[\w ]*?)\b(?:its|their)\s+([\w ]+)$", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"\b(?:(?:the|any)\s+)?(two|three)\s+(?:given\s+)?((?:\w+\s+)?\w+?)s\b", re.IGNORECASE
)
_NTH = re.compile(r"\b(n|k)\s*['’-]?\s*th\b", re.IGNORECASE)
_VERB = re.compile(r"([a-z]+)\b", re.IGNORECASE)
_ASKING = frozenset(
    "return calculate compute find get give print output determine show tell add sum subtract"
    " multiply divide square cube double halve triple negate round".split()
)
_STATES = re.compile(
    r"check whether (?P<subject>.{1,60}?)\s+(?P<verb>is|are|contains|has|starts|begins|ends)\s+"
    r"(?P<rest>.+)",
    re.IGNORECASE,
)
_QUESTION = {
    "contains": "contain",
    "has": "have",
    "starts": "start",
    "begins": "begin",
    "ends": "end",
}
_GIVEN_END = re.compile(r"\s+(?:given|passed(?:\s+in)?|provided|supplied|as\s+(?:input|argument))$")


def task_wordings(wording: str, verbs: Collection[str]) -> tuple[str, ...]:
    """Return what a function does, said as tasks about any values, the nearest wording first.

    `verbs` are the verbs that tasks begin with.
    """
    text = _NTH.sub(r"\1 th", _GIVEN_END.sub("", wording.strip().rstrip(".!?:")))
    if taken := _TAKES.fullmatch(text):
        text = _with_subject(taken["does"], taken["what"])
    text = _OTHERWISE.sub("", text)
    opening = _CHECKS.match(text)
    asked = f"check whether {text[opening.end() :]}" if opening else _imperative(text, verbs)
    found = (asked, _SEVERAL.sub(_one_by_one, asked))
    return tuple(dict.fromkeys(form for one in found for form in (one, *_as_question(one))))


def with_values(wording: str, values: Sequence[str] = ()) -> str:
    """Return a wording about any numbers with these in it, or with numbers of ours.

    "" where it names no numbers, others of its own, or not as many as are given.
    """
    if _HAS_NUMBERS.search(wording):
        return ""
    pattern = _ANY_LIST if _ANY_LIST.search(wording) else _ANY_NUMBER
    left = list(values) or ([_SAMPLE_LIST] if pattern is _ANY_LIST else list(_SAMPLES))
    count = len(pattern.findall(wording))
    if not count or count > len(left) or (values and count != len(left)):
        return ""
    return pattern.sub(lambda found: left.pop(0), wording)


def _with_subject(text: str, subject: str) -> str:
    """Return the text with what its pronouns stand for."""
    named = _POSSESSIVE.sub(rf"\1the \2 of {subject}", text)
    if named == text:
        named = _PRONOUN.sub(subject, text, count=1)
    return named if named != text else f"{text} of {subject}"


def _imperative(text: str, verbs: Collection[str]) -> str:
    """Turn the first word into a command: "reverses" and "reversing" become "reverse"."""
    found = _VERB.match(text)
    if found is None:
        return text
    word = found.group().lower()
    bases = [word]
    if word.endswith("ing"):
        bases = [word[:-3], word[:-3] + "e", word[:-4], word]
    elif word.endswith("s"):
        bases = [word[:-1], word[:-2], word[:-3] + "y", word]
    base = next((one for one in bases if one in verbs or one in _ASKING), word)
    return base + text[found.end() :]


def _one_by_one(found: re.Match[str]) -> str:
    """Name "two numbers" one by one."""
    one = f"a {found[2]}"
    return f"{one} and {one}" if found[1].lower() == "two" else f"{one}, {one} and {one}"


def _as_question(text: str) -> Iterator[str]:
    """Return a check as the question that some phrases are worded as."""
    found = _STATES.fullmatch(text)
    if found is None:
        return
    verb = found["verb"].lower()
    if verb in ("is", "are"):
        yield f"{verb} {found['subject']} {found['rest']}"
    else:
        yield f"does {found['subject']} {_QUESTION[verb]} {found['rest']}"
