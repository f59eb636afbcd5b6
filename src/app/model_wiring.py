"""Wires the language models: the settings' roles and endpoints, as the router wants them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..config.settings import AttemptSetting, OllamaSettings, RoleModel, Settings
from ..domain.events import Event
from ..domain.model_request import ModelState, Role
from ..domain.ports import Embedder
from ..models.embedder import EndpointEmbedder
from ..models.model_states import model_states
from ..models.reply_cache import ReplyCache
from ..models.router import Router, RouterServices
from ..models.routing_rules import BackendKind, Deadlines, RoleSettings, RoutingRules, Strategy
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
        AttemptRule(None if a.role == "task" else Role(a.role), a.temperature, a.samples)
        for a in attempts
    )


def embedder_by_endpoint(router: Router, settings: Settings) -> Embedder:
    """Embeddings by a model at an endpoint."""
    return EndpointEmbedder(router.embed, settings.memory.embedding_model, router.digest_of)


def probe_models(settings: OllamaSettings, router: Router | None = None) -> tuple[ModelState, ...]:
    """How each role's model does at each of its endpoints; each is asked for half a second."""
    return model_states(
        [
            (role, model.model, endpoint)
            for role, model in settings.models.items()
            for endpoint in model.endpoints or (model.endpoint or settings.base_url,)
        ],
        {server.base_url: server.api_key_env for server in settings.openai_servers},
        router,
    )
