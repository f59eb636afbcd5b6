"""Lets a program run on another day: what depends on today's date gives another result then.

It runs in the user's Python, before what asks for the time is imported.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

DAYS = 400
"""Another year, another month and another day of the week."""


class _Kind(type):
    """Makes what is a date still be one: many values are made by the library itself."""

    def __instancecheck__(cls, instance: Any) -> bool:
        real = cls.__dict__.get("_real", ())
        return type.__instancecheck__(cls, instance) or isinstance(instance, real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        real = cls.__dict__.get("_real", ())
        return type.__subclasscheck__(cls, subclass) or issubclass(subclass, real)


def be_later(days: int = DAYS) -> None:
    """Let the clock of this process be so many days later from now on."""
    seconds, real_time, nanoseconds = days * 86400, time.time, time.time_ns
    time.time = lambda: real_time() + seconds
    time.time_ns = lambda: nanoseconds() + seconds * 10**9
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, _at_that_time(getattr(time, name), 0, time.time))
    for name, place in (("asctime", 0), ("strftime", 1)):
        setattr(time, name, _at_that_time(getattr(time, name), place, time.localtime))
    for kind, asked in (
        (datetime.date, ["today"]),
        (datetime.datetime, ["today", "now", "utcnow"]),
    ):
        setattr(datetime, kind.__name__, _later(kind, asked, datetime.timedelta(days)))


def _at_that_time(function: Any, place: int, now: Callable[[], Any]) -> Any:
    """Return the function with a time given where its caller leaves it out."""

    def called(*given: Any) -> Any:
        is_given = len(given) > place and given[place] is not None
        return function(*given) if is_given else function(*given[:place], now())

    return called


def _later(kind: Any, asked: list[str], by: datetime.timedelta) -> Any:
    def of(name: str) -> Any:
        def now(cls: Any, *given: Any, **named: Any) -> Any:
            return getattr(super(made, cls), name)(*given, **named) + by

        return classmethod(now)

    own = {name: of(name) for name in asked}
    short = kind.__repr__
    shown = {"__repr__": lambda self: f"datetime.{short(self)}", "__module__": "datetime"}
    made: Any = _Kind(kind.__name__, (kind,), {"_real": kind, **shown, **own})
    return made
