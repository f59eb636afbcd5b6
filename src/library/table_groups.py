"""Questions about the groups of a table's rows: what each adds up to, and which is the largest."""

import warnings
from typing import Any

from .bundled import bundled
from .phrase_parts import DIRECTIONS, HOW_MANY_ROWS, ROW, TABLE, WHERE
from .table_cells import NOTHING
from .table_reading import (
    check_counted,
    group_values,
    in_order,
    matching,
    meeting,
    read_rows,
    tell_left_out,
)
from .tables import MEASURES, OF_COLUMN, PRICES, TOWNS, measured, values_to_measure

QUANTITY = {"most": False, "least": True, "fewest": True}
EXTREME = {
    **dict.fromkeys(("highest", "largest", "biggest", "greatest", "top"), False),
    **dict.fromkeys(("lowest", "smallest"), True),
}
BY = (
    "(by|per|of each|for each|for every|in each|grouped by|group by) [the] [column] {by:column}"
    " [column]"
)


_ORDER = "[[sorted|ordered] [in] {order:direction}]"
_ROWS_BY = tuple(
    phrase.replace("noun:", "column:")
    for phrase in (
        f"{HOW_MANY_ROWS} [are|are there|there are] {BY} {WHERE} {TABLE} {_ORDER}",
        f"{HOW_MANY_ROWS} {TABLE} {BY} {_ORDER}",
        f"group [the] [rows] {BY} and count [the|them] [{ROW}] {TABLE}",
    )
)


@bundled(
    "sum, mean, median, smallest or largest of a column, or count of rows, by group",
    f"{{measure:measure}} {OF_COLUMN} {BY} {WHERE} {TABLE} {_ORDER}",
    f"{{measure:measure}} {OF_COLUMN} {WHERE} {BY} {_ORDER} {TABLE}",
    f"{{measure:measure}} {OF_COLUMN} {TABLE} {BY} {_ORDER}",
    *_ROWS_BY,
    f'total size by town in {TOWNS} => {{"Oslo": 7, "Rome": 5}}',
    f'average size per town where size over 3 in {TOWNS} => {{"Rome": 5, "Oslo": 4}}',
    f'max price for each name in {PRICES} => {{"alpha": 3, "beta": 4.5, "gamma": 1.5}}',
    f'count the rows by town in {TOWNS} => {{"Oslo": 2, "Rome": 1}}',
    f'how many rows per town where size under 5 in {TOWNS} => {{"Oslo": 2}}',
    f'total size by town, highest first, in {TOWNS} => {{"Oslo": 7, "Rome": 5}}',
    choices={
        "measure": MEASURES,
        "direction": {w: "descending" if down else "ascending" for w, down in DIRECTIONS.items()},
    },
)
def table_groups(
    table: str,
    by: str,
    measure: str = "count",
    column: str = "",
    where: list[list[str]] | None = None,
    order: str = "",
) -> dict[str, int | float | str]:
    """Return the sum, mean, median, min or max of a column for each value of another one.

    To count, `column` is what the rows are called. `table` is CSV or JSON text or the path of a
    file; groups come in the order of their first row, or of their values: ascending or descending.
    Raises ValueError as `table_measure` and `table_count` do, and for another order.
    """
    rows = read_rows(table)
    if measure == "count":
        rows = matching(rows, where)
        members = group_values(rows, by, rows)
        check_counted(members, column or "rows", table)
        return in_order({group: len(rows) for group, rows in members.items()}, order)
    values = values_to_measure(rows, measure, column)
    met = meeting(rows, where)
    tell_left_out(sum(one and value is None for one, value in zip(met, values)), column)
    kept = [value if is_met else None for value, is_met in zip(values, met)]
    groups = group_values(rows, by, kept)
    if not groups:
        raise ValueError("the column is empty" if any(met) else "no row meets the condition")
    return in_order({group: measured(values, measure) for group, values in groups.items()}, order)


_EITHER_TOP, _TOTAL_TOP = (
    tuple(
        f"{group} [the] {{lowest:{extreme}}} {{column:column}} {WHERE} {TABLE}"
        for group in ("(which|what) {by:column} (has|have|had)", "{by:column} with")
    )
    for extreme in ("extreme", "quantity")
)


@bundled(
    "group with the largest or smallest total or count",
    f"which {{by:column}} (has|have|had) [the] {{lowest:most}} {{measure:measure}}"
    f" [of] [the] {{column:column}} {WHERE} {TABLE}",
    f"which {{by:column}} (has|have|had) [the] {{lowest:most}} ({ROW}|{{column:row_noun}})"
    f" {WHERE} {TABLE}",
    *_EITHER_TOP,
    *_TOTAL_TOP,
    f"most (common|frequent) {{by:column}} {WHERE} {TABLE}",
    f"which town has the highest total size in {TOWNS} => Oslo",
    f"which town has the fewest rows in {TOWNS} => Rome",
    f"most common town in {TOWNS} => Oslo",
    choices={"measure": MEASURES, "most": EXTREME | QUANTITY}
    | {"extreme": EXTREME, "quantity": QUANTITY},
    constants=dict.fromkeys(_EITHER_TOP, {"measure": "any"})
    | dict.fromkeys(_TOTAL_TOP, {"measure": "sum"}),
)
def table_top_group(
    table: str,
    by: str,
    measure: str = "count",
    column: str = "",
    lowest: bool = False,
    where: list[list[str]] | None = None,
) -> str:
    """Return the value of a column whose rows have the largest measure of another, or are most.

    With `measure` "count", `column` is what the rows are called; with "any", its largest value
    and its largest total have to be of the same group. `table` is CSV or JSON text or the path of
    a file. Raises ValueError if two are even or differ, and as `table_groups` does.
    """
    if measure != "any":
        return top_of(table_groups(table, by, measure, column, where), by, lowest)
    # "the highest revenue" of a product with several rows: in one of them, or in all?
    single = table_groups(table, by, "min" if lowest else "max", column, where)
    total = table_groups(table, by, "sum", column, where)
    one, other = top_of(single, by, lowest), top_of(total, by, lowest)
    if one != other:
        most = "lowest" if lowest else "highest"
        raise ValueError(
            f"“{column}” may mean that of one row or the total: the {most} in one row is that of"
            f" {one}, the {most} total that of {other}"
        )
    return one


HIGHEST, LOWEST = "(highest|largest|biggest|greatest|top)", "(lowest|smallest)"


def _some_groups(end: str) -> tuple[str, ...]:
    """Return how people ask for several groups at one end."""
    asked = (f"{{measure:measure}} {OF_COLUMN}", HOW_MANY_ROWS.replace("noun:", "column:"))
    return (
        f"{end} {{limit:count}} {{by:column}} by [the] {{measure:measure}} {OF_COLUMN}"
        f" {WHERE} {TABLE}",
        f"[the|which] {{limit:count}} {{by:column}} (with|have|had) [the] {end}"
        f" {{measure:measure}} {OF_COLUMN} {WHERE} {TABLE}",
        *(f"{one} {BY} {WHERE} {TABLE} [only|just] [the] {end} {{limit:count}}" for one in asked),
        *(f"{one} {BY} {WHERE} {TABLE} [only|just] [the] {{limit:count}} {end}" for one in asked),
    )


@bundled(
    "groups with the largest totals or counts",
    *_some_groups(HIGHEST),
    f"[the] {{limit:count}} most (common|frequent) {{by:column}} {WHERE} {TABLE}",
    f'top 1 town by total size in {TOWNS} => {{"Oslo": 7}}',
    f'total size by town in {TOWNS}, only the 1 highest => {{"Oslo": 7}}',
    f'the 2 most common town in {TOWNS} => {{"Oslo": 2, "Rome": 1}}',
    choices={"measure": MEASURES},
)
def table_highest_groups(
    table: str,
    by: str,
    limit: int,
    measure: str = "count",
    column: str = "",
    where: list[list[str]] | None = None,
) -> dict[str, int | float | str]:
    """Return the groups with the largest measures of another column, the largest first.

    Without `column` the rows of each group are counted. `table` is CSV or JSON text or the path
    of a file. Raises ValueError if it is open which are among them, and as `table_groups` does.
    """
    return first_groups(table_groups(table, by, measure, column, where, "descending"), by, limit)


@bundled(
    "groups with the smallest totals or counts",
    *_some_groups(LOWEST),
    f'lowest 1 town by total size in {TOWNS} => {{"Rome": 5}}',
    f'total size by town in {TOWNS}, only the 1 lowest => {{"Rome": 5}}',
    f'how many rows by town in {TOWNS}, only the lowest 2 => {{"Rome": 1, "Oslo": 2}}',
    choices={"measure": MEASURES},
)
def table_lowest_groups(
    table: str,
    by: str,
    limit: int,
    measure: str = "count",
    column: str = "",
    where: list[list[str]] | None = None,
) -> dict[str, int | float | str]:
    """Return the groups with the smallest measures of another column, the smallest first.

    Without `column` the rows of each group are counted. `table` is CSV or JSON text or the path
    of a file. Raises ValueError if it is open which are among them, and as `table_groups` does.
    """
    return first_groups(table_groups(table, by, measure, column, where, "ascending"), by, limit)


def first_groups(groups: dict[str, Any], by: str, limit: int) -> dict[str, Any]:
    """Return the first groups. Raises ValueError if the next one has the value of the last."""
    pairs = list(named_groups(groups, by).items())
    if 0 < limit < len(pairs) and pairs[limit - 1][1] == pairs[limit][1]:
        raise ValueError(
            f"{pairs[limit - 1][0]} and {pairs[limit][0]} are even, with {pairs[limit][1]}"
        )
    return dict(pairs[:limit])


def named_groups(groups: dict[str, Any], by: str) -> dict[str, Any]:
    """Return the groups without that of the rows that have none; warns if there are such rows."""
    named = {group: value for group, value in groups.items() if group.lower() not in NOTHING}
    if not named:
        raise ValueError("no row meets the condition")
    if len(named) < len(groups):
        warnings.warn(f"left out the rows without {by}")
    return named


def top_of(groups: dict[str, Any], by: str, lowest: bool) -> str:
    """Return the group with the largest value, or the lowest; rows without a group do not count."""
    named = named_groups(groups, by)
    best = min(named.values()) if lowest else max(named.values())
    found = [group for group, value in named.items() if value == best]
    if len(found) > 1:
        raise ValueError(f"{' and '.join(found)} are even, with {best}")
    return found[0]
