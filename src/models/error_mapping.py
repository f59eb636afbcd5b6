"""What a failure at an endpoint means: the error the user sees, and what is tried next."""

import re
import socket
from dataclasses import dataclass
from enum import StrEnum

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from .endpoint_address import is_loopback, place_of, pull_command, serve_hint
from .routing_rules import BackendKind

_TAG = re.compile(r"<[^>]*>")
_REQUEST_STATUS = frozenset({400, 405, 413, 415, 422})
_KEY_STATUS = frozenset({401, 403})
_LONGEST = 160
# What client libraries raise of an answer that they did not expect: numbers without end, brackets
# nested thousands deep, a character set that is none.
_MISSHAPEN = (
    ValueError,
    AttributeError,
    TypeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)


class Scope(StrEnum):
    """What is to be left alone for a while after a failure."""

    ENDPOINT = "endpoint"
    MODEL = "model"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure, read: `again` if the same endpoint may be tried at once more."""

    error: ModelError
    scope: Scope
    again: bool
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """Who was asked for what."""

    endpoint: str
    model: str
    kind: BackendKind = BackendKind.OLLAMA

    @property
    def place(self) -> str:
        """Host and port."""
        return place_of(self.endpoint)


class UnusableReply(Exception):
    """The server answered to the end, with something that is no reply; carries the error."""

    def __init__(self, error: ModelError, *, again: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again


class LateReply(Exception):
    """A deadline passed; the message says which, as the end of a sentence."""


class MappedFailure(Exception):
    """A failure that was read where it happened; carries what it means."""

    def __init__(self, trouble: Failure) -> None:
        super().__init__(str(trouble.error))
        self.trouble = trouble


class RefusedByServer(Exception):
    """A server's own complaint: its HTTP status (-1 in mid-stream) and its words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def trouble_of(error: Exception, asked: RequestTarget) -> Failure:
    """Read what a client library or our own checks raised; an unknown error is raised on."""
    if isinstance(error, MappedFailure):
        return error.trouble
    if isinstance(error, UnusableReply):
        return Failure(error.error, Scope.NOTHING, error.again)
    if isinstance(error, LateReply):
        late = ModelTimeout(f"{asked.model} at {asked.place} {error}", hint=_late_hint(asked))
        return Failure(late, Scope.ENDPOINT, False)
    refused = _as_refusal(error)
    return _read_status(refused, asked) if refused else _read_transport(error, asked)


def _read_transport(error: Exception, asked: RequestTarget) -> Failure:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return no_answer(asked)
    if isinstance(error, (httpx.ConnectError, ConnectionError)):
        return _not_reached(error, asked)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return no_address(asked)
    if isinstance(error, (httpx.HTTPError, httpx.StreamError, OSError)):
        return _broken(asked, "the connection broke off", error)
    if isinstance(error, _MISSHAPEN):
        return _broken(asked, "the server sent something that is no part of a reply", error)
    raise error


def no_answer(asked: RequestTarget) -> Failure:
    """What it means that nobody answers: a second try would only wait as long again."""
    silent = ModelUnavailable(f"{asked.place} does not answer", hint=_start_hint(asked))
    return Failure(silent, Scope.ENDPOINT, False, unreachable=True)


def no_address(asked: RequestTarget) -> Failure:
    """What it means that an endpoint cannot be read as an address."""
    wrong = ModelUnavailable(f"{asked.place} is no address", hint="write http://host:port")
    return Failure(wrong, Scope.ENDPOINT, False, unreachable=True)


def _as_refusal(error: Exception) -> RefusedByServer | None:
    from ollama import ResponseError

    if isinstance(error, ResponseError):
        return RefusedByServer(error.status_code, error.error)
    return error if isinstance(error, RefusedByServer) else None


def _read_status(refused: RefusedByServer, asked: RequestTarget) -> Failure:
    status, words = refused.status, readable(refused.words)
    if status == -1:
        return _broken(asked, f"the server stopped: {words}", refused)
    if status == 404 and "model" in words.lower():
        return _missing(asked, words)
    if status in _REQUEST_STATUS:
        hint = "shorten the task or raise num_ctx" if "context" in words.lower() else ""
        wrong = ModelError(
            f"{asked.model} at {asked.place} refused the request: {words}", hint=hint
        )
        return Failure(wrong, Scope.NOTHING, False)
    if status in _KEY_STATUS:
        hint = "set the environment variable that the settings name for its API key"
        closed = ModelUnavailable(f"{asked.place} wants an API key: {words}", hint=hint)
        return Failure(closed, Scope.ENDPOINT, False)
    if 300 <= status < 500 and status not in (408, 429):
        other = ModelUnavailable(
            f"{asked.place} does not answer as {_title(asked)} does ({status} {words})",
            hint="check the endpoint's address in the settings",
        )
        return Failure(other, Scope.ENDPOINT, False)
    hint = "ollama ps" if asked.kind is BackendKind.OLLAMA else "look at the server's log"
    failed = ModelUnavailable(f"{asked.place} failed: {status} {words}", hint=hint)
    return Failure(failed, Scope.ENDPOINT, True)


def readable(words: str) -> str:
    """A server's words on one short line, without markup."""
    text = " ".join(_TAG.sub(" ", words).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _missing(asked: RequestTarget, words: str) -> Failure:
    if asked.kind is BackendKind.OLLAMA:
        message = f"{asked.model} is not installed at {asked.place}"
        hint = pull_command(asked.model, asked.endpoint)
    else:
        message, hint = f"{asked.place} has no {asked.model}: {words}", "models"
    return Failure(ModelMissing(message, hint=hint), Scope.MODEL, False)


def _not_reached(error: Exception, asked: RequestTarget) -> Failure:
    near = is_loopback(asked.endpoint)
    if _has_cause(error, socket.gaierror):
        host = asked.place.rpartition(":")[0]
        unknown = ModelUnavailable(
            f"the name {host} is not known", hint="check the endpoint's address in the settings"
        )
        return Failure(unknown, Scope.ENDPOINT, False, unreachable=True)
    down = ModelUnavailable(
        f"{_title(asked)} is not running at {asked.place}", hint=_start_hint(asked)
    )
    return Failure(down, Scope.ENDPOINT, not near, unreachable=True)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _broken(asked: RequestTarget, what: str, error: Exception) -> Failure:
    broken = BrokenReply(
        f"{asked.model} at {asked.place}: {what}", hint="try again; the server's log may say why"
    )
    broken.__cause__ = error
    return Failure(broken, Scope.ENDPOINT, True)


def _title(asked: RequestTarget) -> str:
    return "Ollama" if asked.kind is BackendKind.OLLAMA else "a model server"


def _start_hint(asked: RequestTarget) -> str:
    if asked.kind is BackendKind.OLLAMA:
        return serve_hint(asked.endpoint)
    return f"start the server of {asked.place}"


def _late_hint(asked: RequestTarget) -> str:
    return "ollama ps" if asked.kind is BackendKind.OLLAMA else f"look at the load of {asked.place}"
