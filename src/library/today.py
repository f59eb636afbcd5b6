"""The date and the time now, and the days until another date."""

from datetime import date, datetime
from typing import Literal

from .bundled import bundled
from .dates import DAY_NAMES

HOLIDAYS = {
    "christmas": (12, 25),
    "christmas eve": (12, 24),
    "new year": (1, 1),
    "new year's eve": (12, 31),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
}

_AS_OF = "[(as of|on) {today:date}]"
_HOW_LONG = "([number of] days [left]|how many days [left|are left|are there|is it]|how long)"
_HOLIDAY = {
    "holiday": {
        **{name: name for name in HOLIDAYS},
        "xmas": "christmas",
        "new year's": "new year",
        "new year's day": "new year",
        "new years eve": "new year's eve",
        "valentines day": "valentine's day",
    }
}


@bundled(
    "date today",
    f"[(what|which)] date (is [it] today|is it|today) {_AS_OF}",
    f"[what is] [the] (current|today's) date {_AS_OF}",
    f"[what is] [the] date today {_AS_OF}",
    f"today {_AS_OF}",
    "what date is it as of 2024-03-15 => 2024-03-15",
    "today as of 2000-01-01 => 2000-01-01",
    "the current date on 2024-02-29 => 2024-02-29",
)
def current_date(today: date | None = None) -> date:
    """Return the date today."""
    return today or date.today()


@bundled(
    "weekday today",
    f"(what|which) (day|weekday|day of the week) (is it [today]|is today|today) {_AS_OF}",
    f"[what is] (today's weekday|the weekday today|the day of the week today) {_AS_OF}",
    "what day is it as of 2024-03-15 => Friday",
    "which weekday is it on 2000-01-01 => Saturday",
    "what day is today as of 2024-02-29 => Thursday",
)
def current_weekday(today: date | None = None) -> str:
    """Return the day of the week today."""
    return DAY_NAMES[(today or date.today()).weekday()]


@bundled(
    "time of day",
    "what time is it [now] [at {moment:address}]",
    "[what is] the [current] time [now]",
    "current time",
    "what time is it at 2024-03-15T14:05 => 14:05",
    "what time is it now at 2024-03-15 => 00:00",
    "what time is it at 2024-03-15T23:59:59 => 23:59",
)
def current_time(moment: str = "") -> str:
    """Return the time of day now, as hours and minutes.

    Raises ValueError if the moment is given and not written as 2024-03-15T14:05.
    """
    if not moment:
        return datetime.now().strftime("%H:%M")
    try:
        return datetime.fromisoformat(moment).strftime("%H:%M")
    except ValueError as error:
        raise ValueError("the moment must be written as 2024-03-15T14:05") from error


@bundled(
    "days until a date",
    f"{_HOW_LONG} (until|till|to|before) {{day:date}} {_AS_OF}",
    "days until 2024-12-25 as of 2024-12-20 => 5",
    "how many days are left until 1 May 2024 as of 2024-04-01 => 30",
    "how long before 2024-12-25 on 2024-12-26 => -1",
)
def days_until(day: date, today: date | None = None) -> int:
    """Return how many days it is from today until a date; negative for one that is over."""
    return (day - (today or date.today())).days


@bundled(
    "days until a holiday",
    f"{_HOW_LONG} (until|till|to|before) {{holiday:holiday}} {_AS_OF}",
    "how many days until christmas as of 2024-12-20 => 5",
    "how long until new year as of 2024-12-31 => 1",
    "days till halloween as of 2024-11-01 => 364",
    choices=_HOLIDAY,
)
def days_until_holiday(
    holiday: Literal[
        "christmas", "christmas eve", "new year", "new year's eve", "halloween", "valentine's day"
    ],
    today: date | None = None,
) -> int:
    """Return how many days it is from today until a holiday comes next; 0 on the day itself."""
    begin = today or date.today()
    month, day = HOLIDAYS[holiday]
    year = begin.year + ((month, day) < (begin.month, begin.day))
    return (date(year, month, day) - begin).days
