"""Installs models and embeds texts at an endpoint."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout
from ..domain.replace import replace
from .backend import DownloadProgress
from .endpoint import Endpoint
from .error_mapping import map_error
from .routing_rules import Deadlines
from .server_errors import LateReply, MappedFailure, RefusedByServer, UnusableReply

SUCCESS = "success"
VERIFYING = "verifying sha256 digest"
_PULL_AGAIN = "pull again: it goes on where it stopped"
_PULL_TROUBLES = (
    ("does not exist", "the registry has no model {}", "look for its name at ollama.com/library"),
    ("newer version", "{} needs a newer version of Ollama", "update Ollama"),
    ("no space", "the server's disk has no space for {}", "ollama list, then ollama rm"),
    ("no such host", "the registry of {} cannot be reached from the server", _PULL_AGAIN),
)
"""What a server says of a download, what we say, and what helps."""


async def embed_texts(
    endpoint: Endpoint, model: str, texts: Sequence[str], seconds: float
) -> list[list[float]]:
    """Return a vector for each text, within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            vectors = await endpoint.backend.embed(model, texts)
    except TimeoutError as error:
        raise LateReply(f"gave no vectors within {seconds:g} s") from error
    except Exception as error:
        failure = map_error(error, endpoint.request_target(model))
        if _is_bad_request(error):
            # Ollama calls a runner that died a bad request as well.
            again = failure.again or "input length" not in str(error)
            failure = replace(failure, again=again)
        raise MappedFailure(failure) from error
    if len(vectors) != len(texts):
        raise UnusableReply(
            BrokenReply(f"{model} gave {len(vectors)} vectors for {len(texts)} texts")
        )
    return vectors


def _is_bad_request(error: Exception) -> bool:
    return isinstance(error, RefusedByServer) and error.status == 400


async def install(
    endpoint: Endpoint,
    model: str,
    deadlines: Deadlines,
    on_progress: Callable[[DownloadProgress], None],
) -> None:
    """Install a model; gives up if nothing more of it arrives for the cold first-token deadline.

    The server repeats its progress line while a download stalls, so only bytes count; checking a
    large model on a slow disk takes as long as it takes.
    """
    last = DownloadProgress("")
    try:
        async with aclosing(endpoint.backend.pull(model)) as steps:
            loop = asyncio.get_running_loop()
            moved = loop.time()
            while True:
                silence = deadlines.first_token_cold if last.status != VERIFYING else None
                async with asyncio.timeout_at(None if silence is None else moved + silence):
                    progress = await anext(steps, None)
                if progress is None:
                    break
                if (progress.status, progress.completed) != (last.status, last.completed):
                    moved = loop.time()
                last = progress
                on_progress(progress)
                if silence is not None and loop.time() > moved + silence:
                    raise TimeoutError
    except TimeoutError as error:
        raise ModelTimeout(f"the download of {model} has stalled", hint=_PULL_AGAIN) from error
    except Exception as error:
        raise _pull_error(error, endpoint, model) from error
    if last.status != SUCCESS:
        raise BrokenReply(f"the download of {model} ended before it was whole", hint=_PULL_AGAIN)
    await endpoint.refresh()


def _pull_error(error: Exception, endpoint: Endpoint, model: str) -> ModelError:
    words = str(error)
    for said, complaint, hint in _PULL_TROUBLES:
        if said in words.lower():
            return ModelMissing(complaint.format(model), hint=hint)
    found = map_error(error, endpoint.request_target(model)).error
    if isinstance(error, RefusedByServer):
        return type(found)(str(found), hint=_PULL_AGAIN)
    return found
