"""Limits a server's stream: in bytes per answer, and in time to its first piece and between two."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar, cast

from .error_mapping import LateReply
from .routing_rules import Deadlines

if TYPE_CHECKING:
    import httpx

Item = TypeVar("Item")

MAX_BYTES = 64 << 20
"""Of one answer; a reply of 100,000 tokens, each a line of its own, is a third of it."""

UNCOMPRESSED = {"Accept-Encoding": "identity"}
"""The headers of every request: a few compressed bytes can be gigabytes."""


async def limit_bytes(response: "httpx.Response") -> None:
    """Reject a compressed response and count the bytes of any other; a hook on every response.

    Raises ValueError, at once or while the response is read.
    """
    import httpx

    encoding = response.headers.get("content-encoding", "identity")
    if encoding != "identity":
        raise ValueError(f"an answer was packed ({encoding}), which nobody asked for")
    stream = cast(httpx.AsyncByteStream, response.stream)

    class Counted(httpx.AsyncByteStream):
        """The same bytes, up to the limit."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            count = 0
            async for chunk in stream:
                count += len(chunk)
                if count > MAX_BYTES:
                    raise ValueError(f"an answer is longer than {MAX_BYTES >> 20} MiB")
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    response.stream = Counted()


async def with_deadlines(
    stream: AsyncGenerator[Item, None],
    deadlines: Deadlines,
    *,
    warm: bool,
    left: Callable[[], float],
) -> AsyncGenerator[Item, None]:
    """Yield the stream's items. Raises LateReply, the stream closed, when a deadline passes.

    `left` returns the seconds until the request's end; `warm` if the model is in memory.
    """
    limit = deadlines.first_token_warm if warm else deadlines.first_token_cold
    reason = f"gave no first token within {limit:g} s"
    async with aclosing(stream):
        while True:
            try:
                async with asyncio.timeout(max(0.0, min(limit, left()))):
                    item = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                is_over = left() <= 0
                message = f"did not finish within {deadlines.total:g} s" if is_over else reason
                raise LateReply(message) from error
            yield item
            limit, reason = deadlines.stall, f"fell silent for {deadlines.stall:g} s"
