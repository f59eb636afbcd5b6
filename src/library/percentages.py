"""Percentages, money, and measures made of two numbers: feet and inches, hours and minutes."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ..language.expression import tidy
from .bundled import bundled

MONEY_LIMIT = 10**12
RATE_LIMIT = 1000

_BILL = "[a|the] [bill of] [$|€] {bill:number} [dollars|euros] [bill]"
_INTEREST = (
    "interest (on|of|for) [$|€] {amount:number} [dollars|euros] (at|with)"
    " [a] [rate of|interest rate of] {rate:number} (%|percent)"
    " [per year|a year|annually|annual interest|interest] (for|over|after) {years:int} years?"
)


@bundled(
    "percentage change",
    "(percentage|percent) (change|increase) from {before:number} to {after:number}",
    "percentage change from 50 to 60 => 20",
    "percent increase from 80 to 100 => 25",
    "percentage change from 200 to 150 => -25",
    convention="in percent of the first number",
)
def percent_change(before: int | float, after: int | float) -> int | float:
    """Return the percentage by which a number grew; negative if it shrank.

    Rounded to 10 decimals. Raises ValueError unless the first number is above 0.
    """
    if before <= 0:
        raise ValueError("the first number must be above 0")
    return tidy((after - before) / before * 100)


@bundled(
    "percentage decrease",
    "(percentage|percent) (decrease|drop|reduction|loss) from {before:number} to {after:number}",
    "percentage decrease from 50 to 40 => 20",
    "percent drop from 80 to 60 => 25",
    "percentage decrease from 200 to 150 => 25",
    convention="in percent of the first number",
)
def percent_decrease(before: int | float, after: int | float) -> int | float:
    """Return the percentage by which a number fell.

    Rounded to 10 decimals. Raises ValueError unless the first number is above 0, and if the
    number grew.
    """
    if after > before:
        raise ValueError("the number grows; ask for the percentage change from A to B")
    return tidy(-percent_change(before, after))


def _to_cents(amount: Decimal) -> int | float:
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return int(rounded) if rounded == int(rounded) else float(rounded)


@bundled(
    "tip on a bill",
    f"{{rate:number}} (%|percent) tip (on|for) {_BILL}",
    f"tip [of] {{rate:number}} (%|percent) (on|for) {_BILL}",
    "15% tip on 80 => 12",
    "tip of 20 percent on a $45.50 bill => 9.1",
    "18% tip for a bill of 1,200 => 216",
    convention="the tip alone, without the bill; half a cent is rounded up",
)
def tip(rate: int | float, bill: int | float) -> int | float:
    """Return the tip on a bill at a rate in percent, to the cent.

    Raises ValueError for a negative rate or bill, and for one above 10^12.
    """
    if not (0 <= rate <= MONEY_LIMIT and 0 <= bill <= MONEY_LIMIT):
        raise ValueError("the rate and the bill must be from 0 to 10^12")
    return _to_cents(Decimal(str(bill)) * Decimal(str(rate)) / 100)


@bundled(
    "simple interest",
    f"simple {_INTEREST}",
    "simple interest on 1000 at 5% for 3 years => 150",
    "simple interest on 2,500 at 3.5 percent for 1 year => 87.5",
    "simple interest for $100 at a rate of 10% over 2 years => 20",
    convention="simple interest: the interest alone, without the amount",
)
def simple_interest(amount: int | float, rate: int | float, years: int) -> int | float:
    """Return the interest on an amount at a yearly rate in percent, without interest on interest.

    Raises ValueError for negative values, an amount above 10^12, and a rate or years above 1000.
    """
    _check_investment(amount, rate, years)
    return _to_cents(Decimal(str(amount)) * Decimal(str(rate)) * years / 100)


@bundled(
    "compound interest",
    f"compound {_INTEREST}",
    "compound interest on 1000 at 5% for 10 years => 1628.89",
    "compound interest on 2,500 at 3.5 percent for 1 year => 2587.5",
    "compound interest for $100 at a rate of 10% over 2 years => 121",
    convention="compound interest, added once a year: the final amount, interest included",
)
def compound_interest(amount: int | float, rate: int | float, years: int) -> float:
    """Return what an amount grows to at a yearly rate in percent, with interest on interest.

    Raises ValueError for negative values, an amount above 10^12, a rate or years above 1000,
    and a final amount above 10^300.
    """
    _check_investment(amount, rate, years)
    factor = 1 + rate / 100
    if years * math.log10(factor) > 280:
        raise ValueError("the final amount is too large: at most 10^300")
    return round(amount * factor**years, 2)


def _check_investment(amount: int | float, rate: int | float, years: int) -> None:
    if not 0 <= amount <= MONEY_LIMIT:
        raise ValueError("the amount must be from 0 to 10^12")
    if not (0 <= rate <= RATE_LIMIT and 0 <= years <= RATE_LIMIT):
        raise ValueError("the rate and the years must be from 0 to 1000")


_FEET_AND_INCHES = "{feet:natural} (feet|foot|ft) [and] {inches:natural} (inches|inch|in)"
_HOURS_AND_MINUTES = (
    "{hours:natural} (hours|hour|hrs|hr|h) [and] {minutes:natural} (minutes|minute|mins|min|m)"
)
_METERS = {"m": "m", "meters": "m", "meter": "m", "metres": "m", "metre": "m"}
_CENTIMETERS = dict.fromkeys(("cm", "centimeters", "centimeter", "centimetres", "centimetre"), "cm")


@bundled(
    "feet and inches",
    f"[convert] {_FEET_AND_INCHES} (to|into|in) {{unit:unit}}",
    f"how many {{unit:unit}} (is|are|in|are in) {_FEET_AND_INCHES}",
    "[convert] {feet:natural} ' {inches:natural} \" (to|into|in) {unit:unit}",
    "convert 5 ft 10 in to cm => 177.8",
    "how many inches are in 6 feet 2 inches => 74",
    "5 feet and 11 inches in meters => 1.8034",
    choices={"unit": {**_METERS, **_CENTIMETERS, "inches": "in"}},
)
def feet_and_inches(feet: int, inches: int, unit: Literal["cm", "m", "in"]) -> int | float:
    """Return a length given in feet and inches, in centimeters, meters or inches.

    Raises ValueError unless the inches are 0 to 11.
    """
    if not 0 <= inches <= 11:
        raise ValueError("the inches must be from 0 to 11")
    return tidy((feet * 12 + inches) * {"cm": 2.54, "m": 0.0254, "in": 1.0}[unit])


@bundled(
    "hours and minutes",
    f"[convert] {_HOURS_AND_MINUTES} (to|into|in) {{unit:unit}}",
    f"how many {{unit:unit}} (is|are|in|are in) {_HOURS_AND_MINUTES}",
    "convert 2 hours 30 minutes to minutes => 150",
    "1h 15m in hours => 1.25",
    "how many seconds are in 1 hour and 1 minute => 3660",
    choices={
        "unit": {
            **dict.fromkeys(("hours", "hrs", "hr"), "h"),
            **dict.fromkeys(("minutes", "mins", "min"), "min"),
            **dict.fromkeys(("seconds", "secs", "sec"), "s"),
        }
    },
)
def hours_and_minutes(hours: int, minutes: int, unit: Literal["h", "min", "s"]) -> int | float:
    """Return a time given in hours and minutes, in minutes, seconds or hours."""
    return tidy((hours * 60 + minutes) * {"h": 1 / 60, "min": 1.0, "s": 60.0}[unit])


_BETWEEN_TIMES = "(between|from) {start:clock} (and|to|until|till) {end:clock}"
_MINUTES_BETWEEN = f"(minutes|how many minutes) [are] [there] [is it] {_BETWEEN_TIMES}"


@bundled(
    "hours between two times of day",
    f"(hours|how many hours|time|how much time|how long) [is|are] [there|it] {_BETWEEN_TIMES}",
    _MINUTES_BETWEEN,
    "hours between 9:30 and 17:45 => 8.25",
    "how many hours are there from 9 am to 5:30 pm => 8.5",
    "minutes between 22:50 and 0:10 => 80",
    constants={_MINUTES_BETWEEN: {"unit": "min"}},
    convention="an end before the start is on the next day",
)
def hours_between(start: str, end: str, unit: Literal["h", "min"] = "h") -> int | float:
    """Return the time from one time of day to another, in hours or minutes.

    Raises ValueError if one of them is not a time of day.
    """
    first, last = _minute_of_day(start), _minute_of_day(end)
    return tidy((last - first) % (24 * 60) * {"h": 1 / 60, "min": 1.0}[unit])


def _minute_of_day(clock: str) -> int:
    """Return the minutes since midnight at 17:45, 5.45 pm or 5 pm."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?", clock.strip().lower())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + (12 if found[3] == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise ValueError(f"“{clock}” is not a time of day")
    return hour * 60 + minute


@bundled(
    "seconds as h:mm:ss",
    "[convert] {seconds:natural} (seconds|second|secs|sec|s) (to|into|in|as)"
    " (h:m:s|h:mm:ss|hh:mm:ss|hours [and] minutes [and] seconds)",
    "convert 3725 seconds to h:mm:ss => 1:02:05",
    "59 seconds in hours, minutes and seconds => 0:00:59",
    "convert 90,000 seconds to hh:mm:ss => 25:00:00",
)
def clock_time(seconds: int) -> str:
    """Return a number of seconds as hours, minutes and seconds: 1:02:05.

    Raises ValueError for a negative number.
    """
    if seconds < 0:
        raise ValueError("the seconds must not be negative")
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@bundled(
    "body mass index",
    "(bmi|body mass index) (for|of) [a] [person|someone] [with|weighing] [weight]"
    " {weight:number} (kg|kilograms|kilos) (and|at|with) [a] [height|height of|size]"
    " {height:number} {unit:unit}",
    "bmi for 70 kg and 1.75 m => 22.9",
    "body mass index of a person with 80 kg and 180 cm => 24.7",
    "bmi for 50 kg and 1.6 m => 19.5",
    choices={"unit": {**_METERS, **_CENTIMETERS}},
    convention="in kg/m², to one decimal place",
)
def body_mass_index(weight: float, height: float, unit: Literal["m", "cm"] = "m") -> float:
    """Return the body mass index from a weight in kg and a height in m or cm, to one decimal place.

    Raises ValueError for weights and heights that no person has.
    """
    meters = height / 100 if unit == "cm" else height
    if not (0.3 < meters < 3 and 1 < weight < 700):
        raise ValueError("weight and height must be those of a person, in kg and m or cm")
    return round(weight / meters**2, 1)
