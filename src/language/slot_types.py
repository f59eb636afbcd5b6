"""The types of slots in phrases, and the text they match."""

from collections.abc import Mapping

from .number_words import COUNT_WORDS, SCALES, TENS, UNITS

_FULL = r"[-+]?(?:\d{1,3}(?:,\d{3})++|\d++)(?![\d.,]*\d)"
_NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?+|\.\d++)(?![\d.,]*\d)"
_ITEM = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_COUNT_WORDS = "|".join(sorted(COUNT_WORDS[1:], key=len, reverse=True))
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
_FILE = r"@(?:\"[^\"]+\"|[^\s\"]*[^\s\",;:?!.])"
_DEEPEST = 8


def _bracketed(depth: int) -> str:
    """Return a literal in brackets; `re` knows no recursion, so that the depth has a bound."""
    inner = f"|{_bracketed(depth - 1)}" if depth else ""
    return rf"[\[({{](?:[^\[\](){{}}\"']|{STRING}{inner})*+[\])}}]"


BRACKETED = _bracketed(_DEEPEST)

_NO_COLUMN = (
    "by|per|for|each|every|where|with|whose|which|having|have|has|in|of|from|and|or|the|columns?"
    "|values?|rows?|records?|lines|numbers|is|are|to|on|over|under|between|than"
    "|how|many|which|what|who"
)
_EXTREME = "most|fewest|least|highest|lowest|largest|smallest|biggest|greatest"
_COLUMN_WORD = rf"(?!(?:{_NO_COLUMN})\b)[^\W][\w'’%$#/-]*"

_TYPES: Mapping[str, tuple[str, str]] = {
    "int": (_FULL, "a whole number"),
    "natural": (rf"(?![-+]){_FULL}", "a whole number"),
    "count": (rf"{_FULL}|(?:{_COUNT_WORDS})\b", "a whole number"),
    "argument": (rf"\(\s*{_FULL}\s*\)", "a whole number in brackets"),
    "number": (_NUMBER, "a number"),
    "numbers": (rf"\[\s*(?:{_LIST})?\s*\]|\(\s*{_LIST}\s*\)|{_LIST}", "a list of numbers"),
    "list": (r"\[[^\[\]]*\]", "a list in square brackets"),
    "texts": (r"\[[^\[\]{}]*\]", "a list in square brackets"),
    "number_list": (rf"\[\s*(?:{_LIST})?\s*\]", "a list of numbers in square brackets"),
    "word": (rf"{QUOTED}|[^\W_](?:[\w'’-]*[^\W_])?", "a word"),
    "column": (rf"{QUOTED}|{_COLUMN_WORD}(?:\s+{_COLUMN_WORD}){{0,3}}?", "a column"),
    "conditions": (rf"(?!(?:the\s+)?(?:{_EXTREME})\b).+?", ""),
    # "hired before 2019" needs no "where".
    "comparison": (
        rf"(?:{_COLUMN_WORD}\s+){{1,3}}?"
        r"(?:after|before|over|under|above|below|between|[<>]=?)\s.+?",
        "",
    ),
    "row_noun": (r"[^\W\d_][\w-]*", ""),
    "words": (r".+", "a topic"),
    "items": (r".+", "a list of words"),
    "text": (rf"{QUOTED}|.+?", "a text"),
    "quoted": (QUOTED, "a text in quotes"),
    "file": (_FILE, "a file, as @name.csv"),
    "date": (DATE, "a date such as 2024-03-15"),
    "clock": (
        r"\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?",
        "a time of day such as 17:45",
    ),
    "morse": (r"\"[-._/\s]+\"|[-._](?:[-._/\s]*[-._])?", "a message in dots and dashes"),
    "hexa": (r"[-+]?[0-9a-f]+", "a number"),
    "roman": (r"[ivxlcdm]+", "a Roman numeral"),
    "hexcolor": (r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", "a colour such as #ff8800"),
    "rgb": (
        r"\(?\s*\d{1,3}(?:\s*,\s*|\s+)\d{1,3}(?:\s*,\s*|\s+)\d{1,3}\s*\)?",
        "a colour such as rgb(255, 136, 0)",
    ),
    "span": (r"days?|weeks?", "days or weeks"),
    "address": (r"\"[^\"]*\"|[^\s\"]+", ""),
    "digits": (r"\d[\d -]*\d", ""),
    "isbn": (r"\d[\d -]*[\dx]", ""),
    "dotted": (r"\d[\w.:]*", ""),
    "table": (_FILE + r"|\"[^\"]*(?:\n|\\n)[^\"]*\"", "a table such as @name.csv"),
    "json": (r"\{.*\}|\[.*\]|" + _FILE, "a JSON text"),
    "path": (r"[\"']?[\w.$-]+[\"']?", ""),
    "matrix": (
        r"\[\s*\[[^\[\]]*\](?:\s*,\s*\[[^\[\]]*\])*\s*\]",
        "a matrix such as [[1, 2], [3, 4]]",
    ),
    "nested": (r"\[.*\]", "a list in square brackets"),
    "grid": (r"[0-9.]{81}", "a grid of 81 digits, 0 for an empty cell"),
    "node": (r"\w+", "a place"),
    "edges": (
        rf"{_EDGE}(?:\s*[,;]?\s*(?:and\s+)?{_EDGE})*",
        "a list of edges such as A-B:3, B-C:1",
    ),
    "arrows": (
        rf"{_ARROW}(?:\s*[,;]?\s*(?:and\s+)?{_ARROW})*",
        "a list of arrows such as A->B, B->C",
    ),
    "coins": (rf"\[\s*{_LIST}\s*\]|{_LIST}", "a list of coins"),
    "listed": (r"\[[^\[\]]*\]|\"[^\"]*\"|[^\W\d_]+|\w+(?:\s*,\s*\w+)+", "a word or a list"),
    "letter": (r"[^\W\d_](?=['’]?s\b)", "a letter"),
    # One letter or digit, or one sign in quotes.
    "glyph": (r"\"[^\"]\"|'[^']'|[^\W_](?!\w)", "a letter, a digit or a sign in quotes"),
    "names": (r"[^\W\d_]+(?:\s*,\s*(?:and\s+)?[^\W\d_]+)+", "a list of words"),
    "any": (r".+?", ""),
    # Values of a user's own functions, in the notation of Python or JSON.
    "quantity": (rf"{QUANTITY}|{SPOKEN_NUMBER}", "a number"),
    "literal": (
        rf"{BRACKETED}|{STRING}|{QUANTITY}|{CONSTANT}",
        "a value such as 5, 'text' or [1, 2]",
    ),
    # What follows a colon, with all that it says: it is never read as a part of the request.
    "prose": (r".+", "a text"),
    "length": (
        r"(?:in|of|with)\s+(?:(?:at\s+most|up\s+to|no\s+more\s+than|exactly|about|around|under"
        rf"|only|just)\s+)?(?:\d{{1,4}}|{_COUNT_WORDS}|a\s+single)"
        r"\s+(?:lines?|sentences?|words?)",
        "",
    ),
    "size": (rf"(?:\d{{1,4}}|{_COUNT_WORDS}|single)[- ](?:line|sentence|word)", ""),
}
"""The regular expression of each slot type, and what it is called when it is asked for."""

SLOT_PATTERNS = {kind: pattern for kind, (pattern, _) in _TYPES.items()}

SEPARATED_BY_SIGNS = frozenset({"quantity", "literal"})
"""Values that a comma or semicolon separates even without a blank."""

FREE_TYPES = frozenset(
    {"word", "words", "items", "text", "any", "column", "conditions", "comparison"}
)

ALWAYS_OPTIONAL = frozenset({"conditions", "comparison", "row_noun", "address"})
"""Types of slots that a wording can do without: it is never said that they are missing."""

WHAT_IS_MISSING = {
    **{kind: name for kind, (_, name) in _TYPES.items() if name},
    "measure": "a measure such as sum or average",
    **{kind: f"a {kind}" for kind in ("unit", "month", "base", "format")},
}
"""What each slot type is called when it is asked for."""
