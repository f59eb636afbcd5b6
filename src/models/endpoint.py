"""What is known of one server: is it there, what has it, how busy it is; used on the loop only."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from .backend import Backend, InstalledModel, LoadedModel, ModelCapabilities, full_name
from .endpoint_address import place_of
from .error_mapping import (
    Failure,
    MappedFailure,
    RequestTarget,
    Scope,
    no_address,
    no_answer,
    trouble_of,
)
from .routing_rules import BackendKind, RoutingRules


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is and how it is spoken to."""

    address: str
    kind: BackendKind = BackendKind.OLLAMA
    key_variable: str = ""


class Endpoint:
    """A server with what was seen of it; `now` is monotonic, `wall` seconds since the epoch."""

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
        self.last_turn = 0
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
        self._abouts: dict[str, ModelCapabilities] = {}
        self._seen: Failure | None = None
        self._cool_until = 0.0
        self._cool_seconds = 0.0
        self._barred: dict[str, float] = {}

    @property
    def place(self) -> str:
        """Host and port."""
        return place_of(self.server.address)

    @property
    def backend(self) -> Backend:
        """The connection, made when it is first needed. Raises MappedFailure."""
        if self._backend is None:
            try:
                self._backend = self._make_backend(self.server)
            except ValueError as error:
                raise MappedFailure(no_address(self.asked(""))) from error
        return self._backend

    def prepare(self) -> None:
        """Make the connection, so that no deadline counts the import of its library."""
        with suppress(MappedFailure):
            _ = self.backend

    def asked(self, model: str) -> RequestTarget:
        """What error messages need to know."""
        return RequestTarget(self.server.address, model, self.server.kind)

    def coldness(self, model: str) -> float:
        """Seconds until it should be asked for this model again; 0 if it may be now."""
        until = max(self._cool_until, self._barred.get(full_name(model), 0.0))
        return max(0.0, until - self._now())

    def has(self, model: str) -> bool | None:
        """True if the model is installed; None while that is not known."""
        if self.installed is None:
            return None
        return full_name(model) in self.installed or model in self.installed

    def is_warm(self, model: str) -> bool:
        """True if the model is in memory; a server that does not tell always has it there."""
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

    async def about(self, model: str) -> ModelCapabilities:
        """What the model is able to; asked once, a default where it cannot say.

        Raises MappedFailure if the server cannot be reached: asking more would wait again.
        """
        if model not in self._abouts:
            try:
                async with asyncio.timeout(self._rules.deadlines.connect):
                    self._abouts[model] = await self.backend.about(model)
            except Exception as error:  # pylint: disable=broad-exception-caught # read below
                trouble = trouble_of(error, self.asked(model))
                if trouble.unreachable:
                    raise MappedFailure(trouble) from error
                return ModelCapabilities()
        return self._abouts[model]

    async def refresh(self) -> tuple[str, ...]:
        """Look again what is there; returns the models that others pushed out of memory."""
        try:
            async with asyncio.timeout(self._rules.deadlines.connect):
                installed, loaded = await asyncio.gather(
                    self.backend.models(), self.backend.loaded()
                )
        except Exception as error:  # pylint: disable=broad-exception-caught # read below
            asked = self.asked("the server")
            silent = isinstance(error, TimeoutError)
            self._seen = no_answer(asked) if silent else trouble_of(error, asked)
            self.reachable, self.reason = False, str(self._seen.error)
            return ()
        self._seen = None
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

    async def look_again(self, model: str) -> None:
        """Before a cold endpoint is asked for want of another, see that somebody is there.

        Raises MappedFailure if not: a server that hangs is found out in seconds, not minutes.
        """
        if self.coldness(model) > 0:
            await self.refresh()
            if self._seen is not None and self._seen.unreachable:
                raise MappedFailure(self._seen)

    def succeeded(self, model: str) -> None:
        """It gave a whole reply: nothing is held against it any more, the model is in memory."""
        self.reachable, self.reason = True, ""
        self._cool_until = self._cool_seconds = 0.0
        self._barred.pop(full_name(model), None)
        if self.loaded_model(model) is None:
            fresh = LoadedModel(full_name(model), expires=self._wall() + 300)
            self.loaded[self._identity(model)] = fresh

    def failed(self, trouble: Failure, model: str) -> None:
        """It failed: leave it, or this model there, alone for a while."""
        if trouble.scope is Scope.MODEL:
            self._barred[full_name(model)] = self._now() + self._rules.cool_down
        if trouble.scope is not Scope.ENDPOINT:
            return
        self.reason = str(trouble.error)
        if trouble.unreachable:
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
