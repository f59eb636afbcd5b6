"""How long may a reply take: to its first token, between two pieces, and in all?"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from enum import StrEnum
from typing import TypeVar

from .backend import BackendRequest
from .request_plan import estimate_tokens
from .routing_rules import Deadlines
from .server_errors import LateReply

Item = TypeVar("Item")

LOOK_SECONDS = 2.0
"""How often the phase of a waiting request is looked up."""

SLOWEST_READING = 15.0
"""Tokens of a prompt per second that a slow CPU reads, while no speed was seen yet."""


class Phase(StrEnum):
    """What a server is doing for a request that has no first token yet."""

    LOADING = "loading the model"
    QUEUED = "waiting for another request"
    READING = "reading the prompt"


LookAtPhase = Callable[[Phase], Awaitable[Phase]]
"""Asks the server for the phase, given the last known one, which counts if it does not say."""


class FirstTokenWait:
    """Follows the phases before a first token: each has its own limit, counted from its start.

    `show` is given a line for the screen ("" when the wait is over); `now` is monotonic.
    """

    def __init__(
        self,
        request: BackendRequest,
        deadlines: Deadlines,
        now: Callable[[], float],
        look_at_phase: LookAtPhase,
        show: Callable[[str], None],
    ) -> None:
        self._request = request
        self._deadlines = deadlines
        self._now = now
        self._look_at_phase = look_at_phase
        self._show = show
        self._phase = Phase.READING
        self._phase_began = now()
        self._loaded_for = 0.0
        self._shown: Phase | None = None
        self._reading_seconds = deadlines.first_token_warm

    def begin(self, phase: Phase, tokens_per_second: float = 0.0) -> None:
        """Start in this phase; the speed is that at which the model was seen to read prompts."""
        tokens = estimate_tokens(self._request.system + self._request.prompt)
        needed = 2 * tokens / (tokens_per_second or SLOWEST_READING)
        self._reading_seconds = max(self._deadlines.first_token_warm, needed)
        self._phase, self._phase_began = phase, self._now()

    @property
    def loading_seconds(self) -> float:
        """How long the model was being loaded, which no other deadline counts."""
        current = self._now() - self._phase_began if self._phase is Phase.LOADING else 0.0
        # Programs that take turns in loading a model must not make the wait endless.
        return min(self._loaded_for + current, self._deadlines.first_token_cold)

    def seconds_left(self) -> float:
        """Return how much longer the current phase may take."""
        return self._limit() - (self._now() - self._phase_began)

    async def look(self) -> None:
        """Ask which phase it is, and say so; a change starts the limit of the new phase."""
        phase = await self._look_at_phase(self._phase)
        if phase is not self._phase:
            self._loaded_for = self.loading_seconds
            self._phase, self._phase_began = phase, self._now()
        if phase is not self._shown:
            self._shown = phase
            self._show(f"{self._request.model}: {phase.value}")

    def end(self) -> None:
        """Note that the wait is over."""
        self._loaded_for, self._phase = self.loading_seconds, Phase.READING
        if self._shown is not None:
            self._show("")

    def complaint(self) -> str:
        """Return the end of a sentence that says what took too long."""
        return f"gave no first token within {self._limit():g} s ({self._phase.value})"

    def _limit(self) -> float:
        if self._phase is Phase.LOADING:
            return self._deadlines.first_token_cold
        if self._phase is Phase.QUEUED:
            return max(self._deadlines.first_token_cold, self._reading_seconds)
        return self._reading_seconds


async def with_deadlines(
    stream: AsyncGenerator[Item, None],
    deadlines: Deadlines,
    wait: FirstTokenWait,
    left: Callable[[], float],
) -> AsyncGenerator[Item, None]:
    """Yield the stream's items. Raises LateReply, the stream closed, when a deadline passes.

    `wait` follows what the first item waits for; `left` returns the seconds until the request's
    end, to which the time for loading a model is added.
    """
    async with aclosing(stream):
        item = await _first(stream, deadlines, wait, left)
        while item is not None:
            yield item
            limit = min(deadlines.stall, left() + wait.loading_seconds)
            try:
                async with asyncio.timeout(max(0.0, limit)):
                    item = await anext(stream, None)
            except TimeoutError as error:
                if left() + wait.loading_seconds <= 0:
                    raise _too_long(deadlines) from error
                raise LateReply(f"fell silent for {deadlines.stall:g} s") from error


async def _first(
    stream: AsyncGenerator[Item, None],
    deadlines: Deadlines,
    wait: FirstTokenWait,
    left: Callable[[], float],
) -> Item | None:
    """Wait for the first item, as long as the phases before it may take."""
    arriving = asyncio.ensure_future(anext(stream, None))
    try:
        while True:
            remaining = min(wait.seconds_left(), left() + wait.loading_seconds)
            await asyncio.wait({arriving}, timeout=max(0.0, min(remaining, LOOK_SECONDS)))
            if arriving.done():
                return arriving.result()
            if left() + wait.loading_seconds <= 0:
                raise _too_long(deadlines)
            await wait.look()
            if wait.seconds_left() <= 0 and not arriving.done():
                raise LateReply(wait.complaint())
    finally:
        wait.end()
        if not arriving.done():
            arriving.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await arriving


def _too_long(deadlines: Deadlines) -> LateReply:
    return LateReply(f"did not finish within {deadlines.total:g} s")
