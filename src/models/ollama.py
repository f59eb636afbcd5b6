"""Talks to an Ollama server by its native API.

Embeddings go through the ollama client; everything else is plain HTTP, because the client drops
fields that matter here: `truncate`, capabilities, context lengths and the details of errors.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ..domain.json_value import JSONObject
from ..domain.whole_number import whole_number
from .backend import (
    NO_LIMIT,
    REPEATS,
    BackendRequest,
    DownloadProgress,
    InstalledModel,
    LoadedModel,
    ModelCapabilities,
    ReplyStream,
    StreamEnd,
    StreamPiece,
)
from .endpoint_address import CLOUD_HOST
from .http_client import (
    api_key,
    client_options,
    json_object,
    lines,
    messages,
    read_out,
    refuse_bad_status,
)
from .server_errors import RefusedByServer, read_error

if TYPE_CHECKING:
    import httpx
    from ollama import AsyncClient

NANOSECONDS = 1e9
RARE_SECONDS = 300
"""How long a model stays in memory that only rare roles use, so that it is evicted first."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
HARMONY_FAMILIES = frozenset({"gptoss", "gpt-oss"})


class OllamaBackend:
    """A Backend over one HTTP client; must be created and used on the loop's thread."""

    def __init__(self, endpoint: str, connect: float, keep_alive: str) -> None:
        import httpx

        self._endpoint = endpoint
        self._options = client_options(endpoint, connect)
        # OLLAMA_API_KEY is the key of ollama.com; ollama's client sends it to every server, unless
        # it is given another one, which is dropped.
        parts = urlsplit(endpoint)
        is_cloud = (parts.scheme, parts.hostname) == ("https", CLOUD_HOST)
        key = api_key("OLLAMA_API_KEY") if is_cloud else "none"
        self._secrets = (key if is_cloud else "", unquote(parts.password or ""))
        if parts.username:
            self._options["auth"] = unquote(parts.username), self._secrets[1]
        self._options["headers"] |= {"Authorization": f"Bearer {key}"} if key else {}
        self._options["event_hooks"]["request"] = [] if is_cloud else [_drop_key]
        self._http = httpx.AsyncClient(base_url=endpoint, **self._options)
        self._ollama: AsyncClient | None = None
        self._keep_alive = _duration(keep_alive)

    async def stream(self, request: BackendRequest) -> ReplyStream:
        """Yield the reply piece by piece, by /api/chat."""
        body = self._body(request)
        wrote = False
        async with aclosing(self._objects("/api/chat", body)) as parts:
            async for part in parts:
                message = _mapping(part.get("message"))
                text, thinking = _text(message, "content"), _text(message, "thinking")
                wrote = wrote or bool(text or thinking)
                if text or thinking:
                    yield StreamPiece(text, thinking)
                if part.get("done"):
                    yield _stream_end(part)
                    return
        if wrote:
            # The server stops a model that repeats one token, without a last line.
            yield StreamEnd(REPEATS)

    async def preload(self, request: BackendRequest) -> None:
        """Load the model by a chat without messages: the same options, or it is loaded twice."""
        body = {**self._body(request), "messages": [], "stream": False}
        await refuse_bad_status(await self._http.post("/api/chat", json=body))

    async def models(self) -> tuple[InstalledModel, ...]:
        """Return what /api/tags lists."""
        return tuple(map(_installed, _rows(await self._get("/api/tags"))))

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Return what /api/ps lists; nothing where a server does not know it yet."""
        try:
            return tuple(map(_loaded, _rows(await self._get("/api/ps"))))
        except RefusedByServer as error:
            if error.status == 404:
                return ()
            raise

    async def capabilities(self, model: str) -> ModelCapabilities:
        """Return what /api/show says of the model."""
        response = await self._http.post("/api/show", json={"model": model})
        await refuse_bad_status(response)
        shown = json_object(response.text)
        family = _text(_mapping(shown.get("details")), "family")
        is_harmony = "PARSER harmony" in str(shown.get("modelfile"))
        return ModelCapabilities(
            _context_length(_mapping(shown.get("model_info"))),
            thinks_always=is_harmony or family in HARMONY_FAMILIES,
        )

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Vectors by /api/embed."""
        from ollama import AsyncClient, ResponseError

        if self._ollama is None:
            self._ollama = AsyncClient(self._endpoint, **self._options)
        try:
            answer = await self._ollama.embed(model, list(texts), keep_alive=self._keep_alive)
        except ResponseError as error:
            raise RefusedByServer(
                error.status_code, read_error(error.error, self._secrets)
            ) from error
        return [list(vector) for vector in answer.embeddings]

    async def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Install a model by /api/pull."""
        async with aclosing(self._objects("/api/pull", {"model": model})) as parts:
            async for part in parts:
                yield DownloadProgress(
                    _text(part, "status"), _number(part, "completed"), _number(part, "total")
                )

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()
        if self._ollama is not None:
            await self._ollama.close()  # type: ignore[no-untyped-call]  # it has no annotations

    def _body(self, request: BackendRequest) -> dict[str, object]:
        """Return the body of a chat, with how long the model is to stay in memory.

        That is omitted where the server's own OLLAMA_KEEP_ALIVE is to count.
        """
        options: dict[str, float | int] = {
            "temperature": request.temperature,
            "num_ctx": request.num_ctx,
            "num_predict": request.num_predict,
        }
        if request.seed is not None:
            options["seed"] = request.seed
        body: dict[str, object] = {
            "model": request.model,
            "messages": messages(request),
            "stream": True,
            # A prompt that is too long is refused, not cut to half the context in silence.
            "truncate": False,
            "think": request.think,
            "options": options,
        }
        if request.schema is not None:
            body["format"] = request.schema
        keep = self._keep_alive
        if keep is not None:
            leaves_early = request.rarely_used and _seconds(keep) > RARE_SECONDS
            body["keep_alive"] = RARE_SECONDS if leaves_early else keep
        return body

    async def _objects(
        self, path: str, body: Mapping[str, object]
    ) -> AsyncGenerator[JSONObject, None]:
        """Get the objects of a streamed answer. Raises RefusedByServer for one that is an error."""
        async with self._http.stream("POST", path, json=body) as response:
            await refuse_bad_status(response)
            arriving = lines(response)
            async for line in arriving:
                if not line.strip():
                    continue
                part = json_object(line)
                if part.get("error"):
                    raise RefusedByServer(-1, read_error(part, self._secrets))
                if part.get("done"):
                    await read_out(arriving)
                yield part

    async def _get(self, path: str) -> JSONObject:
        response = await self._http.get(path)
        await refuse_bad_status(response)
        return json_object(response.text)


async def _drop_key(request: "httpx.Request") -> None:
    if request.headers.get("authorization", "").startswith("Bearer"):
        del request.headers["authorization"]


def _duration(text: str) -> str | int | None:
    """Return a time as Ollama reads it: a plain number is seconds only as a number."""
    return int(text) if whole_number(text.removeprefix("-")) >= 0 else text or None


def _seconds(time: str | int) -> float:
    """Return a time in seconds; a negative one is for ever."""
    if isinstance(time, int) or time.startswith("-"):
        return float(time) if isinstance(time, int) else -1.0
    return sum(
        float(n) * _UNITS[unit] for n, unit in re.findall(r"(?<![\d.])([\d.]+)(ms|s|m|h)", time)
    )


def _stream_end(part: JSONObject) -> StreamEnd:
    return StreamEnd(
        _text(part, "done_reason") or "stop",
        _number(part, "prompt_eval_count"),
        _number(part, "eval_count"),
        _number(part, "load_duration") / NANOSECONDS,
        _number(part, "eval_duration") / NANOSECONDS,
        _number(part, "prompt_eval_duration") / NANOSECONDS,
    )


def _installed(row: JSONObject) -> InstalledModel:
    details = _mapping(row.get("details"))
    listed = row.get("capabilities")
    return InstalledModel(
        _text(row, "model") or _text(row, "name"),
        _text(row, "digest"),
        context=_number(details, "context_length"),
        size=_number(row, "size"),
        family=_text(details, "family"),
        runs_at=_text(row, "remote_host"),
        capabilities=tuple(map(str, listed)) if isinstance(listed, list) else (),
    )


def _loaded(row: JSONObject) -> LoadedModel:
    expires = 0.0
    with suppress(ValueError):
        expires = datetime.fromisoformat(_text(row, "expires_at")).timestamp()
    return LoadedModel(
        _text(row, "model") or _text(row, "name"),
        _number(row, "size"),
        _number(row, "size_vram"),
        _number(row, "context_length"),
        expires,
        _text(row, "digest"),
    )


def _context_length(facts: JSONObject) -> int:
    lengths = [v for k, v in facts.items() if k.endswith(".context_length") and isinstance(v, int)]
    return lengths[0] if lengths else NO_LIMIT


def _rows(answer: JSONObject) -> list[JSONObject]:
    listed = answer.get("models")
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def _mapping(value: object) -> JSONObject:
    return value if isinstance(value, dict) else {}


def _text(row: JSONObject, key: str) -> str:
    value = row.get(key) or ""
    if not isinstance(value, str):
        raise ValueError(f"{key}: text was expected")
    return value


def _number(row: JSONObject, key: str) -> int:
    return int(value) if isinstance(value := row.get(key), (int, float)) else 0
