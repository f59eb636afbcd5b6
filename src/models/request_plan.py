"""Plans a request: its model, its servers and options, and a prompt that fits the context."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.errors import ModelUnavailable
from ..domain.model_request import Request, Role
from .backend import BackendRequest, ModelCapabilities, full_name
from .context_window import fit_prompt, reply_limit
from .endpoint import Server
from .endpoint_address import normal_address
from .routing_rules import DEFAULT_REPLY_TOKENS, UNKNOWN_CONTEXT, RoleSettings


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A request with its model, servers and options from the settings."""

    request: Request
    model: str
    servers: tuple[Server, ...]
    temperature: float
    num_ctx: int


class RoleMap:
    """Maps roles to models and servers, as in the settings.

    A model has one context size for all its roles, the largest: with one per role the
    server would reload the model at every step.
    """

    def __init__(self, roles: Mapping[Role, RoleSettings]) -> None:
        self.roles = dict(roles)
        self._contexts: dict[str, int] = {}
        for settings in self.roles.values():
            name = full_name(settings.model)
            self._contexts[name] = max(self._contexts.get(name, 0), settings.num_ctx)

    def model_for(self, request: Request) -> str:
        """The model that would answer ("" where the role has none)."""
        settings = self.roles.get(request.role)
        return request.model or (settings.model if settings else "")

    def context_of(self, model: str) -> int:
        """The model's context size in tokens, as the settings want it."""
        return self._contexts.get(full_name(model), UNKNOWN_CONTEXT)

    def plan(self, request: Request) -> RequestPlan:
        """Plan the request. Raises ModelUnavailable for a role that has no model."""
        settings = self.roles.get(request.role)
        model = self.model_for(request)
        if settings is None or not model:
            raise ModelUnavailable(
                f"the role {request.role} has no model", hint="name one in the settings"
            )
        named = (request.endpoint,) if request.endpoint else settings.endpoints
        wanted = request.temperature if settings.temperature is None else settings.temperature
        servers = tuple(_server(endpoint, settings) for endpoint in named)
        if not servers:
            raise ModelUnavailable(
                f"the role {request.role} has no endpoint", hint="name one in the settings"
            )
        return RequestPlan(request, model, servers, wanted, self.context_of(model))

    def servers(self) -> tuple[Server, ...]:
        """Every server that the settings name, each once."""
        named = [_server(e, s) for s in self.roles.values() for e in s.endpoints]
        return tuple(dict.fromkeys(named))

    def servers_of(self, role: Role) -> tuple[Server, ...]:
        """The servers of a role."""
        settings = self.roles[role]
        return tuple(dict.fromkeys(_server(e, settings) for e in settings.endpoints))


def make_backend_request(
    plan: RequestPlan, capabilities: ModelCapabilities
) -> tuple[BackendRequest, int]:
    """The request as it is sent, and how many characters of the prompt were cut to fit."""
    request = plan.request
    num_ctx = min(plan.num_ctx, capabilities.context)
    reply_tokens = reply_limit(request.max_tokens or DEFAULT_REPLY_TOKENS, num_ctx)
    prompt, cut = fit_prompt(request.prompt, request.system, num_ctx - reply_tokens)
    backend_request = BackendRequest(
        model=plan.model,
        system=request.system,
        prompt=prompt,
        temperature=plan.temperature,
        num_ctx=num_ctx,
        num_predict=reply_tokens,
        seed=request.seed,
        schema=request.schema,
        think=False if capabilities.thinks else None,
    )
    return backend_request, cut


def _server(endpoint: str, settings: RoleSettings) -> Server:
    return Server(normal_address(endpoint), settings.backend, settings.key_variable)
