"""Reads conditions on the columns of a table: "city is Rome and amount over 10"."""

import re
from collections.abc import Iterator

EVENTS = "orders order sales sale transactions transaction payments payment invoices invoice"
ROW_NOUNS = (
    *EVENTS.split(),
    *"customers customer people users user products product items item employees employee".split(),
    *"students student".split(),
)
"""What the rows of a table are often called."""

_FILE_NAME = re.compile(r"@\"?(?:[^\s\"@]*/)?([\w-]+)\.\w+")
_AND = re.compile(r"(?<!\s)\s+and\s+(?:(?:whose|where|with)\s+)?", re.IGNORECASE)
_OR = re.compile(r"\s(?:or|but|except|unless)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(\S+)\s+and\s+(\S+)", re.IGNORECASE)
_IS = r"(?:(?:is|are|was|were)\s+)?"
_THAN = r"(?:more|greater|larger|bigger|higher|later)\s+than"
_LESS = r"(?:less|fewer|smaller|lower|earlier)\s+than"
# The first that fits at the first place decides, so longer ones come first.
_OPERATORS = (
    ("between", rf"{_IS}between"),
    (">=", rf"{_IS}(?:at\s+least|no\s+less\s+than|>=)"),
    ("<=", rf"{_IS}(?:at\s+most|no\s+more\s+than|<=)"),
    (">", rf"{_IS}(?:over|above|{_THAN}|after|exceeds|>)"),
    ("<", rf"{_IS}(?:under|below|{_LESS}|before|<)"),
    ("is not empty", r"is\s+not\s+(?:empty|missing|blank)"),
    ("is empty", r"is\s+(?:empty|missing|blank)"),
    ("contains", r"contains?"),
    ("starts with", r"(?:starts?|begins?)\s+with"),
    ("ends with", r"ends?\s+with"),
    ("is not", r"(?:is\s+not|isn['’]t|does\s+not\s+equal|!=|<>)"),
    ("is", r"(?:is\s+equal\s+to|is|are|was|were|equals?|==|=)"),
)
_CONDITION = re.compile(
    r"(?:the\s+)?(?:column\s+)?(?P<column>\"[^\"]+\"|.+?)(?:\s+|(?=[<>=!]))(?:"
    + "|".join(f"(?P<op{place}>{text})" for place, (_, text) in enumerate(_OPERATORS))
    + r")(?:(?<=[<>=])\s*|\s+|$)(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING_IN = re.compile(r"(?:no|an?\s+(?:empty|missing))\s+(?P<column>[^<>=]+)", re.IGNORECASE)
# "more than 10 euros" compares with 10; other words after a number do not belong to it.
_UNIT = re.compile(
    r"([-+]?[$€£]?(?<![\d.,])[\d.,]*\d)\s+(?:euros?|dollars?|pounds?)", re.IGNORECASE
)


def names_rows(noun: str, request: str) -> bool:
    """Return True if a noun is one for rows, or the name of a file that the request names."""
    singular = noun.lower().rstrip("s")
    names = (found[1].lower().rstrip("s") for found in _FILE_NAME.finditer(request))
    return noun.lower() in ROW_NOUNS or singular in names


def read_conditions(text: str) -> list[list[str]]:
    """Return each condition as a column, an operator and a value; all have to be met.

    A value in quotes is looked for as it is ("=="); for any other "is" has to occur. Raises
    ValueError for anything else.
    """
    if any(_outside_quotes(_OR, text)):
        raise ValueError("only “and” can join conditions")
    parts, at, text = [], 0, _BETWEEN.sub(r"between \1 \2", text)
    for found in _outside_quotes(_AND, text):
        parts.append(text[at : found.start()])
        at = found.end()
    return [condition for part in (*parts, text[at:]) for condition in _conditions(part)]


def _outside_quotes(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what is found with an even number of quotes behind it."""
    left, at = text.count('"'), 0
    for found in pattern.finditer(text):
        left -= text.count('"', at, found.end())
        at = found.end()
        if left % 2 == 0:
            yield found


def _conditions(text: str) -> list[list[str]]:
    if nothing := _NOTHING_IN.fullmatch(text.strip()):
        return [[_plain(nothing["column"]), "is empty", ""]]
    words = text.split()
    # "orders that have status open"; who reads the table finds out whether there is such a column.
    found = _CONDITION.fullmatch(" is ".join(words) if len(words) == 2 else text.strip())
    operator, value = "", ""
    if found is not None:
        operator = next(name for place, (name, _) in enumerate(_OPERATORS) if found[f"op{place}"])
        value = _UNIT.sub(r"\1", found["value"].strip())
    if found is None or bool(value) == operator.endswith("empty"):
        raise ValueError(f"“{text}” is not a condition such as: amount over 10")
    column = _plain(found["column"])
    if operator == "between":
        low, _, high = value.partition(" ")
        return [[column, ">=", _plain(low)], [column, "<=", _plain(high)]]
    if operator in ("is", "is not") and value[:1] in "\"'":
        operator = "==" if operator == "is" else "!="
    return [[column, operator, _plain(value)]]


def _plain(text: str) -> str:
    return text.strip().strip("\"'")
