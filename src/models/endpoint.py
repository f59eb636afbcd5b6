"""The state of one model server: reachable or not, its models, its load, its cooldowns."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from ..domain.events import Noted
from .backend import (
    Backend,
    InstalledModel,
    LoadedModel,
    ModelCapabilities,
    full_name,
    runs_in_cloud,
)
from .deadlines import Phase
from .endpoint_address import CLOUD_HOST, host_and_port
from .error_mapping import map_error, no_address, silent
from .ollama import HARMONY_FAMILIES
from .routing_rules import BackendKind, RoutingRules, Server
from .server_errors import Failure, MappedFailure, RequestTarget, Scope


class Endpoint:
    """A server and its last known state; used on the event loop only.

    `now` is monotonic, `wall` seconds since the epoch.
    """

    def __init__(
        self,
        server: Server,
        make_backend: Callable[[Server], Backend],
        rules: RoutingRules,
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.server = server
        self.in_flight = 0
        self.last_dispatch = 0
        unasked = silent(RequestTarget(server.address, "", server.kind)).error
        self.reason, self.hint = str(unasked), unasked.hint
        self.reachable: bool | None = None
        self.installed: dict[str, InstalledModel] | None = None
        self.loaded: dict[str, LoadedModel] = {}
        self.speeds: dict[str, float] = {}
        self.reading_speeds: dict[str, float] = {}
        self.noted: set[str] = set()
        self._make_backend = make_backend
        self._backend: Backend | None = None
        self._rules = rules
        self._now = now
        self._wall = wall
        self._capabilities: dict[str, ModelCapabilities] = {}
        self._silent_until: dict[str, float] = {}
        self._last_failure: Failure | None = None
        self._cool_until = 0.0
        self._cool_seconds = 0.0
        self._model_cool_until: dict[str, float] = {}

    @property
    def host_and_port(self) -> str:
        """Host and port."""
        return host_and_port(self.server.address)

    @property
    def backend(self) -> Backend:
        """The connection, made when it is first needed. Raises MappedFailure."""
        if self._backend is None:
            try:
                self._backend = self._make_backend(self.server)
            except ValueError as error:
                raise MappedFailure(no_address(self.request_target(""))) from error
        return self._backend

    def request_target(self, model: str) -> RequestTarget:
        """Get what error messages name: endpoint, model, protocol, and where a cloud model runs."""
        return RequestTarget(self.server.address, model, self.server.kind, self.runs_at(model))

    def cooldown_left(self, model: str) -> float:
        """Seconds until it should be asked for this model again; 0 if it may be asked now."""
        until = max(self._cool_until, self._model_cool_until.get(full_name(model), 0.0))
        return max(0.0, until - self._now())

    def has(self, model: str) -> bool | None:
        """Return True if the model can be used there; None while that is not known."""
        if self.installed is None:
            return None
        if self.server.kind is BackendKind.OLLAMA and runs_in_cloud(model):
            return True
        return full_name(model) in self.installed

    def runs_at(self, model: str) -> str:
        """Return the host a cloud model runs at ("" for one that runs on the server itself)."""
        if self.server.kind is not BackendKind.OLLAMA:
            return ""
        known = self._installed(model)
        if known is not None and known.runs_at:
            return urlsplit(known.runs_at).hostname or known.runs_at
        return CLOUD_HOST if runs_in_cloud(model) else ""

    def is_warm(self, model: str, num_ctx: int = 0) -> bool:
        """Return True if the model is in memory with at least this context.

        A server that does not report it is taken for one that has it.
        """
        if self.server.kind is BackendKind.OPENAI:
            return True
        loaded = self.loaded_model(model)
        return loaded is not None and (not loaded.context or loaded.context >= num_ctx)

    def loaded_model(self, model: str) -> LoadedModel | None:
        """Return the model as it is in memory."""
        return self.loaded.get(self._identity(model))

    def digest(self, model: str) -> str:
        """Return the installed model's digest ("" if not known)."""
        installed = self._installed(model)
        return installed.digest if installed else ""

    async def capabilities(self, model: str, seconds: float) -> ModelCapabilities:
        """Return the model's capabilities: from the list of models, else asked once.

        A server that does not say within so many seconds is not asked again for a while. Raises
        MappedFailure if the server cannot be reached: another request would wait again.
        """
        known = self._installed(model)
        if known and known.context:
            return ModelCapabilities(known.context, known.family in HARMONY_FAMILIES)
        key = self._identity(model)
        if key not in self._capabilities and self._now() >= self._silent_until.get(key, 0.0):
            try:
                # Its file may have to be read from a slow disk.
                async with asyncio.timeout(min(seconds, self._rules.deadlines.first_token_warm)):
                    self._capabilities[key] = await self.backend.capabilities(model)
            except Exception as error:  # pylint: disable=broad-exception-caught # read below
                failure = map_error(error, self.request_target(model))
                if failure.unreachable:
                    raise MappedFailure(failure) from error
                self._silent_until[key] = self._now() + self._rules.longest_cool_down
        return self._capabilities.get(key, ModelCapabilities())

    async def phase_of(self, model: str, current: Phase) -> Phase:
        """Return what a request for this model waits for; `current` if the server does not say."""
        if self.server.kind is BackendKind.OPENAI:
            return current
        if not await self._look_at_memory():
            return current
        loaded = self.loaded_model(model)
        if loaded is None:
            # A model is listed once it is loaded.
            return Phase.LOADING
        is_busy = self.in_flight > 1 or 0 < loaded.expires < self._wall()
        return Phase.QUEUED if is_busy else Phase.READING

    async def refresh(self) -> tuple[Noted, ...]:
        """Query the server's models; returns what a user should know about its memory.

        The list of models alone says whether it answers: the list of loaded ones waits while a
        model is loaded or unloaded.
        """
        try:
            async with asyncio.timeout(self._rules.deadlines.connect):
                installed = await self.backend.models()
        except Exception as error:  # pylint: disable=broad-exception-caught # read below
            target = self.request_target("the server")
            is_late = isinstance(error, TimeoutError)
            self._last_failure = silent(target) if is_late else map_error(error, target)
            if not self.in_flight:
                self.reachable = False
                self._explain(self._last_failure)
            return ()
        self._last_failure = None
        if self.reachable is False:
            self._cool_until = self._cool_seconds = 0.0
        self._explain(None)
        if installed is not None:
            self.installed = {full_name(one.name): one for one in installed}
        # What was loaded before the digests were known is known by name only.
        before = {self._identity(one.name): one for one in self.loaded.values()}
        # A model that is being loaded again is not listed meanwhile.
        if not await self._look_at_memory() or self.in_flight:
            return ()
        return tuple(_changes(before, self.loaded, self.host_and_port, self._wall()))

    async def _look_at_memory(self) -> bool:
        """Query which models are in memory; False if the server does not say."""
        try:
            async with asyncio.timeout(self._rules.deadlines.connect):
                loaded = await self.backend.loaded()
        except Exception as error:  # pylint: disable=broad-exception-caught # read below
            map_error(error, self.request_target("the server"))
            return False
        self.loaded = {one.digest or self._identity(one.name): one for one in loaded}
        return True

    async def check_reachable(self, model: str) -> None:
        """Check that an endpoint in its cooldown answers, before a request is sent to it.

        Raises MappedFailure if not: a server that hangs is detected in seconds, not minutes.
        """
        if self.cooldown_left(model) > 0:
            await self.refresh()
            if self._last_failure is not None and self._last_failure.unreachable:
                raise MappedFailure(self._last_failure)

    def record_success(self, model: str) -> None:
        """Note a complete reply: end the cooldowns and mark the model as loaded."""
        self._explain(None)
        self._cool_until = self._cool_seconds = 0.0
        self._model_cool_until.pop(full_name(model), None)
        if self.loaded_model(model) is None:
            fresh = LoadedModel(full_name(model), expires=self._wall() + 300)
            self.loaded[self._identity(model)] = fresh

    def record_failure(self, failure: Failure, model: str) -> None:
        """Start a cooldown for the endpoint, or for this model there."""
        if failure.scope is Scope.MODEL:
            self._model_cool_until[full_name(model)] = self._now() + self._rules.cool_down
        if failure.scope is not Scope.ENDPOINT:
            return
        self._explain(failure)
        if failure.unreachable:
            self.reachable = False
        doubled = 2 * self._cool_seconds or self._rules.cool_down
        self._cool_seconds = min(doubled, self._rules.longest_cool_down)
        self._cool_until = self._now() + self._cool_seconds

    def _explain(self, failure: Failure | None) -> None:
        self.reachable = self.reachable or failure is None
        self.reason, self.hint = (str(failure.error), failure.error.hint) if failure else ("", "")

    async def close(self) -> None:
        """Close its connections."""
        if self._backend is not None:
            await self._backend.close()

    def _installed(self, model: str) -> InstalledModel | None:
        return (self.installed or {}).get(full_name(model))

    def _identity(self, model: str) -> str:
        """Return the digest, else the name: a server holds a model of two names in memory once."""
        return self.digest(model) or full_name(model)


def _changes(
    before: Mapping[str, LoadedModel], after: Mapping[str, LoadedModel], place: str, wall: float
) -> Iterator[Noted]:
    """Models that left the memory for another one, or that another program loaded anew."""
    for key, one in before.items():
        now = after.get(key)
        if now is None and after and one.expires > wall + 1:
            yield Noted(
                f"{one.name} left the memory of {place} for another model",
                hint="map the roles to models that fit into memory together",
            )
        elif now and one.context and now.context and one.context != now.context:
            yield Noted(
                f"another program loaded {now.name} with context {now.context};"
                " each change loads it again",
                hint=f"set ollama.num_ctx to {now.context}",
            )
