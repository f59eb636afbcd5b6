"""Chooses the endpoint for the next request; waits while all are busy."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from .endpoint import Endpoint
from .routing_rules import Strategy


class EndpointScheduler:
    """Gives out slots at endpoints, at most `concurrency` at each; used on the event loop only."""

    def __init__(self, strategy: Strategy, concurrency: int) -> None:
        self._strategy = strategy
        self._concurrency = concurrency
        self._waiters: list[asyncio.Future[None]] = []
        self._dispatched = 0

    @asynccontextmanager
    async def slot(self, endpoints: Sequence[Endpoint], model: str) -> AsyncIterator[Endpoint]:
        """Hold a slot at the best of these endpoints; waits if all are busy."""
        while (endpoint := self._choose(endpoints, model)) is None:
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter
        endpoint.in_flight += 1
        try:
            yield endpoint
        finally:
            endpoint.in_flight -= 1
            self._wake_all()

    def _wake_all(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    def _choose(self, endpoints: Sequence[Endpoint], model: str) -> Endpoint | None:
        eligible = eligible_endpoints(endpoints, model)
        if self._strategy is Strategy.ROUND_ROBIN:
            eligible = [min(eligible, key=lambda one: one.last_dispatch)]
        free = [one for one in eligible if one.in_flight < self._concurrency]
        if not free:
            return None
        best = min(free, key=lambda one: _preference(one, model))
        self._dispatched += 1
        best.last_dispatch = self._dispatched
        return best


def _preference(one: Endpoint, model: str) -> tuple[bool, bool, int, int]:
    """Sort key, best first: reachable, model in memory, least busy, least recently used."""
    return one.reachable is not True, not one.is_warm(model), one.in_flight, one.last_dispatch


def eligible_endpoints(endpoints: Sequence[Endpoint], model: str) -> list[Endpoint]:
    """The endpoints without cooldown that have the model; else those with the shortest cooldown."""
    cooldowns = {id(one): one.cooldown_left(model) for one in endpoints}
    least = min(cooldowns.values())
    eligible = [one for one in endpoints if cooldowns[id(one)] <= least]
    return [one for one in eligible if one.has(model) is not False] or eligible
