"""Calendar dates: days added and between, ages, weekdays, weeks, months and leap years."""

import calendar
from datetime import date, timedelta
from typing import Literal

from .bundled import bundled

DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_SPAN = {"span": {"day": "days", "days": "days", "week": "weeks", "weeks": "weeks"}}
_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
_MONTHS = {"month": {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}}
_COUNT = "{count:int} {unit:span}"


@bundled(
    "date some days later",
    f"add {_COUNT} to {{day:date}}",
    f"[[what|which] date [is|was]] {_COUNT} after {{day:date}}",
    f"{{day:date}} plus {_COUNT}",
    "add 10 days to 2024-02-25 => 2024-03-06",
    "what is 30 days after 1 January 2023 => 2023-01-31",
    "date 2 weeks after 2024-12-25 => 2025-01-08",
    choices=_SPAN,
)
def add_days(day: date, count: int, unit: Literal["days", "weeks"] = "days") -> date:
    """Return the date a number of days or weeks after a date.

    Raises ValueError beyond the years 1 to 9999.
    """
    try:
        return day + timedelta(**{unit: count})
    except OverflowError as error:
        raise ValueError("the date is beyond the calendar, the years 1 to 9999") from error


@bundled(
    "date some days earlier",
    f"subtract {_COUNT} from {{day:date}}",
    f"[[what|which] date [is|was]] {_COUNT} before {{day:date}}",
    f"{{day:date}} minus {_COUNT}",
    "subtract 10 days from 2024-03-06 => 2024-02-25",
    "what is 30 days before 31 January 2023 => 2023-01-01",
    "date 2 weeks before 2025-01-08 => 2024-12-25",
    choices=_SPAN,
)
def subtract_days(day: date, count: int, unit: Literal["days", "weeks"] = "days") -> date:
    """Return the date a number of days or weeks before a date.

    Raises ValueError beyond the years 1 to 9999.
    """
    return add_days(day, -count, unit)


@bundled(
    "days between dates",
    "(days|number of days|how many days) [are] [there] (between|from) {first:date}"
    " (and|to|until|till) {second:date}",
    "(days|number of days|how many days) [are] [there] until {second:date} from {first:date}",
    "difference in days between {first:date} and {second:date}",
    "days between 2024-01-01 and 2024-03-01 => 60",
    "how many days are there between 1 March 2023 and 2023-03-15 => 14",
    "days from March 1, 2024 to 2024-02-28 => 2",
    convention="the first day does not count, the last one does",
)
def days_between(first: date, second: date) -> int:
    """Return how many days lie between two dates, in either order."""
    return abs((second - first).days)


@bundled(
    "age on a date",
    "age of (someone|somebody|a person|a man|a woman) born [on] {born:date}"
    " (on|as of|at) {day:date}",
    "how old (is|was|will) (someone|somebody|a person) [be] born [on] {born:date} [be]"
    " (on|as of|at) {day:date}",
    "age (from|between) {born:date} (to|and) {day:date}",
    "age of someone born on 1990-05-20 on 2024-05-19 => 33",
    "how old is somebody born 2000-02-29 on 2024-03-01 => 24",
    "age from 1990-05-20 to 2024-05-20 => 34",
    convention="in completed years",
)
def age(born: date, day: date) -> int:
    """Return how many full years old someone born on one date is on another.

    Raises ValueError if the other date is before the birth.
    """
    if day < born:
        raise ValueError("the second date is before the birth")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@bundled(
    "weekday of a date",
    "(which|what) (day|weekday|day of the week) (is|was|will be) {day:date}",
    "(weekday|day of the week|day of week) [of|for|on] {day:date}",
    "(which|what) day of the week (does|did|will) {day:date} (fall on|fall|be)",
    "on (which|what) (day|weekday|day of the week) (does|did|will) {day:date} (fall|be)",
    "what day is 2024-03-15 => Friday",
    "weekday of 1 January 2000 => Saturday",
    "on which day of the week did July 20, 1969 fall => Sunday",
)
def weekday(day: date) -> str:
    """Return the day of the week of a date."""
    return DAY_NAMES[day.weekday()]


@bundled(
    "ISO week of a date",
    "([iso] week [number]|calendar week|number of the week) (of|for|on) {day:date}",
    "(which|what) ([iso|calendar] week|week number) (is|was) {day:date}",
    "iso week of 2024-03-15 => 11",
    "week number of 2021-01-01 => 53",
    "which calendar week is 30 December 2024 => 1",
    convention="ISO 8601: week 1 holds the first Thursday",
)
def iso_week(day: date) -> int:
    """Return the ISO 8601 week number of a date."""
    return day.isocalendar().week


@bundled(
    "leap year test",
    "is [the] [year] {year:int} [a] leap year",
    "[check|test|determine|see] (if|whether) [the] [year] {year:int} (is|was) [a] leap year",
    "(was|will) [the] [year] {year:int} [be] [a] leap year",
    "is 2024 a leap year => true",
    "was 1900 a leap year => false",
    "check if the year 2000 is a leap year => true",
    "is 2023 a leap year? => false",
)
def leap_year(year: int) -> bool:
    """Return whether a year is a leap year.

    Raises ValueError below year 1.
    """
    if year < 1:
        raise ValueError("the year must be 1 or later")
    return calendar.isleap(year)


def _check_month(month: int, year: int) -> None:
    if not 1 <= month <= 12:
        raise ValueError("the month must be from 1 to 12")
    if not 1 <= year <= 9999:
        raise ValueError("the year must be from 1 to 9999")


@bundled(
    "days in month",
    "[number of] days in {month:month} [of|in] {year:int}",
    "how many days (are in|are there in|does|did|has|in) {month:month} [of|in] {year:int}"
    " [have|has]",
    "how many days are in february 2024 => 29",
    "days in april 1999 => 30",
    "how many days did February 1900 have => 28",
    choices=_MONTHS,
)
def days_in_month(month: int, year: int) -> int:
    """Return how many days a month of a year has.

    Raises ValueError unless the month is 1 to 12 and the year 1 to 9999.
    """
    _check_month(month, year)
    return calendar.monthrange(year, month)[1]


@bundled(
    "calendar of a month",
    "[create|make|draw|generate] [a|the] calendar (of|for) [the month of] {month:month} [of]"
    " {year:int}",
    "{month:month} {year:int} calendar",
    'calendar for february 2021 => "   February 2021\\nMo Tu We Th Fr Sa Su\\n 1  2  3  4  5 '
    ' 6  7\\n 8  9 10 11 12 13 14\\n15 16 17 18 19 20 21\\n22 23 24 25 26 27 28"',
    'show me the calendar of September 2024 => "   September 2024\\nMo Tu We Th Fr Sa Su\\n  '
    "                 1\\n 2  3  4  5  6  7  8\\n 9 10 11 12 13 14 15\\n16 17 18 19 20 21"
    ' 22\\n23 24 25 26 27 28 29\\n30"',
    'create a calendar for the month of february 2010 => "   February 2010\\nMo Tu We Th Fr'
    " Sa Su\\n 1  2  3  4  5  6  7\\n 8  9 10 11 12 13 14\\n15 16 17 18 19 20 21\\n22 23 24"
    ' 25 26 27 28"',
    choices=_MONTHS,
    convention="weeks begin on Monday",
)
def month_calendar(month: int, year: int) -> str:
    """Return the calendar of a month as text, one line for each week.

    Raises ValueError unless the month is 1 to 12 and the year 1 to 9999.
    """
    _check_month(month, year)
    return calendar.TextCalendar().formatmonth(year, month).rstrip()
