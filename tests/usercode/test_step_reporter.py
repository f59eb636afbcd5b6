"""Steps of work on a user's file are reported with the time they took."""

import pytest

from src.domain.errors import BadArguments
from src.domain.events import Event, StepBegan, StepEnded
from src.usercode.requests import StepReporter


def test_a_step_is_reported_with_the_seconds_it_took() -> None:
    heard: list[Event] = []
    times = iter((10.0, 12.5))

    with StepReporter(heard.append, lambda: next(times)).step("observing"):
        pass

    assert heard == [StepBegan("observing", "own"), StepEnded("observing", "own", 2.5, True)]


def test_a_step_that_raises_ends_as_not_ok() -> None:
    heard: list[Event] = []

    with pytest.raises(BadArguments):
        with StepReporter(heard.append, lambda: 1.0).step("reading the file"):
            raise BadArguments("no such file")

    assert heard[-1] == StepEnded("reading the file", "own", 0.0, False)
