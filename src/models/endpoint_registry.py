"""Holds all endpoints: created when first needed, refreshed in the background."""

import asyncio
import time
from collections.abc import Callable, Sequence

from ..domain.events import Noted
from .backend import Backend
from .endpoint import Endpoint, Server
from .ollama import OllamaBackend
from .openai_compatible import OpenAIBackend
from .routing_rules import BackendKind, RoutingRules

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
        """The endpoints of these servers."""
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
            one.prepare()
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
            for evicted in await endpoint.refresh():
                self._note(
                    Noted(
                        f"{evicted} left the memory of {endpoint.host_and_port} for another model",
                        hint="map the roles to models that fit into memory together",
                    )
                )
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
        if server.kind is BackendKind.OPENAI:
            return OpenAIBackend(server.address, connect, server.key_variable)
        return OllamaBackend(server.address, connect, self._rules.keep_alive)
