"""All endpoints together: made when first needed, looked at in the background."""

import asyncio
import time
from collections.abc import Callable, Sequence

from ..domain.events import Noted
from .backend import Backend
from .endpoint import Endpoint, Server
from .ollama import OllamaBackend
from .openai_compatible import OpenAIBackend
from .routing_rules import BackendKind, RoutingRules

ACQUAINT_SECONDS = 0.25
"""How long a first request waits to learn what a new endpoint has."""


class EndpointRegistry:
    """The endpoints, each made once; used on the loop only."""

    def __init__(
        self, rules: RoutingRules, note: Callable[[Noted], None], now: Callable[[], float]
    ) -> None:
        self._rules = rules
        self._note = note
        self._now = now
        self._endpoints: dict[Server, Endpoint] = {}
        self._looking: dict[Endpoint, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None

    def of(self, servers: Sequence[Server]) -> tuple[Endpoint, ...]:
        """The endpoints of these servers."""
        return tuple(self._one(server) for server in dict.fromkeys(servers))

    async def acquaint(self, endpoints: Sequence[Endpoint]) -> None:
        """Look at endpoints that were never seen, for a moment; what takes longer goes on."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._keep_watch())
        new = [one for one in endpoints if one.reachable is None]
        await self.look(new, ACQUAINT_SECONDS)

    async def look(self, endpoints: Sequence[Endpoint], seconds: float) -> None:
        """Look at these again, waiting at most so long for what they say."""
        for one in endpoints:
            one.prepare()
            if one not in self._looking:
                self._looking[one] = asyncio.create_task(self._look_at(one))
        waiting = [self._looking[one] for one in endpoints]
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)

    async def close(self) -> None:
        """Close every connection."""
        for endpoint in self._endpoints.values():
            await endpoint.close()

    async def _look_at(self, endpoint: Endpoint) -> None:
        try:
            for gone in await endpoint.refresh():
                self._note(
                    Noted(
                        f"{gone} left the memory of {endpoint.place} for another model",
                        hint="map the roles to models that fit into memory together",
                    )
                )
        finally:
            self._looking.pop(endpoint, None)

    async def _keep_watch(self) -> None:
        while True:
            await asyncio.sleep(self._rules.refresh)
            await self.look(tuple(self._endpoints.values()), self._rules.refresh)

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
