"""How a request finds an endpoint that answers it: three tries, elsewhere at once, then backoff."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from .endpoint import Endpoint
from .endpoint_scheduler import EndpointScheduler
from .error_mapping import Failure, trouble_of
from .routing_rules import RoutingRules

Result = TypeVar("Result")
Left = Callable[[], float]
Work = Callable[[Endpoint, Left], Awaitable[Result]]
Tell = Callable[[Failure, bool], None]
"""Hears each failure, and whether another try follows."""

_TELLING = (ModelError, ModelUnavailable, ModelTimeout, BrokenReply, ModelMissing)
"""Errors from the least to the most useful to a user when several endpoints failed."""


class Retries:
    """The only loop of retries there is."""

    def __init__(
        self, desk: EndpointScheduler, rules: RoutingRules, now: Callable[[], float], random: Random
    ) -> None:
        self._desk = desk
        self._rules = rules
        self._now = now
        self._random = random

    async def first_reply(
        self, endpoints: Sequence[Endpoint], model: str, work: Work[Result], tell: Tell
    ) -> Result:
        """What `work` gives at the first endpoint where it succeeds. Raises a ModelError.

        The time for all tries together is the total deadline, counted from the first place.
        """
        troubles: dict[Endpoint, Failure] = {}
        began: list[float] = []

        def left() -> float:
            return self._rules.deadlines.total - (self._now() - began[0])

        for number in range(max(self._rules.retries, len(endpoints))):
            among = _still_worth_asking(endpoints, troubles)
            if any(one in troubles for one in among):
                await self._back_off(number, left())
            async with self._desk.place(among, model) as endpoint:
                began = began or [self._now()]
                try:
                    result = await work(endpoint, left)
                except Exception as error:  # pylint: disable=broad-exception-caught # read below
                    trouble = trouble_of(error, endpoint.asked(model))
                    # The log shows what the library said.
                    trouble.error.__cause__ = trouble.error.__cause__ or error
                else:
                    endpoint.succeeded(model)
                    return result
                endpoint.failed(trouble, model)
            troubles[endpoint] = trouble
            more = bool(_still_worth_asking(endpoints, troubles)) and left() > 0
            more = more and number + 1 < max(self._rules.retries, len(endpoints))
            tell(trouble, more)
            if not more:
                break
        raise most_telling(troubles)

    async def _back_off(self, number: int, left: float) -> None:
        pause = self._rules.backoff * 2 ** max(0, number - 1) * self._random.uniform(0.5, 1.5)
        await asyncio.sleep(max(0.0, min(pause, left)))


def _still_worth_asking(
    endpoints: Sequence[Endpoint], troubles: Mapping[Endpoint, Failure]
) -> list[Endpoint]:
    """Those that were not asked yet; then those whose trouble may have passed."""
    fresh = [one for one in endpoints if one not in troubles]
    return fresh or [one for one in endpoints if troubles[one].again]


def most_telling(troubles: Mapping[Endpoint, Failure]) -> ModelError:
    """The error a user can do most with; the others' words stand behind it."""
    errors = [trouble.error for trouble in troubles.values()]
    best = max(errors, key=lambda error: _TELLING.index(type(error)))
    others = [str(error) for error in errors if str(error) != str(best)]
    if not others:
        return best
    joined = type(best)("; ".join([str(best), *others]), hint=best.hint)
    joined.__cause__ = best
    return joined
