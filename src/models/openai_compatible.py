"""Talks to OpenAI-compatible servers: llama.cpp, vLLM, LM Studio."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ..domain.errors import ModelError
from ..domain.json_value import JSONObject
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
from .error_mapping import RefusedByServer, UnusableReply
from .stream_limits import UNCOMPRESSED, limit_bytes

if TYPE_CHECKING:
    import httpx

LARGE_CONTEXT = 1_000_000
"""These servers fix the context themselves; the settings' num_ctx bounds the prompt alone."""

QUICK_SECONDS = 10.0
READ_OUT_SECONDS = 0.2


class OpenAIBackend:
    """A Backend over one httpx client; the API key is read from the environment when it is sent."""

    def __init__(self, endpoint: str, connect: float, key_variable: str = "") -> None:
        import httpx

        self._key_variable = key_variable
        self._client = httpx.AsyncClient(
            base_url=_with_version(endpoint),
            timeout=httpx.Timeout(None, connect=connect),
            headers=UNCOMPRESSED,
            event_hooks={"response": [limit_bytes]},
            trust_env=not is_loopback(endpoint),
            verify=endpoint.startswith("https://"),
        )

    async def stream(
        self, request: BackendRequest
    ) -> AsyncGenerator[StreamPiece | StreamEnd, None]:
        """The reply piece by piece, by /chat/completions."""
        call = self._client.stream(
            "POST", "chat/completions", json=_body(request), headers=self._headers()
        )
        async with call as response:
            await self._refuse_bad_status(response)
            reason, usage = "", _Usage()
            lines = response.aiter_lines()
            async for line in lines:
                if not line.startswith("data:"):
                    continue
                data = line.removeprefix("data:").strip()
                if data == "[DONE]":
                    await _read_out(lines)
                    break
                event = _object(data)
                usage = usage.seen(event)
                piece, ended = _read_event(event)
                reason = ended or reason
                yield piece
            if reason:
                yield StreamEnd(reason, usage.prompt, usage.output)

    async def models(self) -> tuple[InstalledModel, ...]:
        """What /models lists."""
        listed = (await self._get("models")).get("data")
        rows = listed if isinstance(listed, list) else []
        return tuple(InstalledModel(str(row["id"])) for row in rows if isinstance(row, dict))

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Empty: these servers do not report it."""
        return ()

    async def capabilities(self, model: str) -> ModelCapabilities:
        """The defaults: the protocol has no such query."""
        del model
        return ModelCapabilities(LARGE_CONTEXT)

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Vectors by /embeddings."""
        response = await self._client.post(
            "embeddings", json={"model": model, "input": list(texts)}, headers=self._headers()
        )
        await self._refuse_bad_status(response)
        rows = sorted(response.json()["data"], key=lambda row: int(row["index"]))
        return [list(map(float, row["embedding"])) for row in rows]

    async def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Raise: these servers cannot install a model."""
        raise UnusableReply(
            ModelError(f"this server cannot install {model}", hint="install it there")
        )
        yield DownloadProgress("")  # pylint: disable=unreachable # what makes this a generator

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _get(self, path: str) -> Mapping[str, object]:
        response = await self._client.get(path, headers=self._headers(), timeout=QUICK_SECONDS)
        await self._refuse_bad_status(response)
        return _object(response.text)

    def _key(self) -> str:
        return os.environ.get(self._key_variable, "") if self._key_variable else ""

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if (key := self._key()) else {}

    async def _refuse_bad_status(self, response: "httpx.Response") -> None:
        if response.is_success:
            return
        text = (await response.aread()).decode(errors="replace")
        with suppress(ValueError):
            text = _words(_object(text))
        # Some servers answer a wrong key with the key.
        key = self._key()
        raise RefusedByServer(response.status_code, text.replace(key, "***") if key else text)


async def _read_out(lines: AsyncIterator[str]) -> None:
    """Read past the end marker, so that the connection can be reused."""
    with suppress(TimeoutError):
        async with asyncio.timeout(READ_OUT_SECONDS):
            async for _ in lines:
                continue


class _Usage:
    """The token counts, which come in an event of their own."""

    def __init__(self, prompt: int = 0, output: int = 0) -> None:
        self.prompt = prompt
        self.output = output

    def seen(self, event: Mapping[str, object]) -> "_Usage":
        """The counts after this event."""
        usage = event.get("usage")
        if not isinstance(usage, dict):
            return self
        return _Usage(
            int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        )


def _with_version(endpoint: str) -> str:
    return endpoint if endpoint.endswith("/v1") else f"{endpoint}/v1"


def _body(request: BackendRequest) -> dict[str, object]:
    system = [{"role": "system", "content": request.system}] if request.system else []
    body: dict[str, object] = {
        "model": request.model,
        "messages": [*system, {"role": "user", "content": request.prompt}],
        "temperature": request.temperature,
        "max_tokens": request.num_predict,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.seed is not None:
        body["seed"] = request.seed
    if request.schema is not None:
        named = {"name": "reply", "schema": request.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    return body


def _object(text: str) -> JSONObject:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


def _read_event(event: Mapping[str, object]) -> tuple[StreamPiece, str]:
    if "error" in event:
        raise RefusedByServer(-1, _words(event))
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    delta = choice.get("delta") or {}
    text, thinking = delta.get("content") or "", delta.get("reasoning_content") or ""
    if not isinstance(text, str) or not isinstance(thinking, str):
        raise ValueError("text was expected")
    return StreamPiece(text, thinking), choice.get("finish_reason") or ""


def _words(event: Mapping[str, object]) -> str:
    error = event.get("error")
    return str(error.get("message") or error) if isinstance(error, dict) else str(error or event)
