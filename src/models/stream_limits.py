"""Bounds on what a server may send: bytes are counted as they come, and not unpacked."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 64 << 20
"""Of one answer; a reply of 100,000 tokens, each a line of its own, is a third of it."""

PLAIN = {"Accept-Encoding": "identity"}
"""The headers of every request: a few packed bytes can be gigabytes."""


async def hold(response: "httpx.Response") -> None:
    """A hook on every response: refuse a packed one, count the bytes of the others.

    Raises ValueError, at once or while it is read.
    """
    import httpx

    packed = response.headers.get("content-encoding", "identity")
    if packed != "identity":
        raise ValueError(f"an answer was packed ({packed}), which nobody asked for")
    arriving = cast(httpx.AsyncByteStream, response.stream)

    class Counted(httpx.AsyncByteStream):
        """The same bytes, up to the bound."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            count = 0
            async for piece in arriving:
                count += len(piece)
                if count > MOST_BYTES:
                    raise ValueError(f"an answer is longer than {MOST_BYTES >> 20} MiB")
                yield piece

        async def aclose(self) -> None:
            await arriving.aclose()

    response.stream = Counted()
