"""Tables made of tables: filtered, sorted, joined, or in another format."""

import csv
import io
import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..language.conditions import EVENTS
from .bundled import bundled
from .phrase_parts import DIRECTIONS, ROW, ROWS, TABLE, WHERE
from .table_cells import (
    NOTHING,
    Row,
    cell_text,
    dates_in_column,
    is_date,
    is_number,
    kind_of_column,
    numbers_in_column,
)
from .table_reading import check_counted, column_named, matching, read_rows
from .tables import TOWNS

EXTREMES = {
    **dict.fromkeys(("top", "highest", "largest", "biggest", "most"), "highest"),
    **dict.fromkeys(("bottom", "lowest", "smallest", "least"), "lowest"),
}
FORMATS = {"csv": "csv", "tsv": "tsv", "json": "json", "json lines": "jsonl", "jsonl": "jsonl"}
STARTS_WITH_NUMBER = re.compile(r"[-+$€£¥]?\d")
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
SAVE = "[[and] (save|write) [it|them|the result] (as|to|in|into) {save:address}]"
_ALL = (
    f"[list|all|all the] (contents|content|{ROW}) {TABLE}",
    "list [the] [csv] [file|table] {table:table}",
)
_NOUN = f"({ROW}|{{noun:row_noun}})"
_SORTED = "(sorted|ordered) by [the] [column] {order_by:column} [column]"
# The top three customers are those with the most of something, and not the first three.
_FIRST = (
    f"{{take:end}} {{limit:count}} {_NOUN} {WHERE} {TABLE}",
    f"top {{limit:count}} ({ROW}|lines) {WHERE} {TABLE}",
)
_FIRST_ONE = f"{{take:end}} ({ROW}) {WHERE} {TABLE}"
_FIRST_SORTED = (
    f"first {{limit:count}} {_NOUN} {WHERE} {TABLE} {_SORTED} [[in] {{take:order}}]",
    f"first {{limit:count}} {_NOUN} {_SORTED} [[in] {{take:order}}] {WHERE} {TABLE}",
)
_TOP = (
    f"{{take:extreme}} {{limit:count}} {_NOUN} by [the] {{order_by:column}} {WHERE} {TABLE}",
    f"{{limit:count}} {_NOUN} with [the] {{take:extreme}} {{order_by:column}} {WHERE} {TABLE}",
)
_TOP_ONE = f"({ROW}|{{noun:event}}) with [the] {{take:extreme}} {{order_by:column}} {WHERE} {TABLE}"


def written(rows: list[Row], form: str) -> str:
    """Rows as text in a format: csv, tsv, json or jsonl."""
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2)
    if form == "jsonl":
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if form == "tsv" else ",", lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([[cell_text(cell) for cell in row.values()] for row in rows])
    return out.getvalue().rstrip("\n")


def typed(rows: list[Row]) -> list[Row]:
    """Return the rows with numbers in columns that hold numbers only; 007 stays text."""
    numeric = {
        name
        for name in rows[0]
        if all(isinstance(r[name], str) and PLAIN_NUMBER.fullmatch(r[name] or "0") for r in rows)
        and any(row[name] for row in rows)
    }
    return [
        {n: (json.loads(c) if c else None) if n in numeric else c for n, c in row.items()}
        for row in rows
    ]


def saved(rows: list[Row], save: str) -> None:
    """Write rows to a file in the current folder, in the format that its name ends with."""
    ending = Path(save).suffix.lstrip(".").lower()
    if ending not in ("csv", "tsv", "json", "jsonl"):
        raise ValueError(f"the file's name has to end with .csv, .tsv, .json or .jsonl: {save}")
    if not rows:
        raise ValueError("nothing to save: no row is left")
    try:
        Path(Path(save).name).write_text(written(rows, ending) + "\n", encoding="utf-8")
    except OSError as error:
        warnings.warn(f"{save} cannot be written: {error.strerror}")


def sorted_rows(
    rows: list[Row], column: str, descending: bool = False
) -> list[tuple[float | str | None, Row]]:
    """Return the rows sorted by a column of numbers or dates, else by its text, each with its key.

    Cells other than numbers among numbers, or than dates among dates, come last, in the order of
    their text; after them come empty ones. Warns of both. Raises ValueError if it is unclear what
    the numbers or dates mean.
    """
    kind = kind_of_column(rows, column)
    nothing = {""} if kind == "text" else NOTHING
    fits: Callable[[str], bool] = {"number": is_number, "date": is_date}.get(kind, bool)
    full = [row for row in rows if cell_text(row[column]).lower() not in nothing]
    empty = [row for row in rows if cell_text(row[column]).lower() in nothing]
    usual = [row for row in full if fits(cell_text(row[column]))]
    odd = [row for row in full if not fits(cell_text(row[column]))]
    texts = [cell_text(row[column]).casefold() for row in usual]
    keys: list[Any] = texts
    if kind != "text":
        keys = (numbers_in_column if kind == "number" else dates_in_column)(usual, column)
    elif any(STARTS_WITH_NUMBER.match(text) for text in texts):
        warnings.warn(f"{column} is sorted as text, not by the numbers in it")
    pairs = [(cell_text(row[column]).casefold(), row) for row in odd]
    if odd:
        are = "1 cell is not one" if len(odd) == 1 else f"{len(odd)} cells are not"
        some = ", ".join(cell_text(row[column])[:40] for row in odd[:3])
        warnings.warn(f"{column} is sorted as {kind}s; {are}: {some}")
    if empty:
        warnings.warn(f"rows without {column} come last: {len(empty)}")
    return [
        *sorted(zip(keys, usual), key=lambda pair: pair[0], reverse=descending),
        *sorted(pairs, key=lambda pair: pair[0], reverse=descending),
        *((None, row) for row in empty),
    ]


@bundled(
    "rows of a table, filtered and sorted",
    f"[list|filter|select|keep] [all] [the] [only] {ROWS} (where|with|whose|that have)"
    f" {{where:conditions}} {SAVE} {TABLE}",
    f"which {ROWS} (have|has) {{where:conditions}} {TABLE}",
    f"{ROWS} [with] {{where:comparison}} {TABLE}",
    f"filter [by|to|where] {{where:conditions}} {SAVE} {TABLE}",
    "(sort|order) [the] [rows|records] by [the] [column] {order_by:column} [column]"
    f" [[in] {{descending:direction}}] {SAVE} {TABLE}",
    *_ALL,
    f"rows where town is Oslo in {TOWNS}"
    ' => [{"town": "Oslo", "size": "3"}, {"town": "Oslo", "size": "4"}]',
    f"sort by size descending in {TOWNS}"
    ' => [{"town": "Rome", "size": "5"}, {"town": "Oslo", "size": "4"},'
    ' {"town": "Oslo", "size": "3"}]',
    f'rows where size over 4 in {TOWNS} => [{{"town": "Rome", "size": "5"}}]',
    choices={"direction": DIRECTIONS},
)
def table_rows(
    table: str,
    where: list[list[str]] | None = None,
    order_by: str = "",
    descending: bool = False,
    save: str = "",
) -> list[dict[str, Any]]:
    """Return the rows that meet all conditions, sorted by a column.

    Equal rows keep their order; empty cells come last. `table` is CSV or JSON text or the path
    of a file; with `save` the rows are also written to that file. Raises ValueError if a column
    is missing, a condition does not fit it, or it is unclear what its numbers or dates mean.
    """
    rows = matching(read_rows(table), where)
    if order_by and rows:
        rows = [row for _, row in sorted_rows(rows, column_named(rows, order_by), descending)]
    if save:
        saved(rows, save)
    return rows


@bundled(
    "first, last, highest or lowest rows of a table",
    *_FIRST,
    _FIRST_ONE,
    *_FIRST_SORTED,
    *_TOP,
    _TOP_ONE,
    f'top 1 rows by size in {TOWNS} => [{{"town": "Rome", "size": "5"}}]',
    f'last 1 rows of {TOWNS} => [{{"town": "Oslo", "size": "4"}}]',
    f'first 2 rows of {TOWNS} sorted by size => [{{"town": "Oslo", "size": "3"}},'
    ' {"town": "Oslo", "size": "4"}]',
    f'row with the lowest size in {TOWNS} => [{{"town": "Oslo", "size": "3"}}]',
    choices={
        "end": {"first": "first", "last": "last"},
        "order": {word: "highest" if down else "lowest" for word, down in DIRECTIONS.items()},
        "extreme": EXTREMES,
        "event": tuple(EVENTS.split()),
    },
    constants={
        **dict.fromkeys(_FIRST_SORTED, {"take": "lowest"}),
        **dict.fromkeys((_FIRST_ONE, _TOP_ONE), {"limit": 1}),
    },
)
def table_top_rows(
    table: str,
    limit: int,
    take: str = "first",
    order_by: str = "",
    where: list[list[str]] | None = None,
    noun: str = "rows",
) -> list[dict[str, Any]]:
    """Return the first or last rows that meet all conditions, or the highest or lowest by a column.

    `take` is "first", "last", "highest" or "lowest", `noun` what the rows are called, `table` CSV
    or JSON text or the path of a file. Raises ValueError as `table_rows` does, and if the noun may
    mean a column.
    """
    rows = matching(read_rows(table), where)
    check_counted({"": rows}, noun, table, order_by)
    if not order_by or not rows:
        return rows[-limit:] if take == "last" and limit else rows[:limit]
    ordered = sorted_rows(rows, column_named(rows, order_by), take == "highest")
    keys = [key for key, _ in ordered]
    same = keys[limit:].count(keys[limit - 1]) if 0 < limit < len(keys) else 0
    if same:
        more = "1 more row has" if same == 1 else f"{same} more rows have"
        warnings.warn(f"{more} the same {order_by} as the last of these")
    return [row for _, row in ordered[:limit]]


@bundled(
    "two tables joined on a column",
    "(join|merge|combine) [the] [tables|files] {table:table} (and|with|to) {other:table}"
    f" (on|by|using) [the] [column] {{column:column}} [column] {SAVE}",
    'join "id,a\n1,x\n2,y" and "id,b\n2,z\n3,w" on id => [{"id": "2", "a": "y", "b": "z"}]',
    'merge "n,a\\n1,x" with "N,b\\n1,y\\n1,z" on n => [{"n": "1", "a": "x", "b": "y"}, {"n":'
    ' "1", "a": "x", "b": "z"}]',
    'join "k,a\\n1,x" and "k,b\\n2,z" by k => []',
)
def table_join(table: str, other: str, column: str, save: str = "") -> list[dict[str, Any]]:
    """Join the rows of two tables that have the same value in a column; leave out others.

    Tables are CSV or JSON text or paths of files; with `save` the rows are also written to that
    file. Raises ValueError if the column is missing, or another column is in both tables.
    """
    left, right = read_rows(table), read_rows(other)
    mine, theirs = column_named(left, column), column_named(right, column)
    both = (set(left[0]) & set(right[0])) - {mine, theirs}
    if both:
        raise ValueError(f"both tables have a column {', '.join(sorted(both))}")
    partners: dict[str, list[Row]] = {}
    for row in right:
        rest = {name: cell for name, cell in row.items() if name != theirs}
        partners.setdefault(cell_text(row[theirs]), []).append(rest)
    rows = [row | rest for row in left for rest in partners.get(cell_text(row[mine]), ())]
    alone = sum(cell_text(row[mine]) not in partners for row in left)
    if alone:
        warnings.warn(f"rows of the first table without a partner are left out: {alone}")
    if save:
        saved(rows, save)
    return rows


@bundled(
    "table in another format",
    "(convert|turn|transform|change|export) [it] (to|into|as) [a] {form:format} [file]"
    f" {SAVE} {TABLE}",
    "(convert|turn|transform|change|export) [the] [file|table] {table:table} (to|into|as) [a]"
    f" {{form:format}} [file] {SAVE}",
    f'convert to tsv in {TOWNS} => "town\\tsize\\nOslo\\t3\\nRome\\t5\\nOslo\\t4"',
    'convert "a,b\n1,x\n,007" to json lines => "{\\"a\\": 1, \\"b\\": \\"x\\"}\\n{\\"a\\":'
    ' null, \\"b\\": \\"007\\"}"',
    'convert "a;b\\n1;x" to csv => "a,b\\n1,x"',
    choices={"format": FORMATS},
)
def table_convert(table: str, form: str, save: str = "") -> str:
    """Return a table as csv, tsv, json or jsonl text.

    In JSON, columns of numbers become numbers and their empty cells null. `table` is CSV or JSON
    text or the path of a file; with `save` the text is also written to that file. Raises
    ValueError without rows.
    """
    rows = read_rows(table)
    rows = typed(rows) if form in ("json", "jsonl") else rows
    if save:
        saved(rows, save)
    return written(rows, form)
