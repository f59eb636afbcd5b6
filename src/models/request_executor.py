"""Answers one request: from the cache, or by the first endpoint that replies completely."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..domain.errors import ModelError, ModelTimeout
from ..domain.events import Noted
from ..domain.model_request import Delta, Reply, Restart, Waiting
from .backend import BackendRequest
from .deadlines import FirstTokenWait, Phase, with_deadlines
from .endpoint import Endpoint
from .endpoint_address import is_loopback
from .endpoint_scheduler import EndpointRegistry
from .error_mapping import map_error
from .reply_cache import ReplyCache, cache_key
from .request_plan import Fit, RequestPlan, better_fit, make_backend_request, was_truncated
from .retry import Retries, TimeLeft
from .routing_rules import BackendKind, Deadlines
from .server_errors import CutReply, Failure, MappedFailure, RefusedByServer
from .stream_reader import CheckSchema, StreamedReply, gather_reply
from .usage import UsageLedger

MOST_FITS = 4
"""How often one request is fitted to its model at one endpoint."""

MIN_TOKENS_TO_TIME = 50
Emit = Callable[[Delta | Restart | Waiting | Noted], None]


class ExecutorServices(Struct, frozen=True):
    """What all requests share."""

    registry: EndpointRegistry
    retries: Retries
    ledger: UsageLedger
    deadlines: Deadlines
    check_schema: CheckSchema
    cache: ReplyCache | None


class RequestExecutor:
    """Executes one request; used once, on the event loop."""

    def __init__(self, services: ExecutorServices, plan: RequestPlan, emit: Emit) -> None:
        self._services = services
        self._plan = plan
        self._emit = emit
        # Only at temperature 0 the same request gives the same reply again.
        is_repeatable = plan.request.temperature == 0 and plan.request.endpoint is None
        self._cache = services.cache if is_repeatable else None
        self._text_sent = False
        self._began = time.monotonic()

    async def reply(self) -> Reply:
        """Return the complete reply within the request's own time limit. Raises ModelError."""
        seconds = self._plan.request.seconds
        bound = asyncio.timeout(seconds)
        try:
            async with bound:
                return await self._reply()
        except TimeoutError as error:
            if not bound.expired():
                raise
            self._services.ledger.record_failure(
                self._plan.request.role, time.monotonic() - self._began
            )
            raise ModelTimeout(
                f"{self._plan.model} did not answer within {seconds:g} s",
                hint="the time is this request's own: a tool's manifest says it in limits.seconds",
            ) from error

    async def _reply(self) -> Reply:
        plan = self._plan
        endpoints = self._services.registry.endpoints_of(plan.servers)
        await self._services.registry.refresh_new(endpoints)
        cached = await self._from_cache(endpoints)
        if cached is not None:
            self._services.ledger.record(plan.request.role, cached)
            self._emit(Delta(cached.text))
            return cached
        try:
            return await self._services.retries.first_reply(
                endpoints, plan.model, self._stream_reply, self._report_failure
            )
        except ModelError:
            seconds = time.monotonic() - self._began
            self._services.ledger.record_failure(plan.request.role, seconds)
            raise

    async def _from_cache(self, endpoints: tuple[Endpoint, ...]) -> Reply | None:
        for endpoint in endpoints:
            key = await self._key(endpoint)
            found = self._cache.find(key) if self._cache and key else None
            if found is not None:
                return found
        return None

    async def _key(self, endpoint: Endpoint) -> str:
        """Get the cache key of the request at this endpoint ("" if its reply may not be cached)."""
        plan = self._plan
        digest = endpoint.digest(plan.model)
        if not digest or self._cache is None:
            return ""
        try:
            seconds = self._services.deadlines.total - (time.monotonic() - self._began)
            capabilities = await endpoint.capabilities(plan.model, seconds)
            request, _ = make_backend_request(plan, capabilities)
        except MappedFailure:
            return ""
        return cache_key(digest, request, plan.request.attempt)

    async def _stream_reply(self, endpoint: Endpoint, left: TimeLeft) -> Reply:
        """Return the reply; change and repeat a request that cannot be answered as it is."""
        plan = self._plan
        await endpoint.check_reachable(plan.model)
        capabilities = await endpoint.capabilities(plan.model, left())
        self._note_destination(endpoint)
        fit = _first_fit(endpoint, plan)
        tried = {fit}
        while True:
            request, cut = make_backend_request(plan, capabilities, fit)
            if cut:
                self._note(f"the prompt for {plan.model} was cut by {cut} characters to fit")
            began = time.monotonic()
            try:
                streamed = await self._stream(endpoint, request, left)
                return await self._account(endpoint, request, streamed, time.monotonic() - began)
            except (RefusedByServer, CutReply) as error:
                better = better_fit(error, fit, request)
                if better is None or better in tried or len(tried) >= MOST_FITS:
                    raise
                fit = better
                tried.add(fit)
                self._void_text(str(error))

    async def _stream(
        self, endpoint: Endpoint, request: BackendRequest, left: TimeLeft
    ) -> StreamedReply:
        model, phase = self._plan.model, Phase.READING
        if not endpoint.is_warm(model, request.num_ctx):
            phase = Phase.LOADING
        wait = FirstTokenWait(
            request,
            self._services.deadlines,
            asyncio.get_running_loop().time,
            lambda current: endpoint.phase_of(model, current),
            lambda text: self._emit(Waiting(text)),
        )
        wait.begin(phase, endpoint.reading_speeds.get(model, 0.0))
        stream = with_deadlines(
            endpoint.backend.stream(request), self._services.deadlines, wait, left
        )
        return await gather_reply(stream, request, self._forward, self._services.check_schema)

    def _note_destination(self, endpoint: Endpoint) -> None:
        """Say once what leaves this machine, and what a model that runs elsewhere cannot do."""
        plan, where = self._plan, endpoint.runs_at(self._plan.model)
        place = where or ("" if is_loopback(endpoint.server.address) else endpoint.host_and_port)
        if where:
            self._note_once(endpoint, f"{plan.model} runs at {where}: your requests are sent there")
        if where and plan.request.schema is not None:
            self._note_once(
                endpoint,
                f"{plan.model} runs at {where}, where the form of a reply is not enforced",
                hint="use a model of the server itself for the classifier, overseer and evaluator",
            )
        if place and plan.files:
            names = ", ".join(Path(file).name for file in plan.files)
            self._note_once(endpoint, f"the content of {names} may be sent to {place}")

    def _note_once(self, endpoint: Endpoint, text: str, hint: str = "") -> None:
        if text not in endpoint.noted:
            endpoint.noted.add(text)
            self._note(text, hint)

    def _forward(self, delta: Delta) -> None:
        self._text_sent = True
        self._emit(delta)

    async def _account(
        self, endpoint: Endpoint, request: BackendRequest, streamed: StreamedReply, seconds: float
    ) -> Reply:
        end = streamed.end
        reply = Reply(
            streamed.text,
            self._plan.model,
            endpoint.host_and_port,
            end.prompt_tokens,
            end.output_tokens,
            seconds,
            end.load_seconds,
            thinking=streamed.thinking,
        )
        role = self._plan.request.role
        self._services.ledger.record(role, reply, end.output_seconds, end.dollars)
        if end.output_seconds > 0:
            endpoint.speeds[self._plan.model] = end.output_tokens / end.output_seconds
        if end.prompt_seconds > 0 and end.prompt_tokens >= MIN_TOKENS_TO_TIME:
            # Tokens that the server still knew are counted and cost no time: the slowest counts.
            speed = end.prompt_tokens / end.prompt_seconds
            known = endpoint.reading_speeds.get(self._plan.model, speed)
            endpoint.reading_speeds[self._plan.model] = min(speed, known)
        is_ollama = endpoint.server.kind is BackendKind.OLLAMA
        if is_ollama and was_truncated(end.prompt_tokens, end.output_tokens, request.num_ctx):
            self._note(
                f"{endpoint.host_and_port} dropped a part of the prompt for {self._plan.model}",
                hint="shorten the task or raise num_ctx",
            )
        elif self._cache is not None and (key := await self._key(endpoint)):
            self._cache.keep(key, reply)
        return reply

    def _report_failure(self, failure: Failure, more: bool) -> None:
        self._void_text(str(failure.error))
        if more:
            self._note(f"{failure.error}; trying again")

    def _void_text(self, reason: str) -> None:
        if self._text_sent:
            self._text_sent = False
            self._emit(Restart(reason))

    def _note(self, text: str, hint: str = "") -> None:
        self._emit(Noted(text, hint=hint))


async def preload(services: ExecutorServices, plan: RequestPlan) -> None:
    """Load a model as a later request will need it, unless it is in memory. Raises ModelError."""
    endpoints = services.registry.endpoints_of(plan.servers)
    await services.registry.refresh(endpoints, services.deadlines.connect)
    endpoint = endpoints[0]
    try:
        capabilities = await endpoint.capabilities(plan.model, services.deadlines.total)
        request, _ = make_backend_request(plan, capabilities, _first_fit(endpoint, plan))
        if endpoint.has(plan.model) and not endpoint.is_warm(plan.model, request.num_ctx):
            await endpoint.backend.preload(request)
    except Exception as error:
        raise map_error(error, endpoint.request_target(plan.model)).error from error


def _first_fit(endpoint: Endpoint, plan: RequestPlan) -> Fit:
    """Return the settings' context, or a larger one that the model is loaded with already.

    Another context makes the server load the model again.
    """
    loaded = endpoint.loaded_model(plan.model)
    return Fit(max(plan.num_ctx, loaded.context if loaded else 0))
