"""Maps failures at an endpoint to the error the user sees and to what is tried next."""

import re
import socket
from dataclasses import dataclass
from enum import StrEnum

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from .endpoint_address import host_and_port, is_loopback, pull_command, serve_hint
from .routing_rules import BackendKind

_TAG = re.compile(r"<[^>]*>")
_REQUEST_STATUS = frozenset({400, 405, 413, 415, 422})
_KEY_STATUS = frozenset({401, 403})
_LONGEST = 160
# What client libraries raise on malformed answers: endless numbers, brackets nested thousands
# deep, an unknown character set.
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
    """What is put into cooldown after a failure."""

    ENDPOINT = "endpoint"
    MODEL = "model"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Failure:
    """A mapped failure; `again` if the same endpoint may be retried."""

    error: ModelError
    scope: Scope
    again: bool
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class RequestTarget:
    """The endpoint and the model of a request."""

    endpoint: str
    model: str
    kind: BackendKind = BackendKind.OLLAMA

    @property
    def host_and_port(self) -> str:
        """Host and port."""
        return host_and_port(self.endpoint)


class UnusableReply(Exception):
    """The server's reply is complete but cannot be used; carries the error."""

    def __init__(self, error: ModelError, *, again: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again


class LateReply(Exception):
    """A deadline passed; the message is the end of a sentence that says which."""


class MappedFailure(Exception):
    """A failure that was mapped where it happened; carries it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.error))
        self.failure = failure


class RefusedByServer(Exception):
    """A server's error response: its HTTP status (-1 in mid-stream) and its message."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def map_error(error: Exception, target: RequestTarget) -> Failure:
    """Map what a client library or our own checks raised; an unknown error is re-raised."""
    if isinstance(error, MappedFailure):
        return error.failure
    if isinstance(error, UnusableReply):
        return Failure(error.error, Scope.NOTHING, error.again)
    if isinstance(error, LateReply):
        late = ModelTimeout(
            f"{target.model} at {target.host_and_port} {error}", hint=_late_hint(target)
        )
        return Failure(late, Scope.ENDPOINT, False)
    refused = _as_refusal(error)
    return _read_status(refused, target) if refused else _read_transport(error, target)


def _read_transport(error: Exception, target: RequestTarget) -> Failure:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return no_answer(target)
    if isinstance(error, (httpx.ConnectError, ConnectionError)):
        return _not_reachable(error, target)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return no_address(target)
    if isinstance(error, (httpx.HTTPError, httpx.StreamError, OSError)):
        return _broken(target, "the connection broke off", error)
    if isinstance(error, _MISSHAPEN):
        return _broken(target, "the server sent something that is no part of a reply", error)
    raise error


def no_answer(target: RequestTarget) -> Failure:
    """The failure for no answer; not retried, a second try would wait just as long."""
    silent = ModelUnavailable(f"{target.host_and_port} does not answer", hint=_start_hint(target))
    return Failure(silent, Scope.ENDPOINT, False, unreachable=True)


def no_address(target: RequestTarget) -> Failure:
    """The failure for an invalid address."""
    wrong = ModelUnavailable(f"{target.host_and_port} is no address", hint="write http://host:port")
    return Failure(wrong, Scope.ENDPOINT, False, unreachable=True)


def _as_refusal(error: Exception) -> RefusedByServer | None:
    from ollama import ResponseError

    if isinstance(error, ResponseError):
        return RefusedByServer(error.status_code, error.error)
    return error if isinstance(error, RefusedByServer) else None


def _read_status(refused: RefusedByServer, target: RequestTarget) -> Failure:
    status, words = refused.status, readable(refused.words)
    if status == -1:
        return _broken(target, f"the server stopped: {words}", refused)
    if status == 404 and "model" in words.lower():
        return _missing(target, words)
    if status in _REQUEST_STATUS:
        hint = "shorten the task or raise num_ctx" if "context" in words.lower() else ""
        wrong = ModelError(
            f"{target.model} at {target.host_and_port} refused the request: {words}", hint=hint
        )
        return Failure(wrong, Scope.NOTHING, False)
    if status in _KEY_STATUS:
        hint = "set the environment variable that the settings name for its API key"
        closed = ModelUnavailable(f"{target.host_and_port} wants an API key: {words}", hint=hint)
        return Failure(closed, Scope.ENDPOINT, False)
    if 300 <= status < 500 and status not in (408, 429):
        other = ModelUnavailable(
            f"{target.host_and_port} does not answer as {_title(target)} does ({status} {words})",
            hint="check the endpoint's address in the settings",
        )
        return Failure(other, Scope.ENDPOINT, False)
    hint = "ollama ps" if target.kind is BackendKind.OLLAMA else "look at the server's log"
    failed = ModelUnavailable(f"{target.host_and_port} failed: {status} {words}", hint=hint)
    return Failure(failed, Scope.ENDPOINT, True)


def readable(words: str) -> str:
    """A server's message on one short line, without markup."""
    text = " ".join(_TAG.sub(" ", words).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _missing(target: RequestTarget, words: str) -> Failure:
    if target.kind is BackendKind.OLLAMA:
        message = f"{target.model} is not installed at {target.host_and_port}"
        hint = pull_command(target.model, target.endpoint)
    else:
        message, hint = f"{target.host_and_port} has no {target.model}: {words}", "models"
    return Failure(ModelMissing(message, hint=hint), Scope.MODEL, False)


def _not_reachable(error: Exception, target: RequestTarget) -> Failure:
    near = is_loopback(target.endpoint)
    if _has_cause(error, socket.gaierror):
        host = target.host_and_port.rpartition(":")[0]
        unknown = ModelUnavailable(
            f"the name {host} is not known", hint="check the endpoint's address in the settings"
        )
        return Failure(unknown, Scope.ENDPOINT, False, unreachable=True)
    down = ModelUnavailable(
        f"{_title(target)} is not running at {target.host_and_port}", hint=_start_hint(target)
    )
    return Failure(down, Scope.ENDPOINT, not near, unreachable=True)


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _broken(target: RequestTarget, what: str, error: Exception) -> Failure:
    broken = BrokenReply(
        f"{target.model} at {target.host_and_port}: {what}",
        hint="try again; the server's log may say why",
    )
    broken.__cause__ = error
    return Failure(broken, Scope.ENDPOINT, True)


def _title(target: RequestTarget) -> str:
    return "Ollama" if target.kind is BackendKind.OLLAMA else "a model server"


def _start_hint(target: RequestTarget) -> str:
    if target.kind is BackendKind.OLLAMA:
        return serve_hint(target.endpoint)
    return f"start the server of {target.host_and_port}"


def _late_hint(target: RequestTarget) -> str:
    return (
        "ollama ps"
        if target.kind is BackendKind.OLLAMA
        else f"look at the load of {target.host_and_port}"
    )
