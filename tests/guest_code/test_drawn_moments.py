"""Dates, times and spans: every day of a month, rare ones often, and parts that a program names."""

import datetime
import random
from typing import Any

import pytest

from src.guest_code.drawn_moments import MOMENTS, draw_moment


def moments(name: str, *named: int) -> list[Any]:
    drawn = [draw_moment(name, 5, random.Random(seed), named) for seed in range(400)]
    make = getattr(datetime, name.partition(".")[2])
    return [
        make(*(value for key, value in fields if not key), **{k: v for k, v in fields if k})
        for fields in drawn
    ]


def test_every_day_of_a_month_comes_and_rare_days_often() -> None:
    dates = moments("datetime.date")

    assert {date.day for date in dates} == set(range(1, 32))
    for month, day in ((2, 29), (12, 31), (1, 1)):
        assert sum((date.month, date.day) == (month, day) for date in dates) > 3
    assert {1900, 2000} <= {date.year for date in dates}


def test_hours_minutes_and_seconds_are_those_of_a_clock() -> None:
    for name in ("datetime.time", "datetime.datetime"):
        times = moments(name)

        assert {time.hour for time in times} == set(range(24))
        assert {0, 59} < {time.minute for time in times} > {30}
        assert {0, 59} < {time.second for time in times} > {30}


def test_spans_are_negative_and_have_minutes_and_seconds() -> None:
    spans = moments("datetime.timedelta")

    assert any(span.days < -1 for span in spans) and any(span.days > 5 for span in spans)
    assert any(span.seconds % 3600 // 60 for span in spans)
    assert any(span.seconds % 60 for span in spans)
    assert any(span.seconds % 60 == 0 for span in spans)


@pytest.mark.parametrize(
    ("name", "attribute", "named"),
    [
        ("datetime.date", "year", 1984),
        ("datetime.date", "day", 17),
        ("datetime.datetime", "hour", 9),
        ("datetime.time", "minute", 45),
        ("datetime.timedelta", "days", 90),
    ],
)
def test_parts_are_numbers_that_the_program_names(name: str, attribute: str, named: int) -> None:
    usual = sum(getattr(one, attribute) == named for one in moments(name))

    assert sum(getattr(one, attribute) == named for one in moments(name, named)) > usual + 9


@pytest.mark.parametrize("name", MOMENTS)
def test_the_same_seed_draws_the_same(name: str) -> None:
    one, other = (draw_moment(name, 5, random.Random(3), (7, 30)) for _ in "ab")

    assert one == other
