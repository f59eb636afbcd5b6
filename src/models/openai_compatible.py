"""Talks to OpenAI-compatible servers, each of which reads the protocol a little differently."""

import re
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from ..domain.errors import ModelError
from .backend import (
    BackendRequest,
    DownloadProgress,
    InstalledModel,
    LoadedModel,
    ModelCapabilities,
    ReplyStream,
    StreamEnd,
    StreamPiece,
)
from .endpoint_address import openai_base
from .http_client import (
    client_options,
    json_object,
    lines,
    messages,
    read_out,
    refuse_bad_status,
    secrets_of,
)
from .server_errors import RefusedByServer, UnusableReply, read_error

if TYPE_CHECKING:
    import httpx

OPTIONAL_FIELDS = (
    "stream_options",
    "response_format",
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "reasoning_effort",
    "seed",
)
"""What a server may refuse; it is asked again without, and the field is not sent there again."""

_NO_LIST = frozenset({404, 405})
_REFUSAL_STATUS = frozenset({400, 422})
_ECHO = re.compile(r"\binput(?:_value)?['\"]?\s*[:=]")
_SSE_OTHER = (":", "event:", "id:", "retry:")


class OpenAIBackend:
    """A Backend over one httpx client; `key` gives the API key ("" for none) when it is sent."""

    def __init__(self, endpoint: str, connect: float, key: Callable[[], str]) -> None:
        import httpx

        self._key = key
        self._refused: set[str] = set()
        self._origin = endpoint
        base = openai_base(endpoint)
        self._client = httpx.AsyncClient(base_url=base, **client_options(endpoint, connect))

    async def stream(self, request: BackendRequest) -> ReplyStream:
        """Yield the reply piece by piece, by /chat/completions."""
        # The reader closes the stream, and with it the answer.
        # pylint: disable-next=contextmanager-generator-missing-cleanup
        async with self._answer(request) as response:
            reason, began = "", False
            figures: dict[str, Any] = {}
            whole: list[str] = []
            arriving = lines(response)
            async for raw in arriving:
                # Some servers begin with a byte order mark.
                line = raw.removeprefix("\ufeff")
                if not line.startswith("data:"):
                    if not began and line.strip() and not line.startswith(_SSE_OTHER):
                        whole.append(line)
                    continue
                data = line.removeprefix("data:").strip()
                if not data:
                    continue
                began = True
                if data == "[DONE]":
                    # Some servers give no other reason for the end.
                    reason = reason or "stop"
                    await read_out(arriving)
                    break
                event = json_object(data)
                figures |= _figures(event)
                piece, ended = _read_event(event, secrets_of(response.request))
                reason = ended or reason
                if piece.text or piece.thinking:
                    yield piece
            if whole and not began:
                # The server does not stream: it sent one whole object.
                event = json_object("\n".join(whole))
                figures |= _figures(event)
                piece, reason = _read_event(event, secrets_of(response.request))
                yield piece
                # An object that can be parsed was not cut, whether or not it gives a reason.
                reason = reason or ("stop" if piece.text or piece.thinking else "")
            if reason:
                yield StreamEnd(reason, **figures)

    async def preload(self, request: BackendRequest) -> None:
        """Nothing: these servers load their models themselves."""

    async def models(self) -> tuple[InstalledModel, ...] | None:
        """Return what /models lists; None where the server has no such list."""
        response = await self._client.get("models", headers=self._headers())
        is_page = "html" in response.headers.get("content-type", "")
        if response.status_code in _NO_LIST and not is_page:
            return None
        await refuse_bad_status(response)
        listed = json_object(response.text).get("data")
        rows = listed if isinstance(listed, list) else []
        return tuple(
            InstalledModel(str(row["id"]), owner=str(row.get("owned_by") or ""))
            for row in rows
            if isinstance(row, dict)
        )

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Empty: these servers do not report it."""
        return ()

    async def capabilities(self, model: str) -> ModelCapabilities:
        """Return the defaults: the protocol has no such query, and the server fixes the context."""
        del model
        return ModelCapabilities()

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Vectors by /embeddings."""
        response = await self._client.post(
            "embeddings", json={"model": model, "input": list(texts)}, headers=self._headers()
        )
        await refuse_bad_status(response)
        rows = sorted(response.json()["data"], key=lambda row: int(row["index"]))
        return [list(map(float, row["embedding"])) for row in rows]

    async def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Raise: these servers cannot install a model."""
        raise UnusableReply(
            ModelError(f"this server cannot install {model}", hint="install it there")
        )
        yield DownloadProgress("")  # pylint: disable=unreachable # what makes this a generator

    async def is_healthy(self) -> bool:
        """Return True once llama.cpp's server has loaded its model."""
        import httpx

        with suppress(httpx.HTTPError):
            return (await self._client.get(f"{self._origin}/health", timeout=5.0)).is_success
        return False

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    @asynccontextmanager
    async def _answer(self, request: BackendRequest) -> "AsyncGenerator[httpx.Response, None]":
        """Yield the answer; the request is repeated without each field that the server refuses."""
        refused = set(self._refused)
        while True:
            body = {k: v for k, v in _body(request).items() if k not in refused}
            if "max_tokens" in refused and "max_completion_tokens" not in refused:
                body["max_completion_tokens"] = request.num_predict
            call = self._client.stream(
                "POST", "chat/completions", json=body, headers=self._headers()
            )
            async with call as response:
                try:
                    await refuse_bad_status(response)
                except RefusedByServer as error:
                    field = _refused_field(error, body)
                    if not field:
                        raise
                    refused.add(field)
                    continue
                self._refused |= refused
                yield response
                return

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if (key := self._key()) else {}


def _figures(event: Mapping[str, object]) -> dict[str, Any]:
    """Read what the reply cost, for StreamEnd; OpenRouter names a price, llama.cpp its timings."""

    def figure(group: str, name: str) -> float:
        inside = event.get(group)
        value = inside.get(name) if isinstance(inside, dict) else 0
        # Some servers give an object with the parts of a sum.
        return value if isinstance(value, (int, float)) else 0

    found = {
        "prompt_tokens": int(figure("usage", "prompt_tokens")),
        "output_tokens": int(figure("usage", "completion_tokens")),
        "dollars": figure("usage", "cost"),
        "prompt_seconds": figure("timings", "prompt_ms") / 1000,
        "output_seconds": figure("timings", "predicted_ms") / 1000,
    }
    return {name: value for name, value in found.items() if value}


def _refused_field(error: RefusedByServer, body: Mapping[str, object]) -> str:
    """Return the optional field of ours that the server's error names ("" if none)."""
    if error.status not in _REFUSAL_STATUS or error.details.context:
        return ""
    # Some servers repeat the whole request as the input that they refuse.
    said = _ECHO.split(error.details.words, maxsplit=1)[0]
    named = re.findall(r"\w+", f"{error.details.about} {said}")
    return next((name for name in OPTIONAL_FIELDS if name in body and name in named), "")


def _body(request: BackendRequest) -> dict[str, object]:
    body: dict[str, object] = {
        "model": request.model,
        "messages": messages(request),
        "temperature": request.temperature,
        "max_tokens": request.num_predict,
        "stream": True,
        "stream_options": {"include_usage": True},
        "reasoning_effort": request.think or "none",
    }
    if request.seed is not None:
        body["seed"] = request.seed
    if request.schema is not None:
        named = {"name": "reply", "schema": request.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    return body


def _read_event(event: Mapping[str, object], secrets: Collection[str]) -> tuple[StreamPiece, str]:
    # Some servers send no more than a complaint, under status 200.
    is_reply = "choices" in event or not any(map(event.get, ("message", "detail", "msg")))
    if event.get("error") or not is_reply:
        raise RefusedByServer(-1, read_error(dict(event), secrets))
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    said = choice.get("delta") or choice.get("message") or {}
    thinking = said.get("reasoning_content") or said.get("reasoning") or ""
    piece = StreamPiece(_plain(said.get("content")), _thought(thinking))
    return piece, str(choice.get("finish_reason") or "")


def _thought(value: object) -> str:
    """Reasoning as text; "" for a form that is not known: an answer can do without."""
    with suppress(ValueError):
        return _plain(value, ("text", "content", "summary", "thinking"))
    return ""


def _plain(value: object, keys: Sequence[str] = ("text", "content")) -> str:
    """Text, a list of parts, or an object with the text at one of the keys, as text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return "".join(_plain(part, keys) for part in value)
    if isinstance(value, dict):
        inner = next((value[key] for key in keys if key in value), None)
        if isinstance(inner, (str, list)) or inner is None and "type" in value:
            return _plain(inner, keys)
    raise ValueError("text was expected")
