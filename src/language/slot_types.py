"""The types of slots in phrases, and the text they match."""

from collections.abc import Mapping
from types import MappingProxyType

from .tokenizer import SCALES, TENS, UNITS

_FULL = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\d)"
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
DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}),?\s+\d{{4}}"
    rf"|(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
)
_EDGE = r"\w+\s*(?:-+>?|to)\s*\w+\s*[:=(]\s*\d+(?:\.\d+)?\)?"
_ARROW = r"\w+\s*-+>\s*\w+"
QUOTED = r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)"
_UNIT, _TEN, _SCALE = (
    "|".join(sorted(some, key=len, reverse=True)) for some in (UNITS, TENS, SCALES)
)
_TO_99 = rf"(?:(?:{_TEN})(?:(?:\s+|-)(?:{_UNIT}))?|{_UNIT})\b"
SPOKEN_NUMBER = rf"\b{_TO_99}(?:\s+(?:{_SCALE})\b(?:\s+(?:and\s+)?{_TO_99})?)*"
QUANTITY = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?!\d|\.\d)"
STRING = r"\"(?:[^\"\\]|\\.)*+\"|(?<!\w)'(?:[^'\\]|\\.)*+'"
CONSTANT = r"\b(?:True|False|None|null)\b"
_DEEPEST = 8


def _bracketed(depth: int) -> str:
    """A literal in brackets; `re` knows no recursion, so that the depth has a bound."""
    inner = f"|{_bracketed(depth - 1)}" if depth else ""
    return rf"[\[({{](?:[^\[\](){{}}\"']|{STRING}{inner})*+[\])}}]"


BRACKETED = _bracketed(_DEEPEST)

SLOT_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "int": _FULL,
        "natural": rf"(?![-+]){_FULL}",
        "count": rf"{_FULL}|(?:{_COUNT_WORDS})\b",
        "argument": rf"\(\s*{_FULL}\s*\)",
        "number": _NUMBER,
        "numbers": rf"\[\s*(?:{_LIST})?\s*\]|\(\s*{_LIST}\s*\)|{_LIST}",
        "list": r"\[[^\[\]]*\]",
        "texts": r"\[[^\[\]{}]*\]",
        "number_list": rf"\[\s*(?:{_LIST})?\s*\]",
        "word": rf"{QUOTED}|[^\W_](?:[\w'’-]*[^\W_])?",
        "words": r".+",
        "items": r".+",
        "text": rf"{QUOTED}|.+?",
        "quoted": QUOTED,
        "file": r"@(?:\"[^\"]+\"|[^\s\"]+)",
        "date": DATE,
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
        "listed": r"\[[^\[\]]*\]|\"[^\"]*\"|[^\W\d_]+|\w+(?:\s*,\s*\w+)+",
        "letter": r"[^\W\d_](?=['’]?s\b)",
        # One letter or digit, or one sign in quotes.
        "glyph": r"\"[^\"]\"|'[^']'|[^\W_](?!\w)",
        "names": r"[^\W\d_]+(?:\s*,\s*(?:and\s+)?[^\W\d_]+)+",
        "any": r".+?",
        # Values of a user's own functions, in the notation of Python or JSON.
        "quantity": rf"{QUANTITY}|{SPOKEN_NUMBER}",
        "literal": rf"{BRACKETED}|{STRING}|{QUANTITY}|{CONSTANT}",
        # What follows a colon, with all that it says: it is never read as a part of the request.
        "prose": r".+",
        "length": (
            r"(?:in|of|with)\s+(?:(?:at\s+most|up\s+to|no\s+more\s+than|exactly|about|around|under"
            rf"|only|just)\s+)?(?:\d{{1,4}}|{_COUNT_WORDS}|a\s+single)"
            r"\s+(?:lines?|sentences?|words?)"
        ),
        "size": rf"(?:\d{{1,4}}|{_COUNT_WORDS}|single)[- ](?:line|sentence|word)",
    }
)
"""The regular expression of each slot type."""

SEPARATED_BY_SIGNS = frozenset({"quantity", "literal"})
"""Values that a comma or semicolon parts without a blank, too."""

FREE_TYPES = frozenset({"word", "words", "items", "text", "any"})

WHAT_IS_MISSING: Mapping[str, str] = MappingProxyType(
    {
        "int": "a whole number",
        "natural": "a whole number",
        "count": "a whole number",
        "argument": "a whole number in brackets",
        "number": "a number",
        "numbers": "a list of numbers",
        "list": "a list in square brackets",
        "texts": "a list in square brackets",
        "number_list": "a list of numbers in square brackets",
        "word": "a word",
        "words": "a topic",
        "prose": "a text",
        "items": "a list of words",
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
        "letter": "a letter",
        "listed": "a word or a list",
        "glyph": "a letter, a digit or a sign in quotes",
        "names": "a list of words",
        "date": "a date such as 2024-03-15",
        "quantity": "a number",
        "literal": "a value such as 5, 'text' or [1, 2]",
    }
)
"""What each slot type is called when it is asked for."""
