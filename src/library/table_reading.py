"""Reads text, numbers and tables from files: columns, rows, conditions, numbers and dates."""

import csv
import io
import json
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


def read_file(file: Path) -> str:
    """Return the text of a file in UTF-8. Raises ValueError if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot read {file}: {error}") from error


def text_of(source: str) -> str:
    """Return the source itself if it has a line break, else the text of the file of that path."""
    return source if "\n" in source else read_file(Path(source))


ONE_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")


def numbers_in(source: str) -> list[float]:
    """Return the numbers of a text, or of the file of that path; there must be nothing else.

    Spaces, line breaks, commas and semicolons separate them. Raises ValueError otherwise.
    """
    text = text_of(source)
    if re.search(r"\d,\d{3}(?!\d)", text):
        raise ValueError("it is unclear which commas separate numbers and which group digits")
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    for word in words:
        if not ONE_NUMBER.fullmatch(word):
            raise ValueError(f"there is something other than numbers: {word[:40]}")
    if not words:
        raise ValueError("there are no numbers")
    return [float(word) for word in words]


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


def read_rows(source: str) -> list[Row]:
    """Return the rows of a table, given as text or as the path of a file, by the names of columns.

    Raises ValueError if there are none, or if rows and columns do not fit.
    """
    text = text_of(source).strip()
    rows = json_rows(text) if text[:1] in ("[", "{") else csv_rows(text)
    if not rows:
        raise ValueError("the table has no rows")
    return rows


def csv_rows(text: str) -> list[Row]:
    """Return the rows of CSV text; commas, semicolons, tabs or bars separate its cells."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    names, *cells = ([cell.strip() for cell in row] for row in reader if row)
    if len(set(names)) < len(names):
        raise ValueError("two columns have the same name")
    if cells and all(number_of(name) is not None for name in names):
        raise ValueError("the first line holds numbers, not the names of columns")
    if any(len(row) > len(names) for row in cells):
        raise ValueError("a row has more cells than there are columns")
    return [dict(zip(names, row + [""] * (len(names) - len(row)))) for row in cells]


def json_rows(text: str) -> list[Row]:
    """Return the rows of a list of JSON objects, of the only one in an object, or of lines."""
    try:
        value = json.loads(text)
    except ValueError:
        try:
            value = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise ValueError(f"neither JSON nor JSON Lines: {error}") from error
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not all(isinstance(row, dict) for row in value):
        raise ValueError("this JSON is not a list of records")
    names = dict.fromkeys(name for row in value for name in row)
    return [{name: "" if row.get(name) is None else row[name] for name in names} for row in value]


def cell_text(cell: Any) -> str:
    """Return a cell as text."""
    return cell.strip() if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def column_named(rows: list[Row], wanted: str) -> str:
    """Return the name of a column as the table has it. Raises ValueError if it is not there.

    Case, spaces, other signs and a plural do not matter.
    """

    def plain(name: str) -> str:
        return "".join(filter(str.isalnum, name)).lower() or name

    def singular(name: str) -> str:
        return re.sub(r"(?:ies|y|s)$", "", plain(name))

    for form in (plain, singular):
        found = [name for name in rows[0] if form(name) == form(wanted)]
        if len(found) == 1:
            return found[0]
    raise ValueError(f"there is no column {wanted}; there are: {', '.join(rows[0])}")


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


def tell_left_out(count: int, column: str) -> None:
    """Warn that empty cells do not count."""
    if count:
        cells = "1 empty cell" if count == 1 else f"{count} empty cells"
        warnings.warn(f"left out {cells} of {column}")


def check_counted(groups: dict[str, list[Row]], noun: str, table: str, chosen_by: str = "") -> None:
    """Raise ValueError unless each row is one of what a noun names; warn if that is assumed.

    `chosen_by` is the column by which some of the rows are chosen, if one is.
    """
    rows = [row for members in groups.values() for row in members]
    if noun == "rows" or not rows:
        return
    try:
        name = column_named(rows, noun)
    except ValueError:
        if Path(table).stem.lower().rstrip("s") != noun.lower().rstrip("s"):
            warnings.warn(f"each row is counted as one of the {noun}")
        return
    for members in groups.values():
        cells = [cell_text(row[name]) for row in members]
        if len(set(cells)) < len(cells) or any(number_of(cell) is not None for cell in cells):
            ways = f", different {noun} or total {noun}"
            ways = f" or total {chosen_by} by {name}" if chosen_by else ways
            raise ValueError(
                f"{noun} may be rows, or what the column {name} holds; ask for rows{ways}"
            )


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
TEXT_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "starts with": str.startswith,
    "ends with": str.endswith,
}


def matching(rows: list[Row], where: list[list[str]] | None) -> list[Row]:
    """Return the rows that meet all conditions. Raises ValueError as `meeting` does."""
    return [row for row, is_met in zip(rows, meeting(rows, where)) if is_met]


def meeting(rows: list[Row], where: list[list[str]] | None) -> list[bool]:
    """Return whether each row meets all conditions.

    Raises ValueError if a column is missing or a condition does not fit what is in it.
    """
    tests = [met_by(rows, *condition) for condition in where or ()]
    return [all(met) for met in zip(*tests)] if tests else [True] * len(rows)


def met_by(rows: list[Row], column: str, condition: str, value: str) -> list[bool]:
    """Return whether each row meets a condition."""
    name = column_named(rows, column)
    if condition in COMPARISONS:
        return compared(rows, name, COMPARISONS[condition], value)
    cells = [cell_text(row[name]) for row in rows]
    if condition in TEXT_TESTS:
        test = TEXT_TESTS[condition]
        return [test(cell.casefold(), value.casefold()) for cell in cells]
    if condition in ("is empty", "is not empty"):
        return [(cell.lower() in NOTHING) == (condition == "is empty") for cell in cells]
    same = equal_cells(rows, name, value)
    if condition.startswith("is") and not any(same) and number_of(value) is None:
        raise ValueError(f"no row has “{value}” in {name}; put it in quotes if you mean it")
    if any(cell.casefold() == value.casefold() and cell != value for cell in cells):
        raise ValueError(f"some cells differ from “{value}” only in case")
    return [not one for one in same] if condition in ("is not", "!=") else same


def equal_cells(rows: list[Row], column: str, value: str) -> list[bool]:
    """Return whether each cell holds a value, as a number if the column is one of numbers."""
    number = number_of(value)
    try:
        numbers = numbers_in_column(rows, column) if number is not None else []
    except ValueError:
        numbers = []
    if numbers:
        return [one == number for one in numbers]
    return [cell_text(row[column]) == value for row in rows]


def compared(
    rows: list[Row], column: str, compare: Callable[[Any, Any], bool], value: str
) -> list[bool]:
    """Tell which rows' numbers or dates compare so with a value; empty cells never do."""
    limit = number_of(value)
    if limit is not None:
        try:
            numbers = numbers_in_column(rows, column)
            return [number is not None and compare(number, limit) for number in numbers]
        except ValueError:
            if not YEAR.fullmatch(value) or kind_of_column(rows, column) == "number":
                raise
    try:
        day = value if limit is not None else date_of(value)
    except ValueError as error:
        raise ValueError(f"{value} is neither a number nor a date") from error
    return [bool(date) and compare(date[: len(day)], day) for date in dates_in_column(rows, column)]
