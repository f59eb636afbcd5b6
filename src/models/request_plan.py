"""Plans a request: its model, its servers and options, and a prompt that fits the context."""

import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from ..domain.errors import ModelUnavailable
from ..domain.model_request import PromptPart, Request, Role
from ..domain.replace import replace
from .backend import BackendRequest, ModelCapabilities, full_name
from .endpoint_address import LOCAL, is_same_address, normal_address, ollama_address
from .error_mapping import is_out_of_memory
from .routing_rules import DEFAULT_REPLY_TOKENS, UNKNOWN_CONTEXT, BackendKind, RoleSettings, Server
from .server_errors import CutReply, RefusedByServer

THINKING_TOKENS = 1024
"""What a model whose reasoning cannot be switched off gets in addition to the reply's tokens."""

CHARS_PER_TOKEN = 3.0
"""A careful guess for English and code, where most tokenizers reach 3.5 to 4.5."""

TEMPLATE_TOKENS = 64
"""Tokens a chat template adds around the messages."""

GAP = "\n[... cut ...]\n"
MIN_KEPT = 200

RARE_ROLES = frozenset({Role.POWERFUL, Role.ESCALATION})
SMALLEST_CONTEXT = 2048
SAFETY = 1.05
"""What is cut from a prompt may have had fewer tokens than what stays."""


class RequestPlan(Struct, frozen=True):
    """A request with its model, servers and options from the settings.

    `files` are those the user granted to the program that makes the request.
    """

    request: Request
    model: str
    servers: tuple[Server, ...]
    num_ctx: int
    rarely_used: bool = False
    files: tuple[str, ...] = ()


class RoleMap:
    """Maps roles to models and servers, as in the settings.

    A model has one context size for all its roles, the largest: with one per role the
    server would reload the model at every step. `known` are servers with their protocols and
    keys, whether or not a role uses them.
    """

    def __init__(self, roles: Mapping[Role, RoleSettings], known: Sequence[Server] = ()) -> None:
        self.roles = dict(roles)
        self._known = tuple(replace(one, address=normal_address(one.address)) for one in known)
        self._contexts: dict[str, int] = {}
        for settings in self.roles.values():
            name = full_name(settings.model)
            self._contexts[name] = max(self._contexts.get(name, 0), settings.num_ctx)

    def model_for(self, request: Request) -> str:
        """Return the model that would answer ("" where the role has none)."""
        settings = self.roles.get(request.role)
        return request.model or (settings.model if settings else "")

    def context_of(self, model: str) -> int:
        """Return the model's context size in tokens, as the settings want it."""
        return self._contexts.get(full_name(model), UNKNOWN_CONTEXT)

    def plan(self, request: Request) -> RequestPlan:
        """Plan the request. Raises ModelUnavailable for a role that has no model."""
        settings = self.roles.get(request.role)
        model = self.model_for(request)
        if settings is None or not model:
            raise ModelUnavailable(
                f"the role {request.role} has no model", hint="name one in the settings"
            )
        servers = self.servers_of(request.role)
        if request.endpoint:
            servers = (self._named(request.endpoint),)
        if not servers:
            raise ModelUnavailable(
                f"the role {request.role} has no endpoint", hint="name one in the settings"
            )
        users = {role for role, one in self.roles.items() if one.model == model}
        return RequestPlan(request, model, servers, self.context_of(model), users <= RARE_ROLES)

    def servers(self) -> tuple[Server, ...]:
        """Return every server that the settings name, each once."""
        return tuple(dict.fromkeys(one for role in self.roles for one in self.servers_of(role)))

    def servers_of(self, role: Role) -> tuple[Server, ...]:
        """Return the servers of a role, each with its own protocol and key."""
        settings = self.roles[role]
        found = [
            _among(self._known, endpoint) or _server(endpoint, settings.backend)
            for endpoint in settings.endpoints
        ]
        return tuple(dict.fromkeys(found))

    def _named(self, endpoint: str) -> Server:
        """Return the server that a request names: one of the settings, or one without a key."""
        return _among((*self.servers(), *self._known), endpoint) or _unknown_server(endpoint)


class Fit(Struct, frozen=True):
    """How a request is fitted to its model.

    `num_ctx` is the context in tokens, `density` how many real tokens an estimated one is, and
    `room` multiplies the tokens that the reply may have.
    """

    num_ctx: int
    density: float = 1.0
    room: int = 1


def make_backend_request(
    plan: RequestPlan, capabilities: ModelCapabilities, fit: Fit | None = None
) -> tuple[BackendRequest, int]:
    """Return the request as it is sent, and how many characters of the prompt were cut to fit."""
    request = plan.request
    fit = fit or Fit(plan.num_ctx)
    num_ctx = min(fit.num_ctx, capabilities.context)
    wanted = (request.max_tokens or DEFAULT_REPLY_TOKENS) * fit.room
    if capabilities.thinks_always:
        wanted += THINKING_TOKENS
    reply_tokens = reply_limit(wanted, num_ctx)
    limit = int((num_ctx - reply_tokens) / fit.density)
    prompt, cut = fit_prompt(request.prompt, request.system, limit)
    backend_request = BackendRequest(
        model=plan.model,
        system=request.system,
        prompt=prompt,
        temperature=request.temperature,
        num_ctx=num_ctx,
        num_predict=reply_tokens,
        seed=request.seed,
        schema=request.schema,
        rarely_used=plan.rarely_used,
        think="low" if capabilities.thinks_always else False,
    )
    return backend_request, cut


def better_fit(error: RefusedByServer | CutReply, fit: Fit, request: BackendRequest) -> Fit | None:
    """How the request is fitted once more so that the server can answer it; None if it cannot."""
    if isinstance(error, CutReply):
        has_room = fit.room == 1 and 2 * request.num_predict <= request.num_ctx // 2
        return replace(fit, room=2 * fit.room) if has_room else None
    details = error.details
    if details.context:
        density = fit.density
        if details.prompt_tokens:
            estimated = estimate_tokens(request.system + request.prompt)
            density = (details.prompt_tokens + 1) / max(1, estimated) * SAFETY
        return replace(fit, num_ctx=min(fit.num_ctx, details.context), density=density)
    if is_out_of_memory(details.words) and fit.num_ctx >= 2 * SMALLEST_CONTEXT:
        return replace(fit, num_ctx=fit.num_ctx // 2)
    return None


def estimate_tokens(text: str) -> int:
    """Estimate a text's number of tokens, erring on the high side."""
    plain = sum(1 for char in text if char.isascii())
    return math.ceil(plain / CHARS_PER_TOKEN + (len(text) - plain) * 1.2)


def reply_limit(wanted: int, num_ctx: int) -> int:
    """Return the tokens a reply may have: `wanted`, but at most half the context."""
    return max(1, min(wanted, num_ctx // 2))


def fit_prompt(parts: Sequence[PromptPart], system: str, limit: int) -> tuple[str, int]:
    """Fit the prompt into `limit` tokens; returns it and how many characters were cut.

    Parts of the lowest priority are shortened in their middle, then left out, the last first.
    """
    texts = [part.text for part in parts]
    excess = _excess_tokens(texts, system, limit)
    before = sum(map(len, texts))
    by_priority = sorted(range(len(parts)), key=lambda index: (parts[index].priority, -index))
    for index in by_priority:
        if excess <= 0:
            break
        texts[index] = _shorten(texts[index], excess)
        excess = _excess_tokens(texts, system, limit)
    return "\n\n".join(text for text in texts if text), before - sum(map(len, texts))


def was_truncated(counted: int, output: int, num_ctx: int) -> bool:
    """Return True if the server dropped a part of the prompt, or of what it wrote, to go on.

    An Ollama that does not know `truncate` keeps the first 4 or 5 tokens and the last half of
    the context; one that shifts its context drops the oldest half in the middle of a reply.
    """
    halves = {num_ctx - max((num_ctx - kept) // 2, 1) for kept in (4, 5)}
    return counted in halves or counted + output > num_ctx


def _excess_tokens(texts: Sequence[str], system: str, limit: int) -> int:
    return estimate_tokens(system + "\n\n".join(texts)) + TEMPLATE_TOKENS - limit


def _shorten(text: str, tokens: int) -> str:
    """Return the text by so many tokens shorter; the head keeps two thirds of what stays."""
    share = 1 - tokens / max(1, estimate_tokens(text))
    keep = int(len(text) * share) - len(GAP)
    if keep < MIN_KEPT:
        return ""
    head = keep * 2 // 3
    return text[:head] + GAP + text[len(text) - (keep - head) :]


def _among(servers: Sequence[Server], endpoint: str) -> Server | None:
    """Return the first of the servers that is at this address, however it is written."""

    def is_there(server: Server) -> bool:
        is_ollama = server.kind is BackendKind.OLLAMA
        return is_same_address(server.address, ollama_address(endpoint) if is_ollama else endpoint)

    return next(filter(is_there, servers), None)


def _unknown_server(endpoint: str) -> Server:
    """Return a server that no setting names, with the protocol that its path suggests."""
    is_openai = re.search(r"/(?:v\d|openai\b)", urlsplit(normal_address(endpoint)).path)
    return _server(endpoint, BackendKind.OPENAI if is_openai else BackendKind.OLLAMA)


def _server(endpoint: str, kind: BackendKind) -> Server:
    if endpoint == LOCAL:
        return Server(LOCAL, BackendKind.LOCAL)
    address = ollama_address(endpoint) if kind is BackendKind.OLLAMA else normal_address(endpoint)
    return Server(address, kind)
