"""Maps failures at an endpoint to the error the user sees and to what is tried next."""

import re
import socket
from collections.abc import Container

from msgspec import Struct

from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from .endpoint_address import is_loopback, pull_command, serve_hint
from .routing_rules import BackendKind
from .server_errors import (
    LONGEST_RETRY_AFTER,
    Failure,
    LateReply,
    MappedFailure,
    RefusedByServer,
    RequestTarget,
    Scope,
    UnusableReply,
)

_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 220
LOG = "try again; the server's log may say why"
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
# What Ollama's llm/status.go and llama.cpp say when memory is short.
_OUT_OF_MEMORY = (
    "out of memory|failed to allocate|unable to allocate|cudamalloc failed|"
    "requires more system memory|not enough memory"
)
_INCOMPATIBLE = (
    "incompatible with your version|newer version of ollama|unknown model architecture|"
    "invalid file magic|failed to load model|unsupported model"
)
SMALLER = "use a smaller model, or a smaller num_ctx"
_LONGER_CONTEXT = "shorten the task or raise num_ctx"
_SERVERS_CONTEXT = "shorten the task, or lower num_ctx to the context that the server has"


def map_error(error: Exception, target: RequestTarget) -> Failure:
    """Map what a client library or our own checks raised; an unknown error is re-raised."""
    if isinstance(error, MappedFailure):
        return error.failure
    if isinstance(error, UnusableReply):
        return Failure(error.error, Scope.NOTHING, error.again)
    if isinstance(error, LateReply):
        place = target.host_and_port
        hint = "ollama ps" if target.is_ollama else f"check the load of {place}"
        late = ModelTimeout(f"{target.model} at {place} {error}", hint=hint)
        return Failure(late, Scope.ENDPOINT, False)
    if isinstance(error, RefusedByServer):
        return _map_refusal(error, target)
    return _map_transport(error, target)


def silent(target: RequestTarget) -> Failure:
    """Return the failure for a server that is there but does not answer in time."""
    title = target.title[:1].upper() + target.title[1:]
    message = f"{title} at {target.host_and_port} is starting or busy"
    return _unreachable(message, "check again in a moment with: models")


def no_address(target: RequestTarget) -> Failure:
    """Return the failure for an invalid address."""
    return _unreachable(f"{target.host_and_port} is not an address", "write http://host:port")


def is_out_of_memory(words: str) -> bool:
    """Return True if a server says that a model does not fit into memory."""
    return bool(re.search(_OUT_OF_MEMORY, words, re.IGNORECASE))


def readable(words: str) -> str:
    """Return a server's message on one short line, without markup."""
    text = " ".join(_TAG.sub(" ", words).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _map_transport(error: Exception, target: RequestTarget) -> Failure:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        # A second try would wait just as long.
        return _unreachable(f"{target.host_and_port} does not answer", _start_hint(target))
    if isinstance(error, (httpx.ConnectError, ConnectionError)):
        if _has_cause(error, socket.gaierror):
            host = target.host_and_port.rpartition(":")[0]
            return _unreachable(
                f"the host name {host} cannot be resolved",
                "check the endpoint's address in the settings",
            )
        down = f"{target.title} is not running at {target.host_and_port}"
        return _unreachable(down, _start_hint(target), again=not is_loopback(target.endpoint))
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return no_address(target)
    is_cut = isinstance(error, (httpx.HTTPError, httpx.StreamError, OSError))
    if not is_cut and not isinstance(error, _MISSHAPEN):
        raise error
    what = "the connection broke off" if is_cut else "the server's answer is malformed"
    broken = BrokenReply(f"{target.model} at {target.host_and_port}: {what}", hint=LOG)
    return Failure(broken, Scope.ENDPOINT, True)


def _unreachable(message: str, hint: str, *, again: bool = False) -> Failure:
    return Failure(ModelUnavailable(message, hint=hint), Scope.ENDPOINT, again, unreachable=True)


def _start_hint(target: RequestTarget) -> str:
    if target.is_ollama:
        return serve_hint(target.endpoint)
    return f"start the server of {target.host_and_port}"


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Rule(Struct, frozen=True):
    """What an error response means, if it has one of the statuses and its text contains a pattern.

    `ollama` limits the rule to Ollama, `cloud` to models that run elsewhere.
    """

    message: str
    hint: str
    scope: Scope
    statuses: Container[int] = range(-1, 1000)
    says: str = ""
    error: type[ModelError] = ModelUnavailable
    again: bool = False
    ollama: bool = False
    cloud: bool = False
    busy: bool = False

    def applies(self, status: int, text: str, target: RequestTarget) -> bool:
        """Return True if the rule is about such a response."""
        fits = target.is_ollama >= self.ollama and bool(target.runs_at) >= self.cloud
        return fits and status in self.statuses and bool(re.search(self.says, text, re.IGNORECASE))


_REFUSED = "{place} refused the request: {words}"
_UNLOADABLE = "{place} cannot be loaded: {words}"
_ELSEWHERE = "{model} runs at {runs_at}, which answers {status} {words}"
_OTHER_MODEL = "use a model that runs on the server itself"
_PROXY = (
    "use 127.0.0.1, let the proxy send the header Host: localhost:11434, or start the server with"
    " OLLAMA_HOST=0.0.0.0"
)
_SIGN_IN = "run ollama signin{signin}; for https://ollama.com itself set OLLAMA_API_KEY"
_EMBEDDING = "{pull_embedding}, and name it as memory.embedding_model"
_KEY = "set the environment variable that the settings name for its API key"
_PAY = "add credit there, or use another server"
_REQUEST = frozenset({400, 405, 413, 415, 422})
_MODEL, _ENDPOINT, _NOTHING = Scope.MODEL, Scope.ENDPOINT, Scope.NOTHING
_RULES = (
    _Rule("{place} does not fit into memory: {words}", SMALLER, _MODEL, says=_OUT_OF_MEMORY),
    _Rule(
        _UNLOADABLE,
        "update Ollama, or fetch the model again: {pull}",
        _MODEL,
        says=_INCOMPATIBLE,
        ollama=True,
    ),
    _Rule(_UNLOADABLE, "use another model file", _MODEL, says=_INCOMPATIBLE),
    _Rule(_REFUSED, "{context}", _NOTHING, says="exceed_context_size", error=ModelError),
    _Rule(_REFUSED, "{context}", _NOTHING, _REQUEST, "context", ModelError),
    _Rule("{place} does not make embeddings", _EMBEDDING, _MODEL, (501,), "embed"),
    _Rule(
        "Ollama at {host} does not accept the host name {name}",
        _PROXY,
        _ENDPOINT,
        (403,),
        "^$",
        ollama=True,
    ),
    _Rule("{place}: {words}", _OTHER_MODEL, _MODEL, says="cloud is disabled", ollama=True),
    _Rule(
        "{place} is a cloud model and the server is not signed in: {words}",
        _SIGN_IN,
        _MODEL,
        (401,),
        "unauthorized|https?://",
        ollama=True,
    ),
    _Rule(_ELSEWHERE, f"{_OTHER_MODEL}, or try again later", _MODEL, (402, 403, 502), cloud=True),
    _Rule(_ELSEWHERE, f"{_OTHER_MODEL}, or wait", _MODEL, (429,), again=True, cloud=True),
    _Rule("{place}: the server stopped: {words}", LOG, _ENDPOINT, (-1,), "", BrokenReply, True),
    _Rule(
        "{model} is not installed at {host}",
        "{pull}",
        _MODEL,
        (404,),
        "model",
        ModelMissing,
        ollama=True,
    ),
    _Rule("{host} has no {model}: {words}", "models", _MODEL, (404,), "model", ModelMissing),
    _Rule(_REFUSED, "", _NOTHING, _REQUEST, error=ModelError),
    _Rule("{host} refuses for lack of credit: {words_or_status}", _PAY, _ENDPOINT, (402,)),
    _Rule("{host} refuses for lack of credit: {words}", _PAY, _ENDPOINT, (429,), "insufficient"),
    _Rule("{host} refuses access: {words}", "check the key and its rights", _ENDPOINT, (403,), "."),
    _Rule("{host} requires an API key: {words_or_status}", _KEY, _ENDPOINT, (401, 403)),
    _Rule("{host} is busy: {status} {words}", "{log}", _ENDPOINT, (429,), again=True),
    _Rule(
        "{host} does not answer as {title} does ({status} {words})",
        "check the endpoint's address in the settings",
        _ENDPOINT,
        frozenset(range(300, 500)) - {408},
    ),
    _Rule(
        "{host} is busy: {status} {words}",
        "{log}",
        _ENDPOINT,
        (503,),
        "server busy|pending requests",
        again=True,
        busy=True,
    ),
    _Rule(
        "{host} failed: {status} {words}",
        f"if its memory is short, {SMALLER}",
        _ENDPOINT,
        says="signal: killed",
        again=True,
    ),
    _Rule("{host} failed: {status} {words}", "{log}", _ENDPOINT, again=True),
)
"""The first rule that applies counts."""


def _map_refusal(refused: RefusedByServer, target: RequestTarget) -> Failure:
    details, host, status = refused.details, target.host_and_port, refused.status
    words = readable(details.words)
    text = " ".join(filter(None, (words, details.type, details.signin_url)))
    rule = next(rule for rule in _RULES if rule.applies(status, text, target))
    fields = {
        "place": f"{target.model} at {host}",
        "host": host,
        "name": host.rpartition(":")[0] or host,
        "model": target.model,
        "runs_at": target.runs_at,
        "title": target.title,
        "status": status,
        "words": words,
        "words_or_status": words or status,
        "signin": f" ({details.signin_url})" if details.signin_url else "",
        "pull": pull_command(target.model, target.endpoint),
        "pull_embedding": pull_command("nomic-embed-text", target.endpoint),
        "context": _SERVERS_CONTEXT if target.kind is BackendKind.OPENAI else _LONGER_CONTEXT,
        "log": "ollama ps" if target.is_ollama else "check the server's log",
    }
    hint, wait = rule.hint.format(**fields), refused.retry_after
    if wait > LONGEST_RETRY_AFTER:
        hint = f"it asks for a pause of {wait / 60:.0f} minutes; until then use another server"
    error = rule.error(rule.message.format(**fields).rstrip(), hint=hint)
    again = rule.again and wait <= LONGEST_RETRY_AFTER
    return Failure(error, rule.scope, again, retry_after=wait, busy=rule.busy)
