"""Routes requests to the endpoints of a role's model; the LanguageModel port for servers."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Self

from msgspec import Struct

from ..domain.errors import ModelUnavailable
from ..domain.events import Event, Noted
from ..domain.model_request import (
    Delta,
    Listener,
    ModelState,
    Reply,
    Request,
    Restart,
    Role,
    Waiting,
)
from ..domain.program_run import granted_files
from ..domain.replace import replace
from .async_bridge import AsyncBridge
from .backend import DownloadProgress
from .endpoint import Endpoint
from .endpoint_address import ollama_address
from .endpoint_scheduler import EndpointRegistry, EndpointScheduler
from .model_install import embed_texts, install
from .model_states import RoleHealth, health_of, model_states
from .reply_cache import ReplyCache
from .request_executor import ExecutorServices, RequestExecutor, preload
from .request_plan import RoleMap
from .retry import Retries, TimeLeft
from .routing_rules import BackendKind, RoleSettings, RoutingRules, Server
from .stream_reader import CheckSchema, holds_object
from .usage import UsageLedger

REFRESH_SECONDS = 1.0
MAX_NOTES = 20


class RouterServices(Struct, frozen=True):
    """The router's collaborators: listener for notes, reply cache, schema check, clock, random."""

    notify: Callable[[Event], None] = lambda event: None
    cache: ReplyCache | None = None
    check_schema: CheckSchema = holds_object
    now: Callable[[], float] = time.monotonic
    chance: random.Random | None = None


class Router:
    """A LanguageModel over all endpoints; starts its thread with the first request.

    Thread-safe. Close it when done.
    """

    def __init__(
        self,
        roles: Mapping[Role, RoleSettings],
        rules: RoutingRules,
        services: RouterServices = RouterServices(),
    ) -> None:
        self._roles = RoleMap(roles, rules.servers)
        self._rules = rules
        self._notify = services.notify
        self._loop = AsyncBridge()
        self._notes: deque[Noted] = deque(maxlen=MAX_NOTES)
        self._cache = services.cache
        self._cache_failure_reported = False
        self._preload: tuple[str, asyncio.Task[object] | None] | None = None
        self._registry = EndpointRegistry(rules, self._notes.append, services.now)
        scheduler = EndpointScheduler(rules.strategy, rules.concurrency)
        # A server embeds while it generates; a search need not wait for a generation.
        unlimited = EndpointScheduler(rules.strategy, None)
        chance = services.chance or random.Random()
        self._embedding_retries = Retries(unlimited, rules, services.now, chance)
        self._services = ExecutorServices(
            registry=self._registry,
            retries=Retries(scheduler, rules, services.now, chance),
            ledger=UsageLedger(),
            deadlines=rules.deadlines,
            check_schema=services.check_schema,
            cache=services.cache,
        )

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask the request's model and wait for the whole reply.

        `listener` is called with the text on this thread; a Restart voids the text so far. An
        interrupt (Ctrl-C) closes the connection at once and propagates. Raises a ModelError.
        """
        plan = replace(self._roles.plan(request), files=granted_files.get())

        def start(
            emit: Callable[[Delta | Restart | Waiting | Noted], None],
        ) -> Coroutine[Any, Any, Reply]:
            self._end_preload_of_another(plan.model)
            # Each piece wakes this thread; without a listener that is not needed.
            forward = emit if listener is not None else partial(_emit_notes_only, emit)
            return RequestExecutor(self._services, plan, forward).reply()

        def on_event(event: Delta | Restart | Waiting | Noted) -> None:
            if isinstance(event, Noted):
                self._notify(event)
            elif listener is not None:
                listener(event)

        try:
            return self._loop.run(start, on_event)
        finally:
            self._emit_notes()

    def preload(self, role: Role) -> None:
        """Load a role's model, and wait for that.

        A request for another model ends it. Raises ModelError.
        """
        plan = self._roles.plan(Request(role, "load", ()))

        async def loading() -> None:
            self._preload = plan.model, asyncio.current_task()
            try:
                await preload(self._services, plan)
            finally:
                self._preload = None

        self._loop.run(lambda emit: loading())

    def set_roles(self, roles: Mapping[Role, RoleSettings]) -> None:
        """Ask other models from the next request on."""
        self._roles = RoleMap(roles, self._rules.servers)

    def model_for(self, request: Request) -> str:
        """Name the model that would answer ("" where there is none)."""
        return self._roles.model_for(request)

    def health(self, *, refresh: bool = True) -> tuple[RoleHealth, ...]:
        """Return the health of each role's model, refreshed (at most a second) or as last known."""

        async def gathered() -> tuple[RoleHealth, ...]:
            if refresh:
                endpoints = self._registry.endpoints_of(self._roles.servers())
                await self._registry.refresh(endpoints, REFRESH_SECONDS)
            return tuple(self._health_of(role) for role in self._roles.roles)

        return self._loop.run(lambda emit: gathered())

    def states(self) -> tuple[ModelState, ...]:
        """Ask how each role's model is at its endpoints; waits at most a second."""
        return model_states(self.health(), self.usage().by_role)

    def pull(self, model: str, endpoint: str | None = None) -> Iterator[DownloadProgress]:
        """Install a model, yielding its progress; at the first Ollama endpoint if none is named.

        Leaving the iterator stops the download. Raises a ModelError.
        """
        server = self._server_for_models(endpoint)

        async def installing(emit: Callable[[DownloadProgress], None]) -> None:
            (one,) = self._registry.endpoints_of((server,))
            await install(one, model, self._rules.deadlines, emit)

        with closing(self._loop.follow(installing)) as progress:
            yield from progress

    def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Embed the texts at the endpoints of the role that has the model. Raises ModelError."""
        servers = self._servers_with(model)

        async def work(one: Endpoint, left: TimeLeft) -> list[list[float]]:
            limit = self._rules.deadlines.first_token_cold
            return await embed_texts(one, model, texts, min(limit, left()))

        async def embedded() -> list[list[float]]:
            endpoints = self._registry.endpoints_of(servers)
            await self._registry.refresh_new(endpoints)
            retries = self._embedding_retries
            return await retries.first_reply(endpoints, model, work, lambda *_: None)

        return self._loop.run(lambda emit: embedded())

    def digest_of(self, model: str) -> str:
        """Return the digest of an installed model ("" if no endpoint reports one)."""

        async def found() -> str:
            endpoints = self._registry.endpoints_of(self._servers_with(model))
            await self._registry.refresh(endpoints, REFRESH_SECONDS)
            return next(filter(None, (one.digest(model) for one in endpoints)), "")

        return self._loop.run(lambda emit: found())

    def usage(self) -> UsageLedger:
        """Return what the models cost since the start, by role and in total."""
        return self._services.ledger

    def interrupt(self, thread: int | None = None) -> None:
        """Cancel all requests, or those that this thread waits for.

        They raise KeyboardInterrupt on the main thread, else ModelError.
        """
        self._loop.cancel(thread)

    def close(self) -> None:
        """Close every connection and end the thread."""
        self._loop.close(self._registry.close)
        if self._cache is not None:
            self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _end_preload_of_another(self, model: str) -> None:
        """Hang up on a load that would keep this model's request waiting."""
        current = self._preload
        if current is not None and current[1] is not None and current[0] != model:
            current[1].get_loop().call_soon_threadsafe(current[1].cancel)

    def _health_of(self, role: Role) -> RoleHealth:
        model = self._roles.roles[role].model
        context = self._roles.context_of(model)
        endpoints = self._registry.endpoints_of(self._roles.servers_of(role))
        return RoleHealth(role, model, tuple(health_of(e, model, context) for e in endpoints))

    def _server_for_models(self, endpoint: str | None) -> Server:
        if endpoint is not None:
            return Server(ollama_address(endpoint))
        for server in self._roles.servers():
            if server.kind is BackendKind.OLLAMA:
                return server
        raise ModelUnavailable("no endpoint can install models", hint="name an Ollama server")

    def _servers_with(self, model: str) -> tuple[Server, ...]:
        named = [r for r, settings in self._roles.roles.items() if settings.model == model]
        servers = [server for role in named for server in self._roles.servers_of(role)]
        return tuple(dict.fromkeys(servers or self._roles.servers()))

    def _emit_notes(self) -> None:
        while self._notes:
            self._notify(self._notes.popleft())
        if self._cache is not None and self._cache.failure and not self._cache_failure_reported:
            self._cache_failure_reported = True
            self._notify(Noted(self._cache.failure, hint="delete the file"))


def _emit_notes_only(
    emit: Callable[[Noted], None], event: Delta | Restart | Waiting | Noted
) -> None:
    if isinstance(event, Noted):
        emit(event)
