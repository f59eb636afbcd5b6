"""CSV tables: their columns and rows, the values of a column, and sums over it."""

import csv
import io
import math

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import tidy
from .phrase_parts import TABLE
from .text_files import text_of

_OF_COLUMN = f"(of|in|for) [the] [column] {{column:word}} [column] {TABLE}"
_COLUMN = f"[the] {{column:word}} column {TABLE}"
_ROWS = "(rows|records|entries)"
_COUNT_ROWS = f"(count|number of|how many) [the] [number of] {_ROWS}"
_PRICES = '"name,price\\nalpha,3\\nbeta,4.5\\ngamma,1.5"'
_TWO_PRICES = '"name,price\\nalpha,3\\nbeta,4.5"'
_NUMBERS_ONLY = "The first line names the columns; empty cells do not count."


def _read_table(table: str) -> list[dict[str, str]]:
    """The rows of CSV text or of a CSV file, by the names of their columns."""
    rows = list(csv.DictReader(io.StringIO(text_of(table).strip()), restval=""))
    if not rows:
        raise ValueError("the table has no rows")
    # The reader puts the cells that have no column under None.
    if any(None in row for row in rows):
        raise ValueError("a row has more cells than there are columns")
    return rows


def _cells(table: str, column: str) -> list[str]:
    """The cells of a column, whose name may differ in case."""
    rows = _read_table(table)
    for name in rows[0]:
        if name.strip().lower() == column.strip().lower():
            return [row[name].strip() for row in rows]
    raise ValueError(f"there is no column {column}; there are: " + ", ".join(rows[0]))


def _numbers(table: str, column: str) -> list[float]:
    """The numbers of a column without its empty cells; at least one."""
    cells = [cell.replace(",", "") for cell in _cells(table, column) if cell]
    if not cells:
        raise ValueError("the column is empty")
    try:
        return [float(cell) for cell in cells]
    except ValueError as error:
        raise ValueError(f"the column {column} holds more than numbers") from error


def _examples_of(aggregate: str, of_three: float, of_two: float) -> dict[str, object]:
    return {
        f"{aggregate} of column price in {_PRICES}": of_three,
        f"{aggregate} of the price column in the csv {_PRICES}": of_three,
        f'{aggregate} of Price in "x,price\\n1,7"': 7,
        f"{aggregate} the price column in {_TWO_PRICES}": of_two,
    }


@bundled(
    TaskKind.DATA,
    "table columns",
    title="columns of a CSV file",
    tags=("names",),
    phrases=(
        f"[list] [all] [the] (columns|column names|headers|header|fields) {TABLE}",
        "which columns (are in|does) [the] [csv] [file|table] {table:table} [have|has]",
    ),
    examples={
        f"list the columns of {_PRICES}": ["name", "price"],
        'column names in "a,b,c\\n1,2,3"': ["a", "b", "c"],
        'headers of "x,y\\n0,0"': ["x", "y"],
    },
    limits="The first line names the columns.",
)
def csv_columns(table: str) -> list[str]:
    """The names of the columns of a CSV table, from left to right.

    `table` is CSV text or the path of a CSV file. Raises ValueError if there are no rows.
    """
    return list(_read_table(table)[0])


@bundled(
    TaskKind.DATA,
    "table rows",
    title="rows of a CSV file",
    tags=("lines",),
    phrases=(
        f"{_COUNT_ROWS} (of|in|from|are in|are there in) [the] [csv] [file|table] {{table:table}}",
        f"how many {_ROWS} does [the] [csv] [file|table] {{table:table}} have",
    ),
    examples={
        f"count the rows of {_PRICES}": 3,
        'how many rows are in "a,b\\n1,2"': 1,
        'number of records in "a\\n1\\n2"': 2,
    },
    opposites=("csv_columns",),
    limits="The first line names the columns and is not counted.",
)
def csv_count(table: str) -> int:
    """How many rows a CSV table has below the line of column names.

    `table` is CSV text or the path of a CSV file. Raises ValueError if there are none.
    """
    return len(_read_table(table))


@bundled(
    TaskKind.DATA,
    "table column",
    title="maximum of a CSV column",
    tags=("spreadsheet",),
    phrases=(
        f"(maximum|max|largest|highest|biggest) [value|number] {_OF_COLUMN}",
        f"(maximum|max|largest|highest|biggest) {_COLUMN}",
    ),
    examples=_examples_of("maximum", 4.5, 4.5),
    opposites=("csv_min",),
    limits=_NUMBERS_ONLY,
)
def csv_max(table: str, column: str) -> int | float:
    """The maximum of a column of a CSV table.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing,
    is empty or holds more than numbers.
    """
    return tidy(max(_numbers(table, column)))


@bundled(
    TaskKind.DATA,
    "table column",
    title="mean of a CSV column",
    tags=("spreadsheet",),
    phrases=(f"(mean|average|avg) {_OF_COLUMN}", f"(mean|average|avg) {_COLUMN}"),
    examples=_examples_of("mean", 3, 3.75),
    opposites=("csv_sum",),
    limits=_NUMBERS_ONLY,
)
def csv_mean(table: str, column: str) -> int | float:
    """The mean of a column of a CSV table.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing,
    is empty or holds more than numbers.
    """
    numbers = _numbers(table, column)
    return tidy(math.fsum(numbers) / len(numbers))


@bundled(
    TaskKind.DATA,
    "table column",
    title="minimum of a CSV column",
    tags=("spreadsheet",),
    phrases=(
        f"(minimum|min|smallest|lowest) [value|number] {_OF_COLUMN}",
        f"(minimum|min|smallest|lowest) {_COLUMN}",
    ),
    examples=_examples_of("minimum", 1.5, 3),
    opposites=("csv_max",),
    limits=_NUMBERS_ONLY,
)
def csv_min(table: str, column: str) -> int | float:
    """The minimum of a column of a CSV table.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing,
    is empty or holds more than numbers.
    """
    return tidy(min(_numbers(table, column)))


@bundled(
    TaskKind.DATA,
    "table column",
    title="sum of a CSV column",
    tags=("spreadsheet",),
    phrases=(
        f"(sum|total) {_OF_COLUMN}",
        f"(sum [up]|add up) [the] column {{column:word}} {TABLE}",
        f"(sum [up]|total [up]|add up) {_COLUMN}",
    ),
    examples=_examples_of("sum", 9, 7.5),
    opposites=("csv_mean",),
    limits=_NUMBERS_ONLY,
)
def csv_sum(table: str, column: str) -> int | float:
    """The sum of a column of a CSV table.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing,
    is empty or holds more than numbers.
    """
    return tidy(math.fsum(_numbers(table, column)))


@bundled(
    TaskKind.DATA,
    "table column",
    title="values of a CSV column",
    tags=("spreadsheet",),
    phrases=(
        f"(list|[list] [all] [the] values (of|in)) [the] column {{column:word}} {TABLE}",
        f"(list|[list] [all] [the] values (of|in)) {_COLUMN}",
    ),
    examples={
        f"list the values of column name in {_TWO_PRICES}": ["alpha", "beta"],
        f"values of the price column in {_TWO_PRICES}": ["3", "4.5"],
        'list column x from "x,y\\n1,\\n1,2"': ["1", "1"],
    },
    opposites=("csv_columns", "csv_where"),
    limits="As texts, repeated ones too; the first line names the columns.",
)
def csv_values(table: str, column: str) -> list[str]:
    """All values of a column of a CSV table as texts, from the first row to the last.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing.
    """
    return _cells(table, column)


def _is_same(cell: str, value: str) -> bool:
    """Whether a cell holds the value, as a number if both are numbers."""
    try:
        return float(cell) == float(value)
    except ValueError:
        return cell == value


def _where(kind: str) -> tuple[str, ...]:
    where = f"(where|with) [the] [column] {{column:word}} (=|==|is|equals) {{value:{kind}}}"
    have = f"have [the] [column] {{column:word}} (=|==|equals) {{value:{kind}}}"
    return (
        f"{_COUNT_ROWS} {where} {TABLE}",
        f"how many {_ROWS} {have} {TABLE}",
        f"{_COUNT_ROWS} (in|of|from|are in) [the] [csv] [file|table] {{table:table}} {where}",
    )


@bundled(
    TaskKind.DATA,
    "table rows",
    title="rows with a value in a CSV file",
    tags=("filter",),
    phrases=_where("quoted") + _where("word"),
    constants=dict.fromkeys(_where("word"), {"must_occur": True}),
    examples={
        'count the rows where city = Paris in "city,n\\nParis,1\\nRome,2\\nParis,3"': 2,
        'how many rows in "city,n\\nParis,1\\nRome,2" where n is 2': 1,
        'count rows with column city equals "New York" in "city\\nYork\\nNew York"': 1,
        'number of records where city is "Oslo" in "city,n\\nParis,1"': 0,
    },
    opposites=("csv_count",),
    limits="The whole cell must be the value; numbers are compared as numbers.",
)
def csv_where(table: str, column: str, value: str, must_occur: bool = False) -> int:
    """How many rows of a CSV table have a value in a column.

    `table` is CSV text or the path of a CSV file. Raises ValueError if the column is missing, if
    some cells differ from the value only in case, or if a value that `must_occur` is in no row
    and is not a number: in "where size is empty" no cell with that word is meant.
    """
    cells = _cells(table, column)
    count = sum(_is_same(cell, value) for cell in cells)
    if count != sum(_is_same(cell.lower(), value.lower()) for cell in cells):
        raise ValueError(f"some cells differ from “{value}” only in case")
    if must_occur and not count and not value.isdigit():
        raise ValueError(f"no row has “{value}” in this column; put it in quotes if you mean it")
    return count
