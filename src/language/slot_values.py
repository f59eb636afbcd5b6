"""Turns the text that stood in a phrase's slot into the argument that a function is called with.

Arguments are JSON values: a date is its ISO form, a place in a word list the word itself.
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from ..domain.json_value import JSONValue, parse_json
from .conditions import read_conditions
from .number_words import COUNT_WORDS, number_of

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)")
_WHOLE_ITEM = re.compile(r"[-+]?\d+")
_DECIMAL_ITEM = re.compile(r"[-+]?\d*\.\d+")
_NUMBERS_ONLY = re.compile(r"\[[-+\d.\s]*\]")
_QUOTED_ITEM = re.compile(r"\"([^\"]*)\"|(?<!\w)'([^']*)'(?!\w)")
_TEXT_ITEM = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|[^,\"\s][^,\"]*")
_EDGE = re.compile(r"(?<!\w)(\w+)\s*(-+>?|to)\s*(\w+)\s*[:=(]\s*(\d+(?:\.\d+)?)")
_ARROW = re.compile(r"(?<!\w)(\w+)\s*-+>\s*(\w+)")
_DATE_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_QUOTES = str.maketrans("“”„‘’", '"""\'\'')


def read_slot(kind: str, raw: str, choices: Mapping[str, object] | None = None) -> JSONValue:
    """Return the argument for the text of a slot; `choices` are those of a word list.

    Raises ValueError with a plain sentence where the text is not such a value (30 February).
    """
    if choices is None:
        return _READERS.get(kind, _text)(raw.translate(_QUOTES).strip())
    word = " ".join(raw.lower().split())
    meant = {key.lower(): value for key, value in choices.items()}[word]
    assert meant is None or isinstance(meant, (str, int, float, bool))
    return meant


def read_literal(raw: str) -> object:
    """Return the value of a literal of Python or JSON. Raises ValueError if it is none."""
    value: object
    try:
        value = ast.literal_eval(raw)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        try:
            value = parse_json(raw)
        except ValueError as problem:
            raise ValueError(f"{raw} is not a value") from problem
    if isinstance(value, tuple) and not raw.startswith("("):
        raise ValueError(f"{raw} is more than one value")
    return value


def as_json(value: object) -> JSONValue:
    """Return a literal's value as JSON: tuples and sets as lists. Raises ValueError."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, (set, frozenset)):
        try:
            return [as_json(item) for item in sorted(value, key=lambda one: (str(type(one)), one))]
        except TypeError as problem:
            raise ValueError("the items of a set have no order") from problem
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    raise ValueError(f"JSON has no {type(value).__name__}")


def read_quantity(raw: str) -> int | float:
    """Return a number in digits or words; one without a fraction is whole: 5.0 is 5."""
    if raw[-1].isalpha():
        return number_of(raw)
    plain = raw.replace(",", "")
    if not set(".eE") & set(plain):
        return int(plain)
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(f"{raw} is too large")
    return int(value) if value.is_integer() else value


def _whole(raw: str) -> JSONValue:
    return int(raw.strip("() ").replace(",", ""))


def _count(raw: str) -> JSONValue:
    return COUNT_WORDS.index(raw.lower()) if raw.lower() in COUNT_WORDS else _whole(raw)


def _number(raw: str) -> JSONValue:
    plain = raw.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _numbers(raw: str) -> JSONValue:
    found: list[JSONValue] = [_number(token) for token in _NUMBER.findall(raw)]
    return found


def _item(raw: str) -> JSONValue:
    """Return a number if it is one, else the text without quotes."""
    bare = raw.strip().strip("\"'")
    if _WHOLE_ITEM.fullmatch(bare):
        return int(bare)
    return float(bare) if _DECIMAL_ITEM.fullmatch(bare) else bare


def _list(raw: str) -> JSONValue:
    if _NUMBERS_ONLY.fullmatch(raw):
        return _numbers(raw)
    return [_item(item) for item in raw.strip().strip("[]").split(",") if item.strip()]


def _texts(raw: str) -> JSONValue:
    """Return the items of a list in brackets as texts; commas in quotes do not separate them."""
    return [_text(item.strip()) for item in _TEXT_ITEM.findall(raw.strip()[1:-1])]


def _items(raw: str) -> JSONValue:
    """Return the items of a list of words: in quotes, between commas, or between blanks."""
    quoted = _QUOTED_ITEM.findall(raw)
    if quoted:
        return [double or single for double, single in quoted]
    inner = raw.strip().strip("[]()")
    if "," in inner:
        parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", inner)
        return [part.strip() for part in parts if part.strip()]
    return [word for word in inner.split() if word.lower() != "and"]


def _listed(raw: str) -> JSONValue:
    """Return a list in brackets, the words between commas, or the letters of a word."""
    if raw.startswith("["):
        return _list(raw)
    words = raw.strip('"')
    return [word.strip() for word in words.split(",")] if "," in words else list(words)


def _text(raw: str) -> JSONValue:
    """Return the text without the quotes around it."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1]
    return raw


def _path(raw: str) -> JSONValue:
    return raw.removeprefix("@").strip('"')


def _table(raw: str) -> JSONValue:
    """CSV text that stood in quotes, or the path of a file."""
    return _path(raw) if raw.startswith("@") else str(_text(raw)).replace("\\n", "\n")


def _conditions(raw: str) -> JSONValue:
    return [list[JSONValue](condition) for condition in read_conditions(raw)]


def _date(raw: str) -> JSONValue:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,|\bof\b", " ", raw, flags=re.IGNORECASE)
    plain = " ".join(plain.split()).replace("Sept ", "Sep ").replace("sept ", "sep ")
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(f"{raw} is not a date")


def _json(raw: str) -> JSONValue:
    if raw.startswith("@"):
        return _path(raw)
    try:
        return parse_json(raw)
    except ValueError as problem:
        raise ValueError(f"this is not valid JSON: {problem}") from problem


def _edges(raw: str) -> JSONValue:
    """Start, end and length of each edge; one without an arrow leads both ways."""
    found: list[JSONValue] = []
    for start, link, end, length in _EDGE.findall(raw):
        found.append([start, end, _number(length)])
        if not link.endswith(">"):
            found.append([end, start, _number(length)])
    return found


_READERS: Mapping[str, Callable[[str], JSONValue]] = {
    **dict.fromkeys(("int", "natural", "argument"), _whole),
    "count": _count,
    "quantity": read_quantity,
    "literal": lambda raw: as_json(read_literal(raw)),
    "number": _number,
    **dict.fromkeys(("numbers", "number_list", "coins", "rgb"), _numbers),
    "list": _list,
    "texts": _texts,
    **dict.fromkeys(("items", "names"), _items),
    "listed": _listed,
    "file": _path,
    "table": _table,
    "conditions": _conditions,
    "comparison": _conditions,
    "json": lambda raw: _path(raw) if raw.startswith("@") else raw,
    "date": _date,
    "edges": _edges,
    "arrows": lambda raw: [[start, end] for start, end in _ARROW.findall(raw)],
    **dict.fromkeys(("matrix", "nested"), _json),
}
"""How each slot type is read; all others are texts, without the quotes around them."""
