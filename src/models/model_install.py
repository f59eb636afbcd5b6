"""Installs models and embeds texts at an endpoint."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..domain.errors import BrokenReply, ModelMissing
from .backend import DownloadProgress
from .endpoint import Endpoint
from .error_mapping import Failure, LateReply, RefusedByServer, UnusableReply, map_error
from .routing_rules import Deadlines
from .stream_limits import with_deadlines

SUCCESS = "success"


async def embed_texts(
    endpoint: Endpoint, model: str, texts: Sequence[str], seconds: float
) -> list[list[float]]:
    """A vector for each text, within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            vectors = await endpoint.backend.embed(model, texts)
    except TimeoutError as error:
        raise LateReply(f"gave no vectors within {seconds:g} s") from error
    if len(vectors) != len(texts):
        raise UnusableReply(
            BrokenReply(f"{model} gave {len(vectors)} vectors for {len(texts)} texts")
        )
    return vectors


async def install(
    endpoint: Endpoint,
    model: str,
    deadlines: Deadlines,
    on_progress: Callable[[DownloadProgress], None],
) -> None:
    """Install a model; gives up if no progress arrives within the cold first-token deadline."""
    silence = deadlines.first_token_cold
    patient = replace(deadlines, first_token_warm=silence, stall=silence)
    last = ""
    try:
        steps = with_deadlines(
            endpoint.backend.pull(model), patient, warm=True, left=lambda: float("inf")
        )
        async for progress in steps:
            last = progress.status
            on_progress(progress)
    except Exception as error:
        raise _map_pull_error(error, endpoint, model).error from error
    if last != SUCCESS:
        raise BrokenReply(f"the download of {model} ended before it was whole", hint="pull again")
    await endpoint.refresh()


def _map_pull_error(error: Exception, endpoint: Endpoint, model: str) -> Failure:
    failure = map_error(error, endpoint.request_target(model))
    words = str(getattr(error, "error", ""))
    if "does not exist" in words and not isinstance(error, (RefusedByServer, UnusableReply)):
        missing = ModelMissing(
            f"there is no model named {model}", hint="look for its name at ollama.com/library"
        )
        return Failure(missing, failure.scope, again=False)
    return failure
