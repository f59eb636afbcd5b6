"""The asynchronous interface of a model server, and the values it exchanges with the router."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

from ..domain.json_value import JSONObject

REPEATS = "repeats"
"""The reason of a StreamEnd where the server stopped a model that repeats itself."""

NO_LIMIT = 1 << 20
"""The context, in tokens, of a model whose limit is not known: the settings' num_ctx counts."""


class BackendRequest(Struct, frozen=True):
    """A request prepared for one model: its prompt fits, its options are all set.

    `think` is False to switch a model's reasoning off, "low" for a model that always reasons.
    `rarely_used` marks a model that should leave the memory before others.
    """

    model: str
    system: str
    prompt: str
    temperature: float
    num_ctx: int
    num_predict: int
    seed: int | None = None
    schema: JSONObject | None = None
    think: bool | str = False
    rarely_used: bool = False


class StreamPiece(Struct, frozen=True):
    """A piece of the reply as it arrives: text, or reasoning in `thinking`."""

    text: str
    thinking: str = ""


class StreamEnd(Struct, frozen=True):
    """The server's end marker: why the reply ended, and what it cost."""

    reason: str
    prompt_tokens: int = 0
    output_tokens: int = 0
    load_seconds: float = 0.0
    output_seconds: float = 0.0
    prompt_seconds: float = 0.0
    dollars: float = 0.0


ReplyStream: TypeAlias = AsyncGenerator[StreamPiece | StreamEnd, None]


class InstalledModel(Struct, frozen=True):
    """A model a server has; what the server does not tell is "", 0 or empty.

    `runs_at` is the host where a cloud model runs; "" for one that runs on the server itself.
    `owner` is who made it, as servers of the OpenAI protocol say it; `size` is in bytes;
    `capabilities` are Ollama's: completion, embedding, tools ...
    """

    name: str
    digest: str = ""
    context: int = 0
    size: int = 0
    family: str = ""
    runs_at: str = ""
    owner: str = ""
    capabilities: tuple[str, ...] = ()

    @property
    def writes_text(self) -> bool:
        """False for a model of embeddings or images; where the server does not say, by its name."""
        if self.capabilities:
            return "completion" in self.capabilities
        return "embed" not in self.name


class LoadedModel(Struct, frozen=True):
    """A model a server holds in memory.

    `expires` (seconds since the epoch) is set when a request ends: it has passed while the model
    is busy with one that takes longer than its keep_alive.
    """

    name: str
    size: int = 0
    on_gpu: int = 0
    context: int = 0
    expires: float = 0.0
    digest: str = ""


class ModelCapabilities(Struct, frozen=True):
    """A model's longest context, and whether its reasoning cannot be switched off."""

    context: int = NO_LIMIT
    thinks_always: bool = False


class DownloadProgress(Struct, frozen=True):
    """How far a download is; `total` is 0 while it is not known. Bytes of one layer."""

    status: str
    completed: int = 0
    total: int = 0


class Backend(Protocol):
    """One server. Its methods raise what its client library raises; see error_mapping.py."""

    def stream(self, request: BackendRequest) -> ReplyStream:
        """Yield the reply piece by piece; complete only if the last one is a StreamEnd."""

    async def preload(self, request: BackendRequest) -> None:
        """Load the model as this request needs it; hanging up ends that."""

    async def models(self) -> tuple[InstalledModel, ...] | None:
        """Return the installed models; None where the server does not list them."""

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the models in memory."""

    async def capabilities(self, model: str) -> ModelCapabilities:
        """Return the model's context length, and whether it reasons."""

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Return a vector for each text."""

    def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Install a model."""

    async def close(self) -> None:
        """Close every connection."""


def full_name(model: str) -> str:
    """Return a model's name as Ollama compares it: lower case, with its tag, without defaults.

    Gemini lists its models below `models/`.
    """
    name = model.strip().casefold()
    for default in ("registry.ollama.ai/", "library/", "models/"):
        name = name.removeprefix(default)
    return name if ":" in name.rsplit("/", maxsplit=1)[-1] else f"{name}:latest"


def runs_in_cloud(model: str) -> bool:
    """Return True for a name that Ollama runs at ollama.com, which needs no installation."""
    return full_name(model).endswith(("-cloud", ":cloud"))
