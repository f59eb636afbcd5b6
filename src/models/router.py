"""The language models as the rest of the program knows them: whole replies, or a ModelError."""

import random
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from ..domain.errors import ModelUnavailable
from ..domain.events import Event, Noted
from ..domain.model_request import Delta, Listener, Reply, Request, Restart, Role
from .async_bridge import AsyncBridge
from .backend import DownloadProgress
from .endpoint import Endpoint, Server
from .endpoint_address import normal_address
from .endpoint_registry import EndpointRegistry
from .endpoint_scheduler import EndpointScheduler
from .health import RoleHealth, health_of
from .model_install import embed_texts, install
from .reply_cache import ReplyCache
from .request_executor import ExecutorServices, RequestExecutor
from .request_plan import RoleMap
from .retry import Left, Retries
from .routing_rules import BackendKind, RoleSettings, RoutingRules
from .stream_reader import CheckSchema, holds_object
from .usage import UsageLedger

LOOK_SECONDS = 1.0
MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class RouterServices:
    """What may be handed in: listener for notes, reply cache, schema check, clock and chance."""

    notify: Callable[[Event], None] | None = None
    cache: ReplyCache | None = None
    check_schema: CheckSchema = holds_object
    now: Callable[[], float] = time.monotonic
    chance: random.Random | None = None


class Router:
    """A LanguageModel over all endpoints; starts nothing before it is first asked.

    May be used from several threads. Close it when done.
    """

    def __init__(
        self,
        roles: Mapping[Role, RoleSettings],
        rules: RoutingRules,
        around: RouterServices = RouterServices(),
    ) -> None:
        self._roles = RoleMap(roles)
        self._rules = rules
        self._notify = around.notify
        self._loop = AsyncBridge()
        self._notes: deque[Noted] = deque(maxlen=MOST_NOTES)
        self._cache = around.cache
        self._told_cache = False
        self._fleet = EndpointRegistry(rules, self._notes.append, around.now)
        desk = EndpointScheduler(rules.strategy, rules.concurrency)
        chance = around.chance or random.Random()
        self._around = ExecutorServices(
            fleet=self._fleet,
            reach=Retries(desk, rules, around.now, chance),
            ledger=UsageLedger(),
            deadlines=rules.deadlines,
            check_schema=around.check_schema,
            cache=around.cache,
        )

    def complete(self, request: Request, listen: Listener | None = None) -> Reply:
        """Ask the request's model and wait for the whole reply.

        `listen` hears the text on this thread; a Restart voids what it heard. An interrupt
        (Ctrl-C) hangs up on the server at once and goes through. Raises a ModelError.
        """
        order = self._roles.order(request)

        def start(
            say: Callable[[Delta | Restart | Noted], None],
        ) -> Coroutine[Any, Any, Reply]:
            # Each piece wakes this thread: where nobody listens it is spared.
            tell = say if listen is not None else partial(_say_notes, say)
            return RequestExecutor(self._around, order, tell).reply()

        def hear(said: Delta | Restart | Noted) -> None:
            if isinstance(said, Noted):
                self._tell(said)
            elif listen is not None:
                listen(said)

        try:
            return self._loop.run(start, hear)
        finally:
            self._tell_notes()

    def model_for(self, request: Request) -> str:
        """Name the model that would answer ("" where there is none)."""
        return self._roles.model_for(request)

    def health(self, *, look: bool = True) -> tuple[RoleHealth, ...]:
        """What each role uses and how it does; looked at now (at most a second), or as known."""

        async def gathered() -> tuple[RoleHealth, ...]:
            if look:
                await self._look()
            return tuple(self._health_of(role) for role in self._roles.roles)

        return self._loop.run(lambda say: gathered())

    def pull(self, model: str, endpoint: str | None = None) -> Iterator[DownloadProgress]:
        """Install a model, telling how far it is; at the first Ollama endpoint if none is named.

        Leaving the iterator stops the download. Raises a ModelError.
        """
        server = self._server_for_models(endpoint)

        async def installing(say: Callable[[DownloadProgress], None]) -> None:
            (one,) = self._fleet.of((server,))
            await install(one, model, self._rules.deadlines, say)

        with closing(self._loop.follow(installing)) as progress:
            yield from progress

    def embed(
        self, model: str, texts: Sequence[str], endpoint: str | None = None
    ) -> list[list[float]]:
        """A vector for each text, by the endpoints of the role that has the model. ModelError."""
        servers = self._servers_with(model, endpoint)

        async def work(one: Endpoint, left: Left) -> list[list[float]]:
            limit = self._rules.deadlines.first_token_cold
            return await embed_texts(one, model, texts, min(limit, left()))

        async def embedded() -> list[list[float]]:
            endpoints = self._fleet.of(servers)
            await self._fleet.acquaint(endpoints)
            reach = self._around.reach
            return await reach.first_reply(endpoints, model, work, lambda *_: None)

        return self._loop.run(lambda say: embedded())

    def digest_of(self, model: str) -> str:
        """The digest of an installed model ("" if no endpoint tells one)."""

        async def found() -> str:
            endpoints = self._fleet.of(self._servers_with(model, None))
            await self._fleet.look(endpoints, LOOK_SECONDS)
            return next(filter(None, (one.digest(model) for one in endpoints)), "")

        return self._loop.run(lambda say: found())

    def accounting(self) -> UsageLedger:
        """What was spent since the start, by role and in all."""
        return self._around.ledger

    def interrupt(self) -> None:
        """Hang up on every server: KeyboardInterrupt on the main thread, ModelError on others."""
        self._loop.cancel_all()

    def close(self) -> None:
        """Close every connection and end the thread."""
        self._loop.close(self._fleet.close)
        if self._cache is not None:
            self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    async def _look(self) -> None:
        await self._fleet.look(self._fleet.of(self._roles.servers()), LOOK_SECONDS)

    def _health_of(self, role: Role) -> RoleHealth:
        model = self._roles.roles[role].model
        context = self._roles.context_of(model)
        endpoints = self._fleet.of(self._roles.servers_of(role))
        return RoleHealth(role, model, tuple(health_of(e, model, context) for e in endpoints))

    def _server_for_models(self, endpoint: str | None) -> Server:
        if endpoint is not None:
            return Server(normal_address(endpoint))
        for server in self._roles.servers():
            if server.kind is BackendKind.OLLAMA:
                return server
        raise ModelUnavailable("no endpoint can install models", hint="name an Ollama server")

    def _servers_with(self, model: str, endpoint: str | None) -> tuple[Server, ...]:
        if endpoint is not None:
            return (Server(normal_address(endpoint)),)
        named = [r for r, settings in self._roles.roles.items() if settings.model == model]
        servers = [server for role in named for server in self._roles.servers_of(role)]
        return tuple(dict.fromkeys(servers or self._roles.servers()))

    def _tell_notes(self) -> None:
        while self._notes:
            self._tell(self._notes.popleft())
        if self._cache is not None and self._cache.trouble and not self._told_cache:
            self._told_cache = True
            self._tell(Noted(self._cache.trouble, hint="delete the file"))

    def _tell(self, note: Noted) -> None:
        if self._notify is not None:
            self._notify(note)


def _say_notes(say: Callable[[Noted], None], said: Delta | Restart | Noted) -> None:
    if isinstance(said, Noted):
        say(said)
