"""Which dates, times and spans is a function called with? Rare days come often."""

from __future__ import annotations

import calendar
import datetime
import random
from collections.abc import Sequence
from typing import Any

_FIRST, _LAST = datetime.date(1950, 1, 1).toordinal(), datetime.date(2050, 12, 31).toordinal()
_RARE_YEARS = (2000, 1900, 2024)
_RANGES = {"year": (1000, 9998), "month": (1, 12), "day": (1, 31), "hour": (0, 23), "": (0, 59)}
MOMENTS = ("datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta")


def draw_moment(
    name: str, size: int, source: random.Random, named: Sequence[int]
) -> list[tuple[str, Any]]:
    """Return what the class of this name is called with: (keyword or "", number) each.

    `named` are whole numbers that the program names: they and their neighbours are years, days ...
    """
    if name == "datetime.timedelta":
        return _span(size, source, named)
    clock = [_part("hour", source.randint(0, 23), source, named)]
    clock += [_part("", source.choice((0, 59, source.randint(0, 59))), source, named) for _ in "ms"]
    date = _date(source, named)
    parts = {"datetime.date": date, "datetime.time": clock}.get(name, date + clock)
    return [("", part) for part in parts]


def _date(source: random.Random, named: Sequence[int]) -> list[int]:
    drawn = datetime.date.fromordinal(source.randint(_FIRST, _LAST))
    year, month, day = drawn.year, drawn.month, drawn.day
    if source.random() < 0.25:
        year = source.choice((*_RARE_YEARS, year, year // 4 * 4))
        rare = ((2, 28), (2, 29), (2, 29), (month, 30), (month, 31), (12, 31), (1, 1))
        month, day = source.choice(rare)
    year = _part("year", year, source, named)
    month, day = _part("month", month, source, named), _part("day", day, source, named)
    return [year, month, min(day, calendar.monthrange(year, month)[1])]


def _span(size: int, source: random.Random, named: Sequence[int]) -> list[tuple[str, Any]]:
    if named and source.random() < 0.3:
        near = source.choice(named) + source.choice((-1, 0, 0, 1))
        return [(source.choice(("days", "hours", "minutes", "seconds")), near % 10**8)]
    limits = {"days": (-size, 4 * size), "hours": (0, 23), "minutes": (0, 59), "seconds": (0, 59)}
    parts = {key: source.randint(*limit) for key, limit in limits.items()}
    if source.random() < 0.3:
        parts[source.choice(list(parts))] = 0
    return [(key, part) for key, part in parts.items() if part]


def _part(name: str, drawn: int, source: random.Random, named: Sequence[int]) -> int:
    """Return the part as drawn, or a number that the program names if it can be such a part."""
    low, high = _RANGES[name]
    near = [number + step for number in named for step in (-1, 0, 0, 1)]
    fit = [number for number in near if low <= number <= high]
    return source.choice(fit) if fit and source.random() < 0.3 else drawn
