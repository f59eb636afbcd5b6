"""The state of one model server: reachable or not, its models, its load, its cooldowns."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from .backend import Backend, InstalledModel, LoadedModel, ModelCapabilities, full_name
from .endpoint_address import host_and_port
from .error_mapping import (
    Failure,
    MappedFailure,
    RequestTarget,
    Scope,
    map_error,
    no_address,
    no_answer,
)
from .routing_rules import BackendKind, RoutingRules


@dataclass(frozen=True, slots=True)
class Server:
    """A server's address, protocol and API key variable."""

    address: str
    kind: BackendKind = BackendKind.OLLAMA
    key_variable: str = ""


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
        self.reason = ""
        self.reachable: bool | None = None
        self.installed: dict[str, InstalledModel] | None = None
        self.loaded: dict[str, LoadedModel] = {}
        self.speeds: dict[str, float] = {}
        self._make_backend = make_backend
        self._backend: Backend | None = None
        self._rules = rules
        self._now = now
        self._wall = wall
        self._capabilities: dict[str, ModelCapabilities] = {}
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

    def prepare(self) -> None:
        """Make the connection, so that no deadline counts the import of its library."""
        with suppress(MappedFailure):
            _ = self.backend

    def request_target(self, model: str) -> RequestTarget:
        """What error messages name: endpoint, model and protocol."""
        return RequestTarget(self.server.address, model, self.server.kind)

    def cooldown_left(self, model: str) -> float:
        """Seconds until it should be asked for this model again; 0 if it may be asked now."""
        until = max(self._cool_until, self._model_cool_until.get(full_name(model), 0.0))
        return max(0.0, until - self._now())

    def has(self, model: str) -> bool | None:
        """True if the model is installed; None while that is not known."""
        if self.installed is None:
            return None
        return full_name(model) in self.installed or model in self.installed

    def is_warm(self, model: str) -> bool:
        """True if the model is in memory; assumed of a server that does not report it."""
        if self.server.kind is BackendKind.OPENAI:
            return True
        loaded = self.loaded_model(model)
        return loaded is not None and loaded.expires > self._wall()

    def loaded_model(self, model: str) -> LoadedModel | None:
        """The model as it is in memory."""
        return self.loaded.get(self._identity(model))

    def digest(self, model: str) -> str:
        """The installed model's digest ("" if not known)."""
        installed = (self.installed or {}).get(full_name(model))
        return installed.digest if installed else ""

    async def capabilities(self, model: str) -> ModelCapabilities:
        """The model's capabilities, asked once; the defaults if the server cannot tell.

        Raises MappedFailure if the server cannot be reached: another request would wait again.
        """
        if model not in self._capabilities:
            try:
                async with asyncio.timeout(self._rules.deadlines.connect):
                    self._capabilities[model] = await self.backend.capabilities(model)
            except Exception as error:  # pylint: disable=broad-exception-caught # read below
                failure = map_error(error, self.request_target(model))
                if failure.unreachable:
                    raise MappedFailure(failure) from error
                return ModelCapabilities()
        return self._capabilities[model]

    async def refresh(self) -> tuple[str, ...]:
        """Query the server's models; returns those that other models evicted from memory."""
        try:
            async with asyncio.timeout(self._rules.deadlines.connect):
                installed, loaded = await asyncio.gather(
                    self.backend.models(), self.backend.loaded()
                )
        except Exception as error:  # pylint: disable=broad-exception-caught # read below
            target = self.request_target("the server")
            silent = isinstance(error, TimeoutError)
            self._last_failure = no_answer(target) if silent else map_error(error, target)
            self.reachable, self.reason = False, str(self._last_failure.error)
            return ()
        self._last_failure = None
        if self.reachable is False:
            self._cool_until = self._cool_seconds = 0.0
        self.reachable, self.reason = True, ""
        self.installed = {full_name(one.name): one for one in installed}
        # What was loaded before the digests were known is known by name only.
        before = {self._identity(one.name): one for one in self.loaded.values()}
        self.loaded = {self._identity(one.name): one for one in loaded}
        if not self.loaded:
            return ()
        gone = [one for model, one in before.items() if model not in self.loaded]
        return tuple(one.name for one in gone if one.expires > self._wall() + 1)

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
        self.reachable, self.reason = True, ""
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
        self.reason = str(failure.error)
        if failure.unreachable:
            self.reachable = False
        doubled = 2 * self._cool_seconds or self._rules.cool_down
        self._cool_seconds = min(doubled, self._rules.longest_cool_down)
        self._cool_until = self._now() + self._cool_seconds

    async def close(self) -> None:
        """Close its connections."""
        if self._backend is not None:
            await self._backend.close()

    def _identity(self, model: str) -> str:
        """The digest, else the name: a server holds a model of two names in memory once."""
        return self.digest(model) or full_name(model)
