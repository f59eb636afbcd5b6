"""Which values of a call does a text say, and which values of the text does the call leave out?"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ..domain.json_value import JSONValue
from .number_words import SCALES, leading_number
from .slot_values import read_quantity
from .values_in_text import values_behind_colon, values_in

_SCALES: Mapping[str, float] = {
    **SCALES,
    **{"trillion": 10**12, "dozen": 12, "k": 1000},
    **dict.fromkeys(("%", "percent", "per cent"), 0.01),
}
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_SAID: Mapping[str, float] = {
    **{name: number for number, name in enumerate(_ORDINALS, 1)},
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    **{"half": 0.5, "quarter": 0.25, "twice": 2, "double": 2, "pair": 2, "triple": 3, "dozen": 12},
}
"""Words that say a number and are not read as one elsewhere."""

_NUMBER = re.compile(
    r"(?P<sign>(?<![\w)\]])-(?=[\d.])|\b(?:minus|negative)\s+)?"
    r"(?P<number>0[xob][\da-f]+|(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+)"
    r"(?:\s*/\s*(?P<under>\d+))?"
    rf"(?:\s*(?P<scale>%|(?:{'|'.join(map(re.escape, _SCALES))})\b))?",
    re.IGNORECASE,
)
_IN_A_NAME = re.compile(r"[^\W\d][.-]?\Z")
"""What comes before the digits of a name: utf-8, sha256."""
_WORD = re.compile(r"\d+|[a-z]+|-")
_LONGEST_NUMBER = 24


def leaves_of(value: JSONValue) -> Iterator[JSONValue]:
    """Yield the numbers, texts and constants of a value, without the keys of its dicts."""
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves_of(item)
    else:
        yield value


def not_said(values: Sequence[JSONValue], text: str) -> tuple[JSONValue, ...]:
    """Return the parts of the values that the text does not say: texts by letter, others by value.

    Constants and signs such as "," may stand for any word, so that they are always said.
    """
    numbers = _numbers_of(text)
    known = [text, *(leaf for one in values_in(text) for leaf in parts_of(one.value))]
    texts = [" ".join(one.split()) for one in known if isinstance(one, str)]
    return tuple(leaf for leaf in leaves_of(list(values)) if not _is_said(leaf, numbers, texts))


def left_out(values: Sequence[JSONValue], text: str, plan: str = "") -> tuple[str, ...]:
    """Return the numbers and quoted texts of a text that are in none of the values.

    `plan` is what is said of the function: a number there is a constant of it. In "TEXT: VALUES"
    only what is behind the colon are values of the call.
    """
    behind = values_behind_colon(text, values_in(text))
    text = text[behind[0].start :] if behind else text
    passed = list(parts_of(list(values)))
    texts = [one for one in passed if isinstance(one, str) and one]
    given = [one for one in passed if isinstance(one, (int, float)) and not isinstance(one, bool)]
    numbers = set(map(_key, given)).union(*map(_numbers_of, (*texts, plan)))
    missing = [
        match.group().strip()
        for match in _NUMBER.finditer(text)
        if not numbers & _readings(match)
        and not _IN_A_NAME.search(text[max(match.start() - 2, 0) : match.start()])
    ]
    literals = [one.value for one in values_in(text) if one.form == "literal"]
    for one in parts_of(literals):
        if isinstance(one, str) and one and not numbers & _numbers_of(one):
            missing += [] if any(one in each or each in one for each in texts) else [repr(one)]
    return tuple(missing)


def parts_of(value: object) -> Iterator[object]:
    """Yield the parts of a literal, the keys of its dicts as well."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from parts_of(item)
    else:
        yield value


def _is_said(leaf: JSONValue, numbers: frozenset[int | str], texts: Sequence[str]) -> bool:
    if leaf is None or isinstance(leaf, bool):
        return True
    if isinstance(leaf, (int, float)):
        return _key(leaf) in numbers
    words = " ".join(str(leaf).split())
    if not any(map(str.isalnum, words)) or words in texts:
        return True
    whole = _NUMBER.fullmatch(words)
    if whole and numbers & _readings(whole):
        return True
    before = r"(?<![^\W\d_])" if words[0].isalpha() else r"(?<!\d)" if words[0].isdigit() else ""
    after = r"(?![^\W\d_])" if words[-1].isalpha() else r"(?!\d)" if words[-1].isdigit() else ""
    whole_word = re.compile(before + re.escape(words) + after)
    return any(whole_word.search(one) for one in texts)


def _key(number: int | float) -> int | str:
    """Return what equal numbers share, although 15 / 100 and 0.15 may differ in the last bit."""
    if isinstance(number, int) or number.is_integer():
        return int(number)
    return f"{number:.12g}"


def _numbers_of(text: str) -> frozenset[int | str]:
    """Return all that the numbers of a text may mean, in digits or in words."""
    found: set[int | str] = set()
    for match in _NUMBER.finditer(text):
        found |= _readings(match)
    words = _WORD.findall(text.lower())
    for index, word in enumerate(words):
        if word[0].isalpha():
            length, number = leading_number(words[index : index + _LONGEST_NUMBER])
            found |= {_key(float(number))} if length else set()
            found |= {_key(_SAID[word])} if word in _SAID else set()
    return frozenset(found)


def _readings(match: re.Match[str]) -> frozenset[int | str]:
    """Return what a number in a text may mean: 20% is 20 and 0.2, 1/2 is 1, 2 and 0.5.

    One that is too large for a number, or is none (0b9), means nothing.
    """
    try:
        return frozenset(map(_key, _meant(match)))
    except (ValueError, OverflowError):
        return frozenset()


def _meant(match: re.Match[str]) -> list[int | float]:
    raw, sign, under = match["number"].lower(), (match["sign"] or "").strip(), match["under"]
    groups = [] if "." in raw else raw.split(",")
    # Without blanks, 1,234 may be two numbers; 1,000 is one.
    several = [int(one) for one in groups[1:] and groups if not any(g[0] == "0" for g in groups)]
    number = int(raw, 0) if raw[:2] in ("0x", "0o", "0b") else read_quantity(raw)
    found = [number, *several]
    if under:
        found += [int(under), *([number / int(under)] if int(under) else [])]
    if match["scale"]:
        found.append(number * _SCALES[" ".join(match["scale"].lower().split())])
    before = match.string[max(match.start() - 2, 0) : match.start()].rstrip()[-1:]
    if sign:
        # Behind a value, a minus may be an operator.
        is_operator = sign != "-" or before.isdigit() or before in (")", "]")
        found = [-one for one in found] + (found if is_operator else [])
    return found
