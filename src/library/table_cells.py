"""Reads the cells of a table's column as numbers or dates."""

import json
import re
import warnings
from datetime import datetime
from typing import Any

Row = dict[str, Any]
NOTHING = frozenset(
    {"", "-", "--", "–", "—", "n/a", "#n/a", "n.a", "n.a.", "na", "nan", "none", "null"}
)
DATE_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
YEAR = re.compile(r"(?:19|20)\d\d")
LIKE_A_DATE = re.compile(r"\d{4}\D+\d|\d\D+\d{4}")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
UNIT = r"([$€£¥%]|USD|EUR|GBP|CHF|JPY)"
NUMBER = re.compile(rf"(\()?([-+])?\s*{UNIT}?\s*([-+])?([\d.,]*\d(?:[eE][-+]?\d+)?)\s*{UNIT}?(\))?")
# A space or an apostrophe between groups of three digits, as in 12 345; not in 030 123.
GROUPED = re.compile(r"(?<!\d)[1-9]\d{0,2}([ '’\u00a0\u202f])\d{3}(?:\1\d{3})*(?!\d)")
# 1,5 and 0,125 and 1234,500 show that a comma precedes decimals, as does 1.200.000.
DECIMAL_COMMA = re.compile(r",(?:\d\d?|\d{4,})\s|(?:\s0?|\d{4}),\d{3}\s|\.\d{3}[.,]")
SWAPPED = str.maketrans(".,", ",.")
NUMERAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?")


def cell_text(cell: Any) -> str:
    """Return a cell as text."""
    return cell.strip() if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def parts_of_number(text: str) -> tuple[bool, str, str] | None:
    """Return a number's sign, its digits, and its currency or percent sign; None if none.

    An amount in brackets is negative.
    """
    text = GROUPED.sub(lambda found: found[0].replace(found[1], ""), text.strip())
    found = NUMBER.fullmatch(text.replace("−", "-"))
    if found is None:
        return None
    opened, sign, before, inner, digits, behind, closed = found.groups()
    if bool(opened) != bool(closed) or (before and behind) or (sign and inner):
        return None
    return bool(opened) or "-" in (sign, inner), digits, before or behind or ""


def number_of(text: str, decimal_comma: bool = False) -> float | None:
    """Return the number that a text is, with a currency, percent sign or separators."""
    parts = parts_of_number(text)
    if parts is None:
        return None
    is_negative, digits, _ = parts
    if decimal_comma:
        digits = digits.translate(SWAPPED)
    if not NUMERAL.fullmatch(digits):
        return None
    value = float(digits.replace(",", ""))
    return -value if is_negative else value


def has_decimal_comma(column: str, parts: list[tuple[bool, str, str]]) -> bool:
    """Return True if a comma precedes the decimals of a column's numbers. Raises ValueError."""
    texts = f" {'  '.join(digits for _, digits, _ in parts)} "
    comma, point = map(DECIMAL_COMMA.search, (texts, texts.translate(SWAPPED)))
    if comma and point:
        raise ValueError(f"the column {column} has decimal points and decimal commas")
    dotted = [digits for _, digits, unit in parts if "." in digits and unit != "%"]
    if dotted and not (comma or point) and (parts[0][2] or len(dotted) < len(parts)):
        whole = dotted[0].replace(".", "")
        raise ValueError(f"it is unclear whether {dotted[0]} in {column} means {whole}")
    return bool(comma)


def numbers_in_column(rows: list[Row], column: str) -> list[float | None]:
    """Return the number in each row's cell, None for an empty one.

    Raises ValueError if a cell holds anything else, or if commas or points are unclear.
    """
    cells = [cell_text(row[column]) for row in rows]
    full = [cell for cell in cells if cell.lower() not in NOTHING]
    parts = [found for found in map(parts_of_number, full) if found is not None]
    comma = has_decimal_comma(column, parts)
    units = sorted({unit for _, _, unit in parts if unit})
    if len(units) > 1:
        raise ValueError(f"the column {column} mixes {' and '.join(units)}")
    numbers = {cell: number_of(cell, comma) for cell in full}
    wrong = [cell for cell in full if numbers[cell] is None]
    if wrong:
        raise ValueError(f"the column {column} holds more than numbers: {wrong[0][:40]}")
    grouped = [cell for cell in full if "," in cell or re.search(r"\d\D\d{3}(?!\d)", cell)]
    if grouped:
        warnings.warn(f"{column}: {grouped[0]} is read as {numbers[grouped[0]]:.15g}")
    return [numbers.get(cell) for cell in cells]


def dates_in_column(rows: list[Row], column: str) -> list[str]:
    """Return each row's date as in 2024-03-15, "" for an empty cell. Raises ValueError."""
    cells = [cell_text(row[column]) for row in rows]
    slashed = [found for cell in cells if (found := SLASHED.fullmatch(cell))]
    month_first = any(int(found[2]) > 12 for found in slashed)
    if slashed and month_first == any(int(found[1]) > 12 for found in slashed):
        raise ValueError(f"it is unclear whether day or month comes first in {column}")
    return ["" if cell.lower() in NOTHING else date_of(cell, month_first) for cell in cells]


def day_of(rows: list[Row], column: str, value: str) -> str:
    """Return the year, month or day to compare a column's dates with, as in 2024 or 2024-03.

    Raises ValueError for anything else, or if it is unclear which of its numbers is the month.
    """
    for form in ("%Y", "%Y-%m", "%B %Y", "%b %Y"):
        try:
            return datetime.strptime(value, form).date().isoformat()[: 4 if form == "%Y" else 7]
        except ValueError:
            continue
    return dates_in_column([{value: value}, *({value: row[column]} for row in rows)], value)[0]


def date_of(text: str, month_first: bool = False) -> str:
    """Return a date as in 2024-03-15, with its time if there is one. Raises ValueError."""
    forms = ("%m/%d/%Y" if month_first else "%d/%m/%Y", *DATE_FORMS)
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text.strip()).isoformat(" ")
    except ValueError as error:
        raise ValueError(f"“{text.strip()}” is neither a number nor a date") from error


def is_number(text: str) -> bool:
    """Return True if a text is a number, with a decimal point or a decimal comma."""
    return number_of(text) is not None or number_of(text, True) is not None


def is_date(text: str) -> bool:
    """Return True if a text is a date, with the day or the month first."""
    for month_first in (False, True):
        try:
            return bool(LIKE_A_DATE.search(text) and date_of(text, month_first))
        except ValueError:
            continue
    return False


def kind_of_column(rows: list[Row], column: str) -> str:
    """Return what more cells of a column are, "number" or "date"; "text" if none is either."""
    cells = [cell_text(row[column]) for row in rows]
    numbers = sum(map(is_number, cells))
    dates = sum(is_date(cell) for cell in cells if not is_number(cell))
    return "text" if not numbers + dates else "number" if numbers >= dates else "date"
