"""The asynchronous interface of a model server, and the values it exchanges with the router."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..domain.json_value import JSONObject
from .routing_rules import UNKNOWN_CONTEXT


@dataclass(frozen=True, slots=True)
class BackendRequest:
    """A request prepared for one model: its prompt fits, its options are all set.

    `think` is False to switch a model's reasoning off, None for a model without reasoning.
    """

    model: str
    system: str
    prompt: str
    temperature: float
    num_ctx: int
    num_predict: int
    seed: int | None = None
    schema: JSONObject | None = None
    think: bool | None = None


@dataclass(frozen=True, slots=True)
class StreamPiece:
    """A piece of the reply as it arrives: text, or reasoning in `thinking`."""

    text: str
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The server's end marker: why the reply ended, and what it cost."""

    reason: str
    prompt_tokens: int = 0
    output_tokens: int = 0
    load_seconds: float = 0.0
    output_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model a server has; `digest` is "" where the server names none."""

    name: str
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model a server holds in memory until `expires` (seconds since the epoch)."""

    name: str
    size: int = 0
    on_gpu: int = 0
    context: int = 0
    expires: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelCapabilities:
    """A model's longest context, and whether it reasons before it answers."""

    context: int = UNKNOWN_CONTEXT
    thinks: bool = False


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far a download is; `total` is 0 while it is not known. Bytes of one layer."""

    status: str
    completed: int = 0
    total: int = 0


class Backend(Protocol):
    """One server. Its methods raise what its client library raises; see error_mapping.py."""

    def stream(self, request: BackendRequest) -> AsyncGenerator[StreamPiece | StreamEnd, None]:
        """The reply piece by piece; complete only if the last one is a StreamEnd."""

    async def models(self) -> tuple[InstalledModel, ...]:
        """The installed models."""

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """The models in memory."""

    async def capabilities(self, model: str) -> ModelCapabilities:
        """The model's context length, and whether it reasons."""

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text."""

    def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Install a model."""

    async def close(self) -> None:
        """Close every connection."""


def full_name(model: str) -> str:
    """A model's name with its tag, as Ollama lists it: llama3 is llama3:latest."""
    return model if ":" in model.rsplit("/", maxsplit=1)[-1] else f"{model}:latest"
