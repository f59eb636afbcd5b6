"""How one request is answered: from the cache, or by the first endpoint that does it wholly."""

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
from .request_plan import RequestPlan, make_question
from .retry import Left, Retries
from .routing_rules import Deadlines
from .stream_deadlines import in_time
from .stream_reader import CheckSchema, StreamReader, gather_reply
from .usage import UsageLedger

Say = Callable[[Delta | Restart | Noted], None]


@dataclass(frozen=True, slots=True)
class ExecutorServices:
    """What every conversation shares."""

    fleet: EndpointRegistry
    reach: Retries
    ledger: UsageLedger
    deadlines: Deadlines
    check_schema: CheckSchema
    cache: ReplyCache | None


class RequestExecutor:
    """One request on its way; used once, on the loop."""

    def __init__(self, around: ExecutorServices, order: RequestPlan, say: Say) -> None:
        self._around = around
        self._order = order
        self._say = say
        self._told = False
        self._began = time.monotonic()

    async def reply(self) -> Reply:
        """The whole reply, within the request's own time if it has one. Raises a ModelError."""
        seconds = self._order.request.seconds
        bound = asyncio.timeout(seconds)
        try:
            async with bound:
                return await self._reply()
        except TimeoutError as error:
            if not bound.expired():
                raise
            self._around.ledger.enter_failure(
                self._order.request.role, time.monotonic() - self._began
            )
            raise ModelTimeout(
                f"{self._order.model} did not answer within {seconds:g} s",
                hint="the time is this request's own: a tool's manifest says it in limits.seconds",
            ) from error

    async def _reply(self) -> Reply:
        order = self._order
        endpoints = self._around.fleet.of(order.servers)
        await self._around.fleet.acquaint(endpoints)
        cached = await self._from_cache(endpoints)
        if cached is not None:
            self._around.ledger.enter(order.request.role, cached)
            self._say(Delta(cached.text))
            return cached
        try:
            return await self._around.reach.first_reply(
                endpoints, order.model, self._ask, self._tell_trouble
            )
        except ModelError:
            seconds = time.monotonic() - self._began
            self._around.ledger.enter_failure(order.request.role, seconds)
            raise

    async def _from_cache(self, endpoints: tuple[Endpoint, ...]) -> Reply | None:
        for endpoint in endpoints:
            key = await self._key(endpoint)
            found = self._around.cache.find(key) if self._around.cache and key else None
            if found is not None:
                return found
        return None

    async def _key(self, endpoint: Endpoint) -> str:
        """The cache's key for what this endpoint would be asked ("" where nothing is kept)."""
        order = self._order
        digest = endpoint.digest(order.model)
        wanted = self._around.cache is not None and may_be_cached(order.request, order.temperature)
        if not digest or not wanted:
            return ""
        try:
            question, _ = make_question(order, await endpoint.about(order.model))
        except MappedFailure:
            return ""
        return cache_key(digest, question, order.request.attempt)

    async def _ask(self, endpoint: Endpoint, left: Left) -> Reply:
        order = self._order
        await endpoint.look_again(order.model)
        question, cut = make_question(order, await endpoint.about(order.model))
        if cut:
            self._note(f"the prompt for {order.model} was cut by {cut} characters to fit")
        began = time.monotonic()
        stream = in_time(
            endpoint.backend.stream(question),
            self._around.deadlines,
            warm=endpoint.is_warm(order.model),
            left=left,
        )
        whole = await gather_reply(stream, question, self._hear, self._around.check_schema)
        return await self._finish(endpoint, question, whole, time.monotonic() - began)

    def _hear(self, delta: Delta) -> None:
        self._told = True
        self._say(delta)

    async def _finish(
        self, endpoint: Endpoint, question: BackendRequest, whole: StreamReader, seconds: float
    ) -> Reply:
        finish = whole.finish
        reply = Reply(
            whole.text,
            self._order.model,
            endpoint.place,
            finish.prompt_tokens,
            finish.output_tokens,
            seconds,
            finish.load_seconds,
            thinking=whole.thinking,
        )
        self._around.ledger.enter(self._order.request.role, reply, finish.output_seconds)
        if finish.output_seconds > 0:
            endpoint.speeds[self._order.model] = finish.output_tokens / finish.output_seconds
        if was_truncated(finish.prompt_tokens, question.prompt, question.system):
            self._note(
                f"{endpoint.place} read only {finish.prompt_tokens} tokens of the prompt",
                hint="the server's context is shorter than num_ctx; raise OLLAMA_CONTEXT_LENGTH",
            )
        else:
            await self._keep(endpoint, reply)
        return reply

    async def _keep(self, endpoint: Endpoint, reply: Reply) -> None:
        key = await self._key(endpoint)
        if self._around.cache is not None and key:
            self._around.cache.keep(key, reply)

    def _tell_trouble(self, trouble: Failure, more: bool) -> None:
        if self._told:
            self._told = False
            self._say(Restart(str(trouble.error)))
        if more:
            self._note(f"{trouble.error}; trying again", trouble.error.hint)

    def _note(self, text: str, hint: str = "") -> None:
        self._say(Noted(text, hint=hint))
