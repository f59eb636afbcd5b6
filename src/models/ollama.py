"""Talks to an Ollama server: its native API through the ollama client."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, cast

from .backend import (
    BackendRequest,
    DownloadProgress,
    InstalledModel,
    LoadedModel,
    ModelCapabilities,
    StreamEnd,
    StreamPiece,
)
from .endpoint_address import is_loopback
from .routing_rules import UNKNOWN_CONTEXT
from .stream_limits import UNCOMPRESSED, limit_bytes

if TYPE_CHECKING:
    from ollama import AsyncClient, ChatResponse, ProgressResponse

NANOSECONDS = 1e9
READ_OUT_SECONDS = 0.2


class OllamaBackend:
    """A Backend over one AsyncClient; must be created and used on the loop's thread."""

    def __init__(self, endpoint: str, connect: float, keep_alive: str) -> None:
        self._client = _make_client(endpoint, connect)
        self._keep_alive = keep_alive

    async def stream(
        self, request: BackendRequest
    ) -> AsyncGenerator[StreamPiece | StreamEnd, None]:
        """The reply piece by piece."""
        arriving = await self._client.chat(
            model=request.model,
            messages=_messages(request),
            stream=True,
            think=request.think,
            format=cast("dict[str, object] | None", request.schema),
            options=_options(request),
            keep_alive=self._keep_alive,
        )
        async with aclosing(cast("AsyncGenerator[ChatResponse, None]", arriving)) as parts:
            async for part in parts:
                text, thinking = part.message.content or "", part.message.thinking or ""
                if text or thinking or not part.done:
                    yield StreamPiece(text, thinking)
                if part.done:
                    await _read_out(parts)
                    yield _stream_end(part)
                    return

    async def models(self) -> tuple[InstalledModel, ...]:
        """What /api/tags lists."""
        listed = (await self._client.list()).models
        return tuple(
            InstalledModel(one.model or "", one.digest or "", int(one.size or 0)) for one in listed
        )

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """What /api/ps lists; nothing where a server does not know it yet."""
        from ollama import ResponseError

        try:
            listed = (await self._client.ps()).models
        except ResponseError as error:
            if error.status_code == 404:
                return ()
            raise
        return tuple(
            LoadedModel(
                one.model or one.name or "",
                int(one.size or 0),
                int(one.size_vram or 0),
                one.context_length or 0,
                one.expires_at.timestamp() if one.expires_at else 0.0,
            )
            for one in listed
        )

    async def capabilities(self, model: str) -> ModelCapabilities:
        """What /api/show says of the model."""
        shown = await self._client.show(model)
        return ModelCapabilities(
            _context_length(shown.modelinfo or {}), "thinking" in (shown.capabilities or ())
        )

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Vectors by /api/embed."""
        answer = await self._client.embed(model, list(texts), keep_alive=self._keep_alive)
        return [list(vector) for vector in answer.embeddings]

    async def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Install a model by /api/pull."""
        arriving = await self._client.pull(model, stream=True)
        async with aclosing(cast("AsyncGenerator[ProgressResponse, None]", arriving)) as parts:
            async for part in parts:
                yield DownloadProgress(part.status or "", part.completed or 0, part.total or 0)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()  # type: ignore[no-untyped-call] # the client's own omission


def _make_client(endpoint: str, connect: float) -> "AsyncClient":
    import httpx
    from ollama import AsyncClient

    return AsyncClient(
        endpoint,
        timeout=httpx.Timeout(None, connect=connect),
        follow_redirects=False,
        headers=UNCOMPRESSED,
        event_hooks={"response": [limit_bytes]},
        # A proxy of the environment is for the world outside, not for this machine.
        trust_env=not is_loopback(endpoint),
        # Reading the certificates takes 30 ms; without TLS nobody asks for them.
        verify=endpoint.startswith("https://"),
    )


async def _read_out(parts: "AsyncGenerator[ChatResponse, None]") -> None:
    """Read past the last line, so that the connection can be reused."""
    import httpx
    from ollama import ResponseError

    odd = (TimeoutError, ValueError, AttributeError, TypeError, httpx.HTTPError, ResponseError)
    with suppress(*odd):
        async with asyncio.timeout(READ_OUT_SECONDS):
            await anext(parts, None)


def _messages(request: BackendRequest) -> list[dict[str, str]]:
    system = [{"role": "system", "content": request.system}] if request.system else []
    return [*system, {"role": "user", "content": request.prompt}]


def _options(request: BackendRequest) -> dict[str, float | int]:
    options: dict[str, float | int] = {
        "temperature": request.temperature,
        "num_ctx": request.num_ctx,
        "num_predict": request.num_predict,
    }
    return options if request.seed is None else {**options, "seed": request.seed}


def _stream_end(part: "ChatResponse") -> StreamEnd:
    return StreamEnd(
        part.done_reason or "stop",
        part.prompt_eval_count or 0,
        part.eval_count or 0,
        (part.load_duration or 0) / NANOSECONDS,
        (part.eval_duration or 0) / NANOSECONDS,
    )


def _context_length(facts: Mapping[str, object]) -> int:
    lengths = [v for k, v in facts.items() if k.endswith(".context_length") and isinstance(v, int)]
    return lengths[0] if lengths else UNKNOWN_CONTEXT
