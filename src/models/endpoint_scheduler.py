"""Holds the endpoints, refreshes them in the background, and chooses one for each request."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from ..domain.events import Noted
from .backend import Backend
from .endpoint import Endpoint
from .http_client import api_key
from .local_model import LocalBackend
from .ollama import OllamaBackend
from .openai_compatible import OpenAIBackend
from .routing_rules import BackendKind, RoutingRules, Server, Strategy
from .server_errors import MappedFailure

DISCOVERY_SECONDS = 0.25
"""How long a first request waits for the models of a new endpoint."""


class EndpointRegistry:
    """The endpoints, each created once; used on the event loop only."""

    def __init__(
        self, rules: RoutingRules, note: Callable[[Noted], None], now: Callable[[], float]
    ) -> None:
        self._rules = rules
        self._note = note
        self._now = now
        self._endpoints: dict[Server, Endpoint] = {}
        self._refreshing: dict[Endpoint, asyncio.Task[None]] = {}
        self._refresh_task: asyncio.Task[None] | None = None

    def endpoints_of(self, servers: Sequence[Server]) -> tuple[Endpoint, ...]:
        """Return the endpoints of these servers."""
        return tuple(self._one(server) for server in dict.fromkeys(servers))

    async def refresh_new(self, endpoints: Sequence[Endpoint]) -> None:
        """Refresh endpoints that were never queried; waits briefly, slow ones finish later."""
        if self._refresh_task is None:
            self._refresh_task = asyncio.create_task(self._refresh_periodically())
        new = [one for one in endpoints if one.reachable is None]
        await self.refresh(new, DISCOVERY_SECONDS)

    async def refresh(self, endpoints: Sequence[Endpoint], seconds: float) -> None:
        """Refresh these endpoints, waiting at most so many seconds for their answers."""
        for one in endpoints:
            # So that no deadline counts the import of the client's library.
            with suppress(MappedFailure):
                _ = one.backend
            if one not in self._refreshing:
                self._refreshing[one] = asyncio.create_task(self._refresh_one(one))
        pending = [self._refreshing[one] for one in endpoints]
        if pending:
            await asyncio.wait(pending, timeout=seconds)

    async def close(self) -> None:
        """Close every connection."""
        for endpoint in self._endpoints.values():
            await endpoint.close()

    async def _refresh_one(self, endpoint: Endpoint) -> None:
        try:
            for note in await endpoint.refresh():
                self._note(note)
        finally:
            self._refreshing.pop(endpoint, None)

    async def _refresh_periodically(self) -> None:
        while True:
            await asyncio.sleep(self._rules.refresh)
            await self.refresh(tuple(self._endpoints.values()), self._rules.refresh)

    def _one(self, server: Server) -> Endpoint:
        if server not in self._endpoints:
            self._endpoints[server] = Endpoint(
                server, self._make_backend, self._rules, self._now, time.time
            )
        return self._endpoints[server]

    def _make_backend(self, server: Server) -> Backend:
        connect = self._rules.deadlines.connect
        if server.kind is BackendKind.LOCAL:
            return LocalBackend(self._rules.model_folder, connect)
        if server.kind is BackendKind.OPENAI:
            variable = server.key_variable
            return OpenAIBackend(server.address, connect, lambda: api_key(variable))
        return OllamaBackend(server.address, connect, self._rules.keep_alive)


class EndpointScheduler:
    """Gives out slots at endpoints, at most `concurrency` at each; used on the event loop only.

    A concurrency of None gives the best endpoint at once and counts nothing.
    """

    def __init__(self, strategy: Strategy, concurrency: int | None) -> None:
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
        if self._concurrency is None:
            yield endpoint
            return
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
        most = self._concurrency
        free = [one for one in eligible if most is None or one.in_flight < most]
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
    """Return the endpoints that have the model: without cooldown, else with the shortest one."""
    cooldowns = {id(one): one.cooldown_left(model) for one in endpoints}
    least = min(cooldowns.values())
    eligible = [one for one in endpoints if cooldowns[id(one)] <= least]
    return [one for one in eligible if one.has(model) is not False] or eligible
