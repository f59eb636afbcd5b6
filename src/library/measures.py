"""Measures made of two numbers: feet and inches, hours and minutes, weight and height."""

from typing import Literal

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import tidy

_FEET_AND_INCHES = "{feet:natural} (feet|foot|ft) [and] {inches:natural} (inches|inch|in)"
_HOURS_AND_MINUTES = (
    "{hours:natural} (hours|hour|hrs|hr|h) [and] {minutes:natural} (minutes|minute|mins|min|m)"
)
_METERS = {"m": "m", "meters": "m", "meter": "m", "metres": "m", "metre": "m"}
_CENTIMETERS = dict.fromkeys(("cm", "centimeters", "centimeter", "centimetres", "centimetre"), "cm")


@bundled(
    TaskKind.CONVERSION,
    "feet and inches",
    tags=("height",),
    phrases=(
        f"[convert] {_FEET_AND_INCHES} (to|into|in) {{unit:unit}}",
        f"how many {{unit:unit}} (is|are|in|are in) {_FEET_AND_INCHES}",
        "[convert] {feet:natural} ' {inches:natural} \" (to|into|in) {unit:unit}",
    ),
    choices={"unit": {**_METERS, **_CENTIMETERS, "inches": "in"}},
    examples={
        "convert 5 ft 10 in to cm": 177.8,
        "how many inches are in 6 feet 2 inches": 74,
        "5 feet and 11 inches in meters": 1.8034,
    },
    opposites=("length",),
    limits="Whole feet, and 0 to 11 inches.",
)
def feet_and_inches(feet: int, inches: int, unit: Literal["cm", "m", "in"]) -> int | float:
    """A length given in feet and inches, in centimeters, meters or inches.

    Raises ValueError unless the inches are 0 to 11.
    """
    if not 0 <= inches <= 11:
        raise ValueError("the inches must be from 0 to 11")
    return tidy((feet * 12 + inches) * {"cm": 2.54, "m": 0.0254, "in": 1.0}[unit])


@bundled(
    TaskKind.CONVERSION,
    "hours and minutes",
    tags=("time", "duration"),
    phrases=(
        f"[convert] {_HOURS_AND_MINUTES} (to|into|in) {{unit:unit}}",
        f"how many {{unit:unit}} (is|are|in|are in) {_HOURS_AND_MINUTES}",
    ),
    choices={
        "unit": {
            **dict.fromkeys(("hours", "hrs", "hr"), "h"),
            **dict.fromkeys(("minutes", "mins", "min"), "min"),
            **dict.fromkeys(("seconds", "secs", "sec"), "s"),
        }
    },
    examples={
        "convert 2 hours 30 minutes to minutes": 150,
        "1h 15m in hours": 1.25,
        "how many seconds are in 1 hour and 1 minute": 3660,
    },
    opposites=("time_units", "clock_time"),
    limits="Whole hours and minutes.",
)
def hours_and_minutes(hours: int, minutes: int, unit: Literal["h", "min", "s"]) -> int | float:
    """A time given in hours and minutes, in minutes, seconds or hours."""
    return tidy((hours * 60 + minutes) * {"h": 1 / 60, "min": 1.0, "s": 60.0}[unit])


@bundled(
    TaskKind.CONVERSION,
    "seconds as h:mm:ss",
    title="seconds as h:mm:ss",
    tags=("time", "clock", "duration"),
    phrases=(
        "[convert] {seconds:natural} (seconds|second|secs|sec|s) (to|into|in|as)"
        " (h:m:s|h:mm:ss|hh:mm:ss|hours [and] minutes [and] seconds)",
    ),
    examples={
        "convert 3725 seconds to h:mm:ss": "1:02:05",
        "59 seconds in hours, minutes and seconds": "0:00:59",
        "convert 90,000 seconds to hh:mm:ss": "25:00:00",
    },
    opposites=("time_units", "hours_and_minutes"),
    limits="Hours are not limited to 24.",
)
def clock_time(seconds: int) -> str:
    """A number of seconds as hours, minutes and seconds: 1:02:05.

    Raises ValueError for a negative number.
    """
    if seconds < 0:
        raise ValueError("the seconds must not be negative")
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@bundled(
    TaskKind.CONVERSION,
    "health formula",
    phrases=(
        "(bmi|body mass index) (for|of) [a] [person|someone] [with|weighing] [weight]"
        " {weight:number} (kg|kilograms|kilos) (and|at|with) [a] [height|height of|size]"
        " {height:number} {unit:unit}",
    ),
    choices={"unit": {**_METERS, **_CENTIMETERS}},
    examples={
        "bmi for 70 kg and 1.75 m": 22.9,
        "body mass index of a person with 80 kg and 180 cm": 24.7,
        "bmi for 50 kg and 1.6 m": 19.5,
    },
    limits="To one decimal place.",
)
def body_mass_index(weight: float, height: float, unit: Literal["m", "cm"] = "m") -> float:
    """The body mass index from a weight in kg and a height in m or cm, to one decimal place.

    Raises ValueError for weights and heights that no person has.
    """
    meters = height / 100 if unit == "cm" else height
    if not (0.3 < meters < 3 and 1 < weight < 700):
        raise ValueError("weight and height must be those of a person, in kg and m or cm")
    return round(weight / meters**2, 1)
