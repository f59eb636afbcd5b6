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
NUMERAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?")


def cell_text(cell: Any) -> str:
    """Return a cell as text."""
    return cell.strip() if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def parts_of_number(text: str) -> tuple[bool, str, str] | None:
    """Return a number's sign, its digits, and its currency or percent sign; None if none.

    An amount in brackets is negative.
    """
    found = NUMBER.fullmatch(text.strip())
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
        digits = digits.translate(str.maketrans(".,", ",."))
    if not NUMERAL.fullmatch(digits):
        return None
    value = float(digits.replace(",", ""))
    return -value if is_negative else value


def numbers_in_column(rows: list[Row], column: str) -> list[float | None]:
    """Return the number in each row's cell, None for an empty one.

    Raises ValueError if a cell holds anything else, or if it is unclear what commas mean.
    """
    cells = [cell_text(row[column]) for row in rows]
    full = [cell for cell in cells if cell.lower() not in NOTHING]
    parts = [found for found in map(parts_of_number, full) if found is not None]
    comma = any(re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},", digits) for _, digits, _ in parts)
    point = any(re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.", digits) for _, digits, _ in parts)
    if comma and point:
        raise ValueError(f"the column {column} has decimal points and decimal commas")
    units = sorted({unit for _, _, unit in parts if unit})
    if len(units) > 1:
        raise ValueError(f"the column {column} mixes {' and '.join(units)}")
    numbers = {cell: number_of(cell, comma) for cell in full}
    wrong = [cell for cell in full if numbers[cell] is None]
    if wrong:
        raise ValueError(f"the column {column} holds more than numbers: {wrong[0][:40]}")
    grouped = [cell for cell in full if "," in cell or re.search(r"\d\.\d{3}(?!\d)", cell)]
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
