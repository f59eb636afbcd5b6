"""Reads text, numbers and tables from files: columns, rows and conditions."""

import csv
import io
import json
import operator
import re
import warnings
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from .table_cells import (
    NOTHING,
    YEAR,
    Row,
    cell_text,
    day_of,
    dates_in_column,
    kind_of_column,
    number_of,
    numbers_in_column,
)


def read_file(file: Path) -> str:
    """Return the text of a file in UTF-8. Raises ValueError if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error if isinstance(error, OSError) else "it is not UTF-8 text; save it as UTF-8"
        raise ValueError(f"cannot read {file}: {reason}") from error


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
        raise ValueError("it has no numbers")
    return [float(word) for word in words]


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
    # Spreadsheets write rows of nothing but commas at the end.
    names, *cells = [
        row for row in ([cell.strip() for cell in row] for row in reader) if any(row)
    ] or [[]]
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


IDS = (" id", "_id")
TOTALS = frozenset({"total", "totals", "grand total", "sum"})


def column_named(rows: list[Row], wanted: str) -> str:
    """Return the name of a column as the table has it. Raises ValueError if it is not there.

    Case, spaces, other signs, a plural, and a unit in brackets or "name" behind it do not matter.
    """

    def plain(name: str) -> str:
        return "".join(filter(str.isalnum, name)).lower() or name

    def singular(name: str) -> str:
        return re.sub(r"(?:ies|y|s)$", "", plain(name))

    def short(name: str) -> str:
        return singular(re.sub(r"\s*[(\[].*|[\s_]+(?:name|id)$", "", name, flags=re.IGNORECASE))

    for form in (plain, singular, short):
        found = [name for name in rows[0] if form(name) == form(wanted)]
        if len(found) == 1:
            return found[0]
    raise ValueError(f"no column {wanted}; there are: {', '.join(rows[0])}")


def group_values(rows: list[Row], by: str, values: list[Any]) -> dict[str, list[Any]]:
    """Return the values that are there, by the rows' values of a column."""
    name = column_named(rows, by) if rows else by
    cells = [cell_text(row[name]) for row in rows]
    # "Price per night" of a column of nights is a quotient, and no price for each number of them.
    is_longer = name.casefold().startswith(by.casefold()) and len(name) > len(by)
    if is_longer and not name.lower().endswith(IDS):
        if any(number_of(cell) is not None for cell in cells):
            raise ValueError(f"“{by}” may be a divisor; to group by the column, say: by {name}")
    groups: dict[str, list[Any]] = {}
    for cell, value in zip(cells, values):
        if value is not None:
            groups.setdefault(cell, []).append(value)
    tell_cases(groups, name)
    return groups


def tell_cases(cells: Collection[str], column: str) -> None:
    """Warn of different cells that are the same but for case."""
    if len({cell.casefold() for cell in cells}) < len(cells):
        warnings.warn(f"cells of {column} that differ only in case count as different")


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
            nouns = noun if noun.endswith("s") or noun == "people" else f"{noun}s"
            warnings.warn(f"each row is counted as one of the {nouns}")
        return
    for members in groups.values():
        cells = [cell_text(row[name]) for row in members]
        numbers = (
            []
            if name.lower().endswith(IDS)
            else [cell for cell in cells if number_of(cell) is not None]
        )
        if numbers or len(set(cells)) < len(cells):
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
    spelled = {cell for cell in cells if cell.casefold() == value.casefold()}
    if condition.startswith("is") and not any(same) and len(spelled) == 1:
        value = spelled.pop()
        same = equal_cells(rows, name, value)
        warnings.warn(f"the value in {name} is written {value}")
    if condition.startswith("is") and not any(same) and number_of(value) is None:
        raise ValueError(f"no row has “{value}” in {name}; put it in quotes if you mean it")
    if spelled - {value} and condition in ("==", "!="):
        tell_cases(spelled | {value}, name)
    elif spelled - {value}:
        raise ValueError(f"some cells differ from “{value}” only in case; put it in quotes")
    return [not one for one in same] if condition in ("is not", "!=") else same


def equal_cells(rows: list[Row], column: str, value: str) -> list[bool]:
    """Return whether each cell holds a value, as a number or date if the column is one of them."""
    number, kind = number_of(value), kind_of_column(rows, column)
    try:
        if number is not None and kind == "number":
            return [one == number for one in numbers_in_column(rows, column)]
        if kind == "date":
            day = day_of(rows, column, value)
            return [date[: len(day)] == day for date in dates_in_column(rows, column)]
    except ValueError:
        pass  # Other cells are text: only the same text is equal.
    return [cell_text(row[column]) == value for row in rows]


def compared(
    rows: list[Row], column: str, compare: Callable[[Any, Any], bool], value: str
) -> list[bool]:
    """Tell which rows' numbers or dates compare so with a value; empty cells never do."""
    limit = number_of(value)
    if "%" not in value and abs(limit or 1) < 1 and "%" in cell_text(rows[0][column]):
        raise ValueError(f"{column} holds percentages; write {value} with a percent sign")
    if limit is not None:
        try:
            numbers = numbers_in_column(rows, column)
            return [number is not None and compare(number, limit) for number in numbers]
        except ValueError:
            if not YEAR.fullmatch(value) or kind_of_column(rows, column) == "number":
                raise
    day = day_of(rows, column, value)
    return [bool(date) and compare(date[: len(day)], day) for date in dates_in_column(rows, column)]


def in_order(groups: dict[str, Any], order: str) -> dict[str, Any]:
    """Return the groups by their values, ascending or descending; as they are for ""."""
    if order not in ("", "ascending", "descending"):
        raise ValueError(f"the order is ascending or descending, not {order}")
    if not order:
        return groups
    pairs = sorted(groups.items(), key=lambda pair: pair[1], reverse=order == "descending")
    return dict(pairs)
