"""Wires the language models: the settings' roles and endpoints, as the router wants them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..config.settings import AttemptSetting, OllamaSettings, RoleModel, Settings
from ..domain.events import Event
from ..domain.model_request import Role
from ..domain.model_state import ModelState
from ..domain.ports import Embedder
from ..models.embedder import EndpointEmbedder
from ..models.endpoint_address import place_of
from ..models.probe import Probe, probe
from ..models.reply_cache import ReplyCache
from ..models.router import Router, RouterServices
from ..models.routing_rules import BackendKind, Deadlines, RoleSettings, RoutingRules, Strategy
from ..models.usage import UsageTotals
from ..prompts.json_replies import read_json
from ..tasks.escalation import AttemptRule

CACHE = "replies.db"


def open_models(
    settings: OllamaSettings, home: Path, notify: Callable[[Event], None] | None = None
) -> Router:
    """The router over all roles; it contacts nobody before the first request."""
    cache = ReplyCache(home / CACHE) if settings.cache else None
    around = RouterServices(notify=notify, cache=cache, check_schema=read_json)
    return Router(role_settings(settings), rules_of(settings), around)


def rules_of(settings: OllamaSettings) -> RoutingRules:
    """How requests are spread and tried again."""
    limits = settings.deadlines
    deadlines = Deadlines(
        limits.connect, limits.first_token_warm, limits.first_token_cold, limits.stall, limits.total
    )
    return RoutingRules(
        deadlines=deadlines,
        strategy=Strategy(settings.strategy),
        concurrency=settings.concurrency,
        retries=settings.tries,
        keep_alive=settings.keep_alive,
    )


def role_settings(settings: OllamaSettings) -> Mapping[Role, RoleSettings]:
    """Each role's model and endpoints; a role without one is asked at base_url."""
    keys = {server.base_url: server.api_key_env for server in settings.openai_servers}

    def of(role: RoleModel) -> RoleSettings:
        endpoints = role.endpoints or (role.endpoint or settings.base_url,)
        speaks_openai = endpoints[0] in keys
        return RoleSettings(
            role.model,
            endpoints,
            num_ctx=role.num_ctx or settings.num_ctx,
            backend=BackendKind.OPENAI if speaks_openai else BackendKind.OLLAMA,
            key_variable=keys.get(endpoints[0], ""),
        )

    return {role: of(model) for role, model in settings.models.items()}


def attempt_rules(attempts: Sequence[AttemptSetting]) -> tuple[AttemptRule, ...]:
    """The settings' attempts; "task" is the role of the task's own kind."""
    return tuple(
        AttemptRule(None if a.role == "task" else Role(a.role), a.temperature) for a in attempts
    )


def embedder_by_endpoint(router: Router, settings: Settings) -> Embedder:
    """Embeddings by a model at an endpoint."""
    return EndpointEmbedder(router.embed, settings.memory.embedding_model, router.digest_of)


def probe_models(settings: OllamaSettings, router: Router | None = None) -> tuple[ModelState, ...]:
    """How each role's model does at each of its endpoints; each is asked for half a second.

    A router that has worked adds what it saw: loaded or not, context, speed, tokens spent.
    """
    keys = {server.base_url: server.api_key_env for server in settings.openai_servers}
    wanted = [
        (role.value, model.model, endpoint)
        for role, model in settings.models.items()
        for endpoint in model.endpoints or (model.endpoint or settings.base_url,)
    ]

    def asked(endpoint: str) -> Probe:
        if endpoint in keys:
            return probe(endpoint, kind=BackendKind.OPENAI, key_variable=keys[endpoint])
        return probe(endpoint)

    seen = {endpoint: asked(endpoint) for endpoint in dict.fromkeys(e for _, _, e in wanted)}

    def state(model: str, endpoint: str) -> str:
        if not seen[endpoint].reachable:
            return "not reachable"
        return "ready" if seen[endpoint].has(model) else "missing"

    figures = _figures(router) if router is not None else {}
    return tuple(
        ModelState(
            role,
            model,
            endpoint,
            state(model, endpoint),
            seen[endpoint].reason or figures.get((role, place_of(endpoint)), ""),
        )
        for role, model, endpoint in wanted
    )


def _spent(account: UsageTotals) -> list[str]:
    loading = [f"{account.load_seconds:.1f} s loading"] if account.load_seconds >= 0.05 else []
    tokens = f"{account.prompt_tokens} + {account.output_tokens} tokens"
    return [f"{tokens} in {account.calls} calls", *loading]


def _figures(router: Router) -> Mapping[tuple[str, str], str]:
    """What the router has seen of each role at each endpoint, in a few words."""
    spent = router.accounting().by_role
    found: dict[tuple[str, str], str] = {}
    for health in router.health(look=False):
        account = spent.get(health.role)
        for one in health.endpoints:
            # A model that does not fit into the GPU's memory is many times slower.
            where = f", {one.on_gpu:.0%} of it on the GPU" if one.on_gpu else ""
            parts = [f"loaded{where}"] if one.warm else []
            parts += [f"context {one.context}"] if one.context else []
            parts += [f"{one.tokens_per_second:.0f} tokens/s"] if one.tokens_per_second else []
            parts += _spent(account) if account is not None else []
            found[health.role.value, one.endpoint] = ", ".join(parts)
    return found
