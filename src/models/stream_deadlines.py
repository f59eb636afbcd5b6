"""How long a stream is waited for: to its first piece, between two, and in all."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

from .error_mapping import LateReply
from .routing_rules import Deadlines

Part = TypeVar("Part")


async def in_time(
    stream: AsyncGenerator[Part, None],
    deadlines: Deadlines,
    *,
    warm: bool,
    left: Callable[[], float],
) -> AsyncGenerator[Part, None]:
    """The stream's parts. Raises LateReply, the stream closed, when a deadline passes.

    `left` tells the seconds until the request's end; `warm` if the model is in memory.
    """
    limit = deadlines.first_token_warm if warm else deadlines.first_token_cold
    reason = f"gave no first token within {limit:g} s"
    async with aclosing(stream):
        while True:
            try:
                async with asyncio.timeout(max(0.0, min(limit, left()))):
                    part = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                late = left() <= 0
                words = f"did not finish within {deadlines.total:g} s" if late else reason
                raise LateReply(words) from error
            yield part
            limit, reason = deadlines.stall, f"fell silent for {deadlines.stall:g} s"
