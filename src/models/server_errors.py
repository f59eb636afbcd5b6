"""What goes wrong at a model server: error bodies, failures, and the exceptions that carry them."""

import json
import re
from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from ..domain.errors import ModelError
from .endpoint_address import host_and_port
from .routing_rules import BackendKind

LONGEST_RETRY_AFTER = 60.0
"""A server that asks for a longer pause is not asked again for this request."""

MAX_NESTING = 8
# What vLLM and OpenAI write; llama.cpp gives both numbers as fields.
_CONTEXT = re.compile(r"maximum context length (?:is|of) (\d{1,9})", re.IGNORECASE)
_PROMPT_TOKENS = re.compile(
    r"(\d{1,9}) (?:input tokens|(?:tokens )?in the messages)", re.IGNORECASE
)
_INNER = ("error", "message", "detail", "msg", "description")


class ErrorDetails(Struct, frozen=True):
    """A server's error message and the fields that some servers add to it.

    `about` names the field of the request that the error is about.
    """

    words: str
    type: str = ""
    prompt_tokens: int = 0
    context: int = 0
    signin_url: str = ""
    about: str = ""


class Scope(StrEnum):
    """What is put into cooldown after a failure."""

    ENDPOINT = "endpoint"
    MODEL = "model"
    NOTHING = "nothing"


class Failure(Struct, frozen=True):
    """A mapped failure; `again` if the same endpoint may be retried.

    `retry_after` is how many seconds the server wants to be left alone; `busy` marks a server
    whose queue is full, which is given more time than one that failed.
    """

    error: ModelError
    scope: Scope
    again: bool
    unreachable: bool = False
    retry_after: float = 0.0
    busy: bool = False


class RequestTarget(Struct, frozen=True):
    """The endpoint and the model of a request; `runs_at` is the host of a cloud model."""

    endpoint: str
    model: str
    kind: BackendKind = BackendKind.OLLAMA
    runs_at: str = ""

    @property
    def host_and_port(self) -> str:
        """Host and port."""
        return host_and_port(self.endpoint)

    @property
    def is_ollama(self) -> bool:
        """True for an Ollama server."""
        return self.kind is BackendKind.OLLAMA

    @property
    def title(self) -> str:
        """What kind of server it is."""
        return "Ollama" if self.is_ollama else "a model server"


class RefusedByServer(Exception):
    """A server's error response: its HTTP status (-1 in mid-stream) and what it says."""

    def __init__(self, status: int, details: ErrorDetails, *, retry_after: float = 0.0) -> None:
        super().__init__(details.words)
        self.status = status
        self.details = details
        self.retry_after = retry_after


class UnusableReply(Exception):
    """The server's reply is complete but cannot be used; carries the error."""

    def __init__(self, error: ModelError, *, again: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again


class CutReply(UnusableReply):
    """The reply used up the tokens it was allowed."""


class LateReply(Exception):
    """A deadline passed; the message is the end of a sentence that says which."""


class MappedFailure(Exception):
    """A failure that was mapped where it happened; carries it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.error))
        self.failure = failure


def read_error(body: object, secrets: Collection[str] = ()) -> ErrorDetails:
    """Read the details of an error body: text, an object, or both nested in each other.

    Ollama passes its runner's errors on as JSON inside a string. Some servers answer a wrong key
    with the key: `secrets` are masked.
    """

    def shown(value: object) -> str:
        text = "" if value is None else str(value)
        for secret in filter(None, secrets):
            text = text.replace(secret, "***")
        return text

    seen: dict[str, object] = {}
    value = body
    for _ in range(MAX_NESTING):
        if isinstance(value, str):
            value = _parsed(value)
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            break
        seen.update(value)
        inner = next((value[key] for key in _INNER if value.get(key)), None)
        if inner is None:
            value = json.dumps(value) if value else ""
            break
        value = inner
    return ErrorDetails(
        shown(value),
        type=shown(seen.get("type")),
        prompt_tokens=_number(seen.get("n_prompt_tokens"), _PROMPT_TOKENS, value),
        context=_number(seen.get("n_ctx"), _CONTEXT, value),
        signin_url=shown(seen.get("signin_url")),
        about=shown(seen.get("param") or seen.get("loc")),
    )


def _parsed(text: str) -> object:
    """Parse a text that is a JSON object or list; return any other as it is."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (dict, list)) else text


def _number(field: object, pattern: re.Pattern[str], words: object) -> int:
    """Return a number that the server gives as a field, or in its message; 0 if in neither."""
    if isinstance(field, int):
        return field
    found = pattern.search(str(words))
    return int(found[1]) if found else 0
