"""Opens HTTP connections to model servers, and reads their answers line by line."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast

from ..domain.errors import ModelUnavailable
from ..domain.hosts import without_password
from ..domain.json_value import JSONObject
from .backend import BackendRequest
from .endpoint_address import is_loopback, normal_address
from .server_errors import Failure, MappedFailure, RefusedByServer, Scope, read_error

if TYPE_CHECKING:
    import httpx

MAX_LINE_BYTES = 8 << 20
READ_OUT_SECONDS = 0.2

MAX_BYTES = 64 << 20
"""Of one answer; a reply of 100,000 tokens, each a line of its own, is a third of it."""

UNLIMITED_PATH = "/api/pull"
"""A download reports its progress for hours; its lines are bounded instead."""


def client_options(endpoint: str, connect: float) -> dict[str, Any]:
    """Arguments of an httpx client: no redirects, no compression, limited answers."""
    import httpx

    return {
        "timeout": httpx.Timeout(None, connect=connect),
        "follow_redirects": False,
        # A few compressed bytes can be gigabytes.
        "headers": {"Accept-Encoding": "identity"},
        "event_hooks": {"response": [_limit_bytes]},
        # A proxy of the environment is for the world outside, not for this machine.
        "trust_env": not is_loopback(endpoint),
        # Reading the certificates takes 30 ms; only TLS needs them.
        "verify": normal_address(endpoint).startswith("https://"),
    }


def messages(request: BackendRequest) -> list[dict[str, str]]:
    """Return the messages of a chat."""
    system = [{"role": "system", "content": request.system}] if request.system else []
    return [*system, {"role": "user", "content": request.prompt}]


def json_object(text: str) -> JSONObject:
    """Parse a JSON object. Raises ValueError for anything else."""
    value = json.loads(text.removeprefix("\ufeff"))
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


async def lines(response: "httpx.Response") -> AsyncIterator[str]:
    """Yield the answer's lines, split at newlines only.

    httpx splits at U+0085 and U+2028 as well, which servers send unescaped inside JSON.
    """
    held: list[bytes] = []
    async for chunk in response.aiter_bytes():
        first, *more = chunk.split(b"\n")
        held.append(first)
        if sum(map(len, held)) > MAX_LINE_BYTES:
            raise ValueError("a line is too long")
        for piece in more:
            yield b"".join(held).decode()
            held = [piece]
    if any(held):
        yield b"".join(held).decode()


async def read_out(rest: AsyncIterator[str]) -> None:
    """Read past the end marker, so that the connection can be reused."""
    import httpx

    with suppress(TimeoutError, ValueError, httpx.HTTPError):
        async with asyncio.timeout(READ_OUT_SECONDS):
            async for _ in rest:
                continue


def api_key(variable: str) -> str:
    """Return the API key in an environment variable ("" for none).

    Raises MappedFailure, which names the variable, for a key that no header can hold.
    """
    key = os.environ.get(variable, "").strip()
    if key.isascii() and key.isprintable():
        return key
    unusable = ModelUnavailable(
        f"the API key in {variable} contains characters that cannot be sent",
        hint=f"copy the key into {variable} again",
    )
    raise MappedFailure(Failure(unusable, Scope.ENDPOINT, False, unreachable=True))


def secrets_of(request: "httpx.Request") -> tuple[str, ...]:
    """Return the key and the password that a request was sent with."""
    return request.headers.get("authorization", "").partition(" ")[2], request.url.password


async def refuse_bad_status(response: "httpx.Response") -> None:
    """Raise RefusedByServer for any status but success."""
    if response.is_success:
        return
    said = (await response.aread()).decode(errors="replace")
    if response.is_redirect:
        where = response.headers.get("location", "nowhere").partition("?")[0]
        said = f"it redirects to {without_password(where)}"
    details = read_error(said, secrets_of(response.request))
    wait = seconds_until(response.headers.get("retry-after", ""), time.time())
    raise RefusedByServer(response.status_code, details, retry_after=wait)


def seconds_until(retry_after: str, now: float) -> float:
    """Return the seconds that a Retry-After header asks for, as a number or a date; 0 for none."""
    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    return 0.0


async def _limit_bytes(response: "httpx.Response") -> None:
    """Reject a compressed response and count the bytes of any other; a hook on every response.

    Raises ValueError, at once or while the response is read.
    """
    import httpx

    encoding = response.headers.get("content-encoding", "identity")
    if encoding != "identity":
        raise ValueError(f"an answer was packed ({encoding}), although no packing was requested")
    if response.request.url.path.endswith(UNLIMITED_PATH):
        return
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
