"""Which endpoint takes the next request, and when one must wait for a free one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from .endpoint import Endpoint
from .routing_rules import Strategy


class EndpointScheduler:
    """Gives out places at endpoints, no more than `concurrency` at each; used on the loop only."""

    def __init__(self, strategy: Strategy, concurrency: int) -> None:
        self._strategy = strategy
        self._concurrency = concurrency
        self._waiting: list[asyncio.Future[None]] = []
        self._turn = 0

    @asynccontextmanager
    async def place(self, among: Sequence[Endpoint], model: str) -> AsyncIterator[Endpoint]:
        """A place at the best of these endpoints, waited for if all are busy; given back after."""
        while (endpoint := self._choose(among, model)) is None:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter
        endpoint.in_flight += 1
        try:
            yield endpoint
        finally:
            endpoint.in_flight -= 1
            self._wake_all()

    def _wake_all(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    def _choose(self, among: Sequence[Endpoint], model: str) -> Endpoint | None:
        able = able_endpoints(among, model)
        if self._strategy is Strategy.ROUND_ROBIN:
            able = [min(able, key=lambda one: one.last_turn)]
        free = [one for one in able if one.in_flight < self._concurrency]
        if not free:
            return None
        best = min(free, key=lambda one: _distance(one, model))
        self._turn += 1
        best.last_turn = self._turn
        return best


def _distance(one: Endpoint, model: str) -> tuple[bool, bool, int, int]:
    """The least is taken: seen alive, has the model in memory, least busy, longest not asked."""
    return one.reachable is not True, not one.is_warm(model), one.in_flight, one.last_turn


def able_endpoints(among: Sequence[Endpoint], model: str) -> list[Endpoint]:
    """Those that are healthy and have the model; where none is, the ones nearest to it."""
    coldness = {id(one): one.coldness(model) for one in among}
    least = min(coldness.values())
    able = [one for one in among if coldness[id(one)] <= least]
    return [one for one in able if one.has(model) is not False] or able
