"""Retries a request: at the other endpoints immediately, at the same one after a backoff."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from .endpoint import Endpoint
from .endpoint_scheduler import EndpointScheduler
from .error_mapping import map_error
from .routing_rules import RoutingRules
from .server_errors import Failure

Result = TypeVar("Result")
TimeLeft = Callable[[], float]
Work = Callable[[Endpoint, TimeLeft], Awaitable[Result]]
OnFailure = Callable[[Failure, bool], None]
"""Called with each failure, and whether another try follows."""

BUSY_TRIES = 6
"""How often a server whose queue is full is asked: for more than two minutes."""

BUSY_BACKOFF = 10
"""A full queue drains slower than a failed server recovers: so many times the backoff."""

_BY_USEFULNESS = (ModelError, ModelUnavailable, ModelTimeout, BrokenReply, ModelMissing)
"""Errors from the least to the most useful to a user when several endpoints failed."""


class Retries:
    """The only retry loop for model requests."""

    def __init__(
        self,
        scheduler: EndpointScheduler,
        rules: RoutingRules,
        now: Callable[[], float],
        random: Random,
    ) -> None:
        self._scheduler = scheduler
        self._rules = rules
        self._now = now
        self._random = random

    async def first_reply(
        self, endpoints: Sequence[Endpoint], model: str, work: Work[Result], on_failure: OnFailure
    ) -> Result:
        """Return the result of `work` at the first endpoint where it succeeds. Raises a ModelError.

        All tries together share the total deadline, counted from the first slot.
        """
        failures: dict[Endpoint, Failure] = {}
        began: list[float] = []

        def left() -> float:
            return self._rules.deadlines.total - (self._now() - began[0])

        for number in itertools.count():
            eligible = _worth_asking(endpoints, failures)
            if any(one in failures for one in eligible):
                backoff = self._rules.backoff * self._random.uniform(0.5, 1.5)
                pause = pause_before(number, [failures[one] for one in eligible], backoff)
                await asyncio.sleep(max(0.0, min(pause, left())))
            async with self._scheduler.slot(eligible, model) as endpoint:
                began = began or [self._now()]
                try:
                    result = await work(endpoint, left)
                except Exception as error:  # pylint: disable=broad-exception-caught # read below
                    failure = map_error(error, endpoint.request_target(model))
                    # The log shows what the library said.
                    failure.error.__cause__ = failure.error.__cause__ or error
                else:
                    endpoint.record_success(model)
                    return result
                endpoint.record_failure(failure, model)
            failures[endpoint] = failure
            more = bool(_worth_asking(endpoints, failures)) and left() > 0
            tries = BUSY_TRIES if failure.busy else self._rules.retries
            more = more and number + 1 < max(tries, len(endpoints))
            on_failure(failure, more)
            if not more:
                break
        raise most_useful_error(failures)


def pause_before(number: int, failures: Sequence[Failure], backoff: float) -> float:
    """Return the seconds before this try (the first is 0) at endpoints that failed so.

    It doubles with each try, is longer where all are busy, and as long as a server asks for.
    """
    pause = backoff * 2.0 ** max(0, number - 1)
    pause *= BUSY_BACKOFF if all(one.busy for one in failures) else 1
    return max(pause, min(one.retry_after for one in failures))


def _worth_asking(
    endpoints: Sequence[Endpoint], failures: Mapping[Endpoint, Failure]
) -> list[Endpoint]:
    """Return the endpoints not tried yet; if none, those that may be retried."""
    fresh = [one for one in endpoints if one not in failures]
    return fresh or [one for one in endpoints if failures[one].again]


def most_useful_error(failures: Mapping[Endpoint, Failure]) -> ModelError:
    """Return the error most useful to the user, with the other errors' messages appended."""
    errors = [failure.error for failure in failures.values()]
    best = max(errors, key=lambda error: _BY_USEFULNESS.index(type(error)))
    others = [str(error) for error in errors if str(error) != str(best)]
    if not others:
        return best
    joined = type(best)("; ".join([str(best), *others]), hint=best.hint)
    joined.__cause__ = best
    return joined
