"""Questions about tables: columns, rows, and what a column adds up to."""

import math
import statistics
from collections.abc import Callable, Mapping
from typing import Any

from ..language.expression import tidy
from .bundled import bundled
from .phrase_parts import HOW_MANY, HOW_MANY_ROWS, ROW, ROWS, TABLE, WHERE
from .table_cells import NOTHING, Row, cell_text, dates_in_column, kind_of_column, numbers_in_column
from .table_reading import (
    TOTALS,
    check_counted,
    column_named,
    matching,
    meeting,
    read_rows,
    tell_cases,
    tell_left_out,
)

MEASURES = {
    **dict.fromkeys(("sum", "total", "sum up", "total up", "add up"), "sum"),
    **dict.fromkeys(("mean", "average", "avg"), "mean"),
    "median": "median",
    **dict.fromkeys(("minimum", "min", "smallest", "lowest", "earliest", "cheapest"), "min"),
    **dict.fromkeys(
        ("maximum", "max", "largest", "highest", "biggest", "greatest", "latest"), "max"
    ),
}
OF_COLUMN = (
    "[value|number|values] [of|in|for] [all] [the] [column] {column:column} [column|values]"
    f" [(of|for|over) [all] [the] {ROWS}]"
)
PRICES = '"name,price\\nalpha,3\\nbeta,4.5\\ngamma,1.5"'
TOWNS = '"town,size\\nOslo,3\\nRome,5\\nOslo,4"'


def measured(values: list[Any], measure: str) -> int | float | str:
    """Return the sum, mean, median, smallest or largest of at least one value."""
    if measure in ("min", "max"):
        value = min(values) if measure == "min" else max(values)
        return value if isinstance(value, str) else tidy(value)
    work_out: Mapping[str, Callable[[list[float]], float]] = {
        "sum": math.fsum,
        "mean": statistics.fmean,
        "median": statistics.median,
    }
    return tidy(work_out[measure](values))


def values_to_measure(rows: list[Row], measure: str, column: str) -> list[Any]:
    """Return each row's number in a column, or its date where the smallest or largest is wanted."""
    name = column_named(rows, column)
    if measure not in ("min", "max") or kind_of_column(rows, name) == "number":
        return numbers_in_column(rows, name)
    return [date or None for date in dates_in_column(rows, name)]


@bundled(
    "columns of a table",
    f"[list] [all] [the] (columns|column names|headers|header|fields) {TABLE}",
    f"(which|what) (columns|fields) [are|are there|there are|does|does it] [have|has] {TABLE}",
    f'list the columns of {PRICES} => ["name", "price"]',
    'column names in "a,b,c\\n1,2,3" => ["a", "b", "c"]',
    'headers of "x,y\\n0,0" => ["x", "y"]',
)
def table_columns(table: str) -> list[str]:
    """Return the names of the columns of a table, from left to right.

    `table` is CSV or JSON text or the path of a file. Raises ValueError without rows.
    """
    return list(read_rows(table)[0])


@bundled(
    "count of columns",
    f"{HOW_MANY} columns [are|are there|there are] {TABLE}",
    "how many columns does [the] [csv] [file|table] {table:table} have",
    f"number of columns in {PRICES} => 2",
    'how many columns are in "a,b,c\n1,2,3" => 3',
    'count the columns of "x\n0" => 1',
)
def table_column_count(table: str) -> int:
    """Return how many columns a table has.

    `table` is CSV or JSON text or the path of a file. Raises ValueError without rows.
    """
    return len(read_rows(table)[0])


@bundled(
    "count of rows",
    f"{HOW_MANY_ROWS} [are|are there|there are] {WHERE} {TABLE}",
    f"{HOW_MANY_ROWS} (have|has) {{where:conditions}} {TABLE}",
    f"{HOW_MANY_ROWS} [were] {{where:comparison}} {TABLE}",
    f"{HOW_MANY_ROWS} [are in|are there in] [the] [csv] [file|table] {{table:table}} {WHERE}",
    f"how many ({ROW}|{{noun:row_noun}}) does [the] [csv] [file|table] {{table:table}} have",
    f"count the rows of {PRICES} => 3",
    'how many rows are in "a,b\\n1,2" => 1',
    f"how many rows where town is Oslo and size over 3 in {TOWNS} => 1",
    'count rows with column city equals "New York" in "city\\nYork\\nNew York" => 1',
    'number of records where city is "Oslo" in "city,n\\nParis,1" => 0',
)
def table_count(table: str, where: list[list[str]] | None = None, noun: str = "rows") -> int:
    """Return how many rows of a table meet all conditions, each a column, an operator and a value.

    `table` is CSV or JSON text or the path of a file, `noun` what the rows are called. Raises
    ValueError if a column is missing, a condition does not fit it, some cells differ from a value
    only in case, or the noun may mean a column.
    """
    rows = matching(read_rows(table), where)
    check_counted({"": rows}, noun, table)
    return len(rows)


_UNIQUE = (
    f"(how many|number of|count [the]) (different|distinct|unique) {{column:column}} [values]"
    f" [are|are there|there are] {WHERE} {TABLE}"
)


@bundled(
    "count of different values in a column",
    _UNIQUE,
    f"how many different towns are in {TOWNS} => 2",
    f"count the unique size where town is Oslo in {TOWNS} => 2",
    f"number of distinct names in {PRICES} => 3",
)
def table_count_unique(table: str, column: str, where: list[list[str]] | None = None) -> int:
    """Count the different values of a column in the rows that meet all conditions.

    `table` is CSV or JSON text or the path of a file. Raises ValueError if a column is missing.
    """
    rows = read_rows(table)
    name = column_named(rows, column)
    different = {cell_text(row[name]) for row in matching(rows, where)}
    tell_cases(different, name)
    return len({cell for cell in different if cell.lower() not in NOTHING})


_IN_TOTAL = f"how many {{column:column}} [are there] in total {WHERE} {TABLE}"


@bundled(
    "sum, mean, median, smallest or largest of a column",
    f"{{measure:measure}} {OF_COLUMN} {WHERE} {TABLE}",
    f"{{measure:measure}} {OF_COLUMN} {TABLE} {WHERE}",
    _IN_TOTAL,
    f"sum of column price in {PRICES} => 9",
    f"mean of the price column in the csv {PRICES} => 3",
    'maximum of Price in "x,price\\n1,7" => 7',
    f"median size where town is Oslo in {TOWNS} => 3.5",
    'latest day in "day\\n2024-03-01\\n2024-02-29" => 2024-03-01',
    choices={"measure": MEASURES},
    constants={_IN_TOTAL: {"measure": "sum"}},
)
def table_measure(
    table: str, measure: str, column: str, where: list[list[str]] | None = None
) -> int | float | str:
    """Return the sum, mean, median, min or max of a column in the rows that meet all conditions.

    `table` is CSV or JSON text or the path of a file. Raises ValueError if the column is missing,
    is empty or holds more than numbers, or dates for min and max.
    """
    rows = read_rows(table)
    values = values_to_measure(rows, measure, column)
    met = meeting(rows, where)
    chosen = [value for value, is_met in zip(values, met) if is_met]
    full = [value for value in chosen if value is not None]
    if not full:
        raise ValueError("the column is empty" if chosen else "no row meets the condition")
    named, label = next((one for one in rows[-1].items() if cell_text(one[1])), ("", ""))
    if met[-1] and str(label).casefold() in TOTALS:
        raise ValueError(
            f"the last row may be a total; to leave it out: where {named} is not {label}"
        )
    tell_left_out(len(chosen) - len(full), column)
    return measured(full, measure)


@bundled(
    "values of a column",
    f"(list|[list] [all] [the] values (of|in)) [the] [column] {{column:column}} [column]"
    f" {WHERE} {TABLE}",
    f"[list] [all] [the] {{unique:different}} [values] [of|in] [the] [column] {{column:column}}"
    f" [column|values] {WHERE} {TABLE}",
    f"{{column:column}} (where|whose|for which) {{where:conditions}} {TABLE}",
    f'values of the price column in {PRICES} => ["3", "4.5", "1.5"]',
    'list column x from "x,y\\n1,\\n1,2" => ["1", "1"]',
    f'list the unique values of town in {TOWNS} => ["Oslo", "Rome"]',
    choices={"different": dict.fromkeys(("unique", "different", "distinct"), True)},
)
def table_values(
    table: str, column: str, unique: bool = False, where: list[list[str]] | None = None
) -> list[str]:
    """List the values of a column as texts, in the order of the rows; if `unique`, each once.

    `table` is CSV or JSON text or the path of a file. Raises ValueError if a column is missing.
    """
    rows = read_rows(table)
    name = column_named(rows, column)
    cells = [cell_text(row[name]) for row in matching(rows, where)]
    return list(dict.fromkeys(cells)) if unique else cells
