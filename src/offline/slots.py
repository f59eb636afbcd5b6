"""What may stand in a slot of a phrase, and when is that too doubtful to be taken?"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_WHOLE = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\d)"
_NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?![\d.,]*\d)"
_ITEM = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_COUNT_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty"
)
_BETWEEN = r"(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+)"
_LIST = rf"{_ITEM}(?:{_BETWEEN}{_ITEM})*"
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}),?\s+\d{{4}}"
    rf"|(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
)
_EDGE = r"\w+\s*(?:-+>?|to)\s*\w+\s*[:=(]\s*\d+(?:\.\d+)?\)?"
_ARROW = r"\w+\s*-+>\s*\w+"
_QUOTED = r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)"

SLOT_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "int": _WHOLE,
        "count": rf"{_WHOLE}|(?:{_COUNT_WORDS})\b",
        "number": _NUMBER,
        "numbers": rf"\[\s*(?:{_LIST})?\s*\]|\(\s*{_LIST}\s*\)|{_LIST}",
        "list": r"\[[^\[\]]*\]",
        "word": rf"{_QUOTED}|[^\W_](?:[\w'’-]*[^\W_])?",
        "words": r".+",
        "text": rf"{_QUOTED}|.+?",
        "quoted": _QUOTED,
        "file": r"@(?:\"[^\"]+\"|[^\s\"]+)",
        "date": _DATE,
        "morse": r"\"[-._/\s]+\"|[-._](?:[-._/\s]*[-._])?",
        "hexa": r"[-+]?[0-9a-f]+",
        "roman": r"[ivxlcdm]+",
        "hexcolor": r"#(?:[0-9a-f]{6}|[0-9a-f]{3})",
        "rgb": r"\(?\s*\d{1,3}(?:\s*,\s*|\s+)\d{1,3}(?:\s*,\s*|\s+)\d{1,3}\s*\)?",
        "span": r"days?|weeks?",
        "address": r"\"[^\"]*\"|[^\s\"]+",
        "digits": r"\d[\d -]*\d",
        "isbn": r"\d[\d -]*[\dx]",
        "dotted": r"\d[\w.:]*",
        "table": r"@(?:\"[^\"]+\"|[^\s\"]+)|\"[^\"]*(?:\n|\\n)[^\"]*\"",
        "json": r"\{.*\}|\[.*\]|@(?:\"[^\"]+\"|[^\s\"]+)",
        "path": r"[\"']?[\w.$-]+[\"']?",
        "matrix": r"\[\s*\[[^\[\]]*\](?:\s*,\s*\[[^\[\]]*\])*\s*\]",
        "nested": r"\[.*\]",
        "grid": r"[0-9.]{81}",
        "node": r"\w+",
        "edges": rf"{_EDGE}(?:\s*[,;]?\s*(?:and\s+)?{_EDGE})*",
        "arrows": rf"{_ARROW}(?:\s*[,;]?\s*(?:and\s+)?{_ARROW})*",
        "coins": rf"\[\s*{_LIST}\s*\]|{_LIST}",
        "listed": r"\[[^\[\]]*\]|\"[^\"]*\"|\w+(?:\s*,\s*\w+)*",
        "names": r"[^\W\d_]+(?:\s*,\s*(?:and\s+)?[^\W\d_]+)+",
        "any": r".+?",
    }
)
"""The regular expression of each slot type."""

FREE_TYPES = frozenset({"word", "words", "text", "any"})

WHAT_IS_MISSING: Mapping[str, str] = MappingProxyType(
    {
        "int": "a whole number",
        "count": "a whole number",
        "number": "a number",
        "numbers": "a list of numbers",
        "list": "a list in square brackets",
        "word": "a word",
        "words": "a list of words",
        "text": "a text",
        "quoted": "a text in quotes",
        "file": "a file, as @name.csv",
        "morse": "a message in dots and dashes",
        "hexa": "a number",
        "roman": "a Roman numeral",
        "hexcolor": "a colour such as #ff8800",
        "rgb": "a colour such as rgb(255, 136, 0)",
        "span": "days or weeks",
        "table": "a table, as @name.csv",
        "json": "a JSON text",
        "matrix": "a matrix such as [[1, 2], [3, 4]]",
        "nested": "a list in square brackets",
        "grid": "a grid of 81 digits, 0 for an empty cell",
        "node": "a place",
        "edges": "a list of edges such as A-B:3, B-C:1",
        "arrows": "a list of arrows such as A->B, B->C",
        "coins": "a list of coins",
        "listed": "a word or a list",
        "names": "a list of words",
        "date": "a date such as 2024-03-15",
    }
)
"""What each slot type is called when it is asked for."""

_CHANGES_MEANING = re.compile(
    r"\b(?:without|except|excluding|excludes?|ignoring|ignore|unless|only|not|but|instead|then"
    r"|every|each|skip(?:ping)?|omit(?:ting)?|other\sthan|sorted|reversed|backwards|twice"
    r"|ascending|descending|alphabetical(?:ly)?|unique|distinct|uppercased?|lowercased?"
    r"|capitali[sz]ed|starting\swith|ending\swith|start\swith|end\swith|containing|case"
    r"|respectively|times|separated|joined|removing|removed|replac(?:ing|ed)|if|where|when)\b",
    re.IGNORECASE,
)
_NAMES_NOTHING = frozenset(
    "a an the this that these those my some any given following it them its is of in for input"
    " text texts string strings word words sentence sentences paragraph phrase list lists array"
    " arrays number numbers value values item items element elements file message letters"
    " characters something anything topic user one ones".split()
)
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d])")


def objection_to(kind: str, value: str, before: str) -> str:
    """Why a slot's value should not be taken for what it seems to be ("" if it should).

    Text in quotes or behind a colon is taken as it is; any other may hold words that belong
    to the wish itself.
    """
    if kind == "numbers":
        return _objection_to_numbers(value)
    if kind not in ("text", "words", "word"):
        return ""
    if _is_delimited(value) or before.rstrip().endswith(":"):
        return ""
    return _objection_to_text(value, kind)


def _is_delimited(value: str) -> bool:
    if value.startswith("[") and value.endswith("]"):
        return True
    return (
        re.fullmatch(rf"(?:{_QUOTED})(?:(?:\s*,\s*|\s+and\s+|\s+)(?:{_QUOTED}))*", value)
        is not None
    )


def _objection_to_numbers(value: str) -> str:
    grouped = _THOUSANDS.findall(value)
    others = _THOUSANDS.sub("", value).strip(" []()")
    if grouped and (others or any(",000" in group for group in grouped)):
        return "it is not plain which commas separate numbers and which group digits"
    return ""


def _objection_to_text(value: str, kind: str) -> str:
    doubtful = _CHANGES_MEANING.search(value)
    if doubtful is not None:
        return f"“{doubtful.group()}” may belong to the wish or to the text; put the text in quotes"
    if all(word in _NAMES_NOTHING for word in re.findall(r"[^\W_]+", value.lower())):
        return f"“{value}” does not say which one is meant; put it in quotes if it does"
    if '"' in value or "@" in value and kind != "word":
        return "only a part of the text is in quotes"
    if kind == "text" and re.search(r"\d", value) and " " in value:
        return "the numbers may belong to the wish or to the text; put the text in quotes"
    return ""
