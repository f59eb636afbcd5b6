"""Answers one request: from the cache, or by the first endpoint that replies completely."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..domain.errors import ModelError, ModelTimeout
from ..domain.events import Noted
from ..domain.model_request import Delta, Reply, Restart
from .backend import BackendRequest
from .context_window import was_truncated
from .endpoint import Endpoint
from .endpoint_registry import EndpointRegistry
from .error_mapping import Failure, MappedFailure
from .reply_cache import ReplyCache, cache_key, may_be_cached
from .request_plan import RequestPlan, make_backend_request
from .retry import Retries, TimeLeft
from .routing_rules import Deadlines
from .stream_limits import with_deadlines
from .stream_reader import CheckSchema, StreamedReply, gather_reply
from .usage import UsageLedger

Emit = Callable[[Delta | Restart | Noted], None]


@dataclass(frozen=True, slots=True)
class ExecutorServices:
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
        self._text_sent = False
        self._began = time.monotonic()

    async def reply(self) -> Reply:
        """The complete reply, within the request's own time limit if any. Raises a ModelError."""
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
            found = self._services.cache.find(key) if self._services.cache and key else None
            if found is not None:
                return found
        return None

    async def _key(self, endpoint: Endpoint) -> str:
        """The cache key of the request at this endpoint ("" if its reply may not be cached)."""
        plan = self._plan
        digest = endpoint.digest(plan.model)
        wanted = self._services.cache is not None and may_be_cached(plan.request, plan.temperature)
        if not digest or not wanted:
            return ""
        try:
            request, _ = make_backend_request(plan, await endpoint.capabilities(plan.model))
        except MappedFailure:
            return ""
        return cache_key(digest, request, plan.request.attempt)

    async def _stream_reply(self, endpoint: Endpoint, left: TimeLeft) -> Reply:
        plan = self._plan
        await endpoint.check_reachable(plan.model)
        request, cut = make_backend_request(plan, await endpoint.capabilities(plan.model))
        if cut:
            self._note(f"the prompt for {plan.model} was cut by {cut} characters to fit")
        began = time.monotonic()
        stream = with_deadlines(
            endpoint.backend.stream(request),
            self._services.deadlines,
            warm=endpoint.is_warm(plan.model),
            left=left,
        )
        streamed = await gather_reply(stream, request, self._forward, self._services.check_schema)
        return await self._account(endpoint, request, streamed, time.monotonic() - began)

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
        self._services.ledger.record(self._plan.request.role, reply, end.output_seconds)
        if end.output_seconds > 0:
            endpoint.speeds[self._plan.model] = end.output_tokens / end.output_seconds
        if was_truncated(end.prompt_tokens, request.prompt, request.system):
            self._note(
                f"{endpoint.host_and_port} read only {end.prompt_tokens} tokens of the prompt",
                hint="the server's context is shorter than num_ctx; raise OLLAMA_CONTEXT_LENGTH",
            )
        else:
            await self._cache_reply(endpoint, reply)
        return reply

    async def _cache_reply(self, endpoint: Endpoint, reply: Reply) -> None:
        key = await self._key(endpoint)
        if self._services.cache is not None and key:
            self._services.cache.keep(key, reply)

    def _report_failure(self, failure: Failure, more: bool) -> None:
        if self._text_sent:
            self._text_sent = False
            self._emit(Restart(str(failure.error)))
        if more:
            self._note(f"{failure.error}; trying again", failure.error.hint)

    def _note(self, text: str, hint: str = "") -> None:
        self._emit(Noted(text, hint=hint))
