"""Tables made of tables: filtered, sorted, joined, or in another format."""

import csv
import io
import json
import re
import warnings
from pathlib import Path
from typing import Any

from ..language.conditions import EVENTS
from .bundled import bundled
from .phrase_parts import ROW, ROWS, TABLE, WHERE
from .table_reading import Row, cell_text, column_named, matching, read_rows, sort_keys
from .tables import TOWNS

DIRECTIONS = {
    **dict.fromkeys(("ascending", "asc", "ascending order", "lowest first"), False),
    **dict.fromkeys(("descending", "desc", "descending order", "highest first"), True),
}
FORMATS = {"csv": "csv", "tsv": "tsv", "json": "json", "json lines": "jsonl", "jsonl": "jsonl"}
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
SAVE = "[[and] (save|write) [it|them|the result] (as|to|in|into) {save:address}]"
# The top three customers are those with the most of something, and not the first three.
_FIRST = (
    f"first {{limit:count}} {ROWS} {WHERE} {TABLE}",
    f"top {{limit:count}} ({ROW}|lines) {WHERE} {TABLE}",
)
_ALL = (
    f"[list|all|all the] (contents|content|{ROW}) {TABLE}",
    "list [the] [csv] [file|table] {table:table}",
)
_TOP = (
    f"(top|highest|largest|biggest) {{limit:count}} {ROWS} by [the] {{order_by:column}}"
    f" {WHERE} {TABLE}",
    f"{{limit:count}} {ROWS} with [the] (highest|largest|biggest|most) {{order_by:column}}"
    f" {WHERE} {TABLE}",
)
_BOTTOM = (
    f"(bottom|lowest|smallest) {{limit:count}} {ROWS} by [the] {{order_by:column}} {WHERE} {TABLE}",
    f"{{limit:count}} {ROWS} with [the] (lowest|smallest|least) {{order_by:column}}"
    f" {WHERE} {TABLE}",
)
_ONE = f"({ROW}|{'|'.join(EVENTS.split())})"
_LARGEST = f"{_ONE} with [the] (highest|largest|biggest|most) {{order_by:column}} {WHERE} {TABLE}"
_SMALLEST = f"{_ONE} with [the] (lowest|smallest|least) {{order_by:column}} {WHERE} {TABLE}"


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
        raise ValueError("there are no rows to save")
    try:
        Path(Path(save).name).write_text(written(rows, ending) + "\n", encoding="utf-8")
    except OSError as error:
        warnings.warn(f"{save} cannot be written: {error.strerror}")


@bundled(
    "rows of a table, filtered and sorted",
    f"[list|filter|select|keep] [all] [the] [only] {ROWS} (where|with|whose|that have)"
    f" {{where:conditions}} {SAVE} {TABLE}",
    f"which {ROWS} (have|has) {{where:conditions}} {TABLE}",
    f"{ROWS} [with] {{where:comparison}} {TABLE}",
    f"filter [by|to|where] {{where:conditions}} {SAVE} {TABLE}",
    "(sort|order) [the] [rows|records] by [the] [column] {order_by:column} [column]"
    f" [[in] {{descending:direction}}] {SAVE} {TABLE}",
    *_FIRST,
    *_ALL,
    *_TOP,
    *_BOTTOM,
    _LARGEST,
    _SMALLEST,
    f"rows where town is Oslo in {TOWNS}"
    ' => [{"town": "Oslo", "size": "3"}, {"town": "Oslo", "size": "4"}]',
    f"sort by size descending in {TOWNS}"
    ' => [{"town": "Rome", "size": "5"}, {"town": "Oslo", "size": "4"},'
    ' {"town": "Oslo", "size": "3"}]',
    f'top 1 rows by size in {TOWNS} => [{{"town": "Rome", "size": "5"}}]',
    choices={"direction": DIRECTIONS},
    constants={
        **dict.fromkeys(_TOP, {"descending": True}),
        _LARGEST: {"descending": True, "limit": 1},
        _SMALLEST: {"limit": 1},
    },
)
def table_rows(
    table: str,
    where: list[list[str]] | None = None,
    order_by: str = "",
    descending: bool = False,
    limit: int = 0,
    save: str = "",
) -> list[dict[str, Any]]:
    """Return the rows that meet all conditions, sorted by a column, at most `limit`; 0 is all.

    Equal rows keep their order; empty cells come last. `table` is CSV or JSON text or the path
    of a file; with `save` the rows are also written to that file. Raises ValueError if a column
    is missing or a condition does not fit it.
    """
    rows = matching(read_rows(table), where)
    if order_by and rows:
        keys = sort_keys(rows, column_named(rows, order_by))
        full = [(key, place) for place, key in enumerate(keys) if key is not None]
        empty = [place for place, key in enumerate(keys) if key is None]
        ordered = sorted(full, key=lambda pair: pair[0], reverse=descending)
        rows = [rows[place] for place in [place for _, place in ordered] + empty]
        if empty:
            warnings.warn(f"rows without {order_by} come last: {len(empty)}")
    rows = rows[:limit] if limit else rows
    if save:
        saved(rows, save)
    return rows


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
    ValueError if there are no rows.
    """
    rows = read_rows(table)
    rows = typed(rows) if form in ("json", "jsonl") else rows
    if save:
        saved(rows, save)
    return written(rows, form)
