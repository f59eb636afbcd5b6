"""Dates at the ends of the calendar, and birthdays on 29 February."""

from datetime import date

import pytest

from src.library.dates import add_days, age, days_in_month, iso_week, leap_year, subtract_days


@pytest.mark.parametrize("count", [1, 10**12])
def test_the_calendar_ends_with_the_year_9999(count: int) -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        add_days(date.max, count)
    with pytest.raises(ValueError, match="beyond the calendar"):
        subtract_days(date.min, count, "weeks")


def test_a_year_of_life_is_full_on_the_birthday() -> None:
    born = date(2000, 2, 29)

    assert [age(born, date(2001, 2, 28)), age(born, date(2001, 3, 1))] == [0, 1]
    with pytest.raises(ValueError, match="before the birth"):
        age(born, date(2000, 2, 28))


def test_a_week_may_belong_to_the_year_before_or_after() -> None:
    assert [iso_week(date(2021, 1, 3)), iso_week(date(2024, 12, 30))] == [53, 1]


def test_months_and_years_that_there_are_not_are_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        days_in_month(13, 2024)
    for year in (0, 10000):
        with pytest.raises(ValueError, match="year"):
            days_in_month(1, year)
    with pytest.raises(ValueError, match="year"):
        leap_year(0)
