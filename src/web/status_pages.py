"""The page of models and status: who answers, what is well, auto-evolution, settings to change."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..cli.command_registry import Command
from ..cli.commands import environment, evolution, models, status
from ..domain.errors import BadArguments
from .site import Site, see_other, text_of

# What changes how hard the program tries; nothing that reaches further than this machine.
_SAFE = ("library", "acceptance.", "optimizer.", "auto.", "terminal.theme")


def add_pages(site: Site) -> None:
    """Add this page."""

    @site.get("/status")
    def show(_request: Request, _form: Mapping[str, Any]) -> Response:
        return site.page(
            "status.html",
            title="Status",
            glance=site.parts_of(status.status),
            models=site.parts_of(models.models),
            auto=site.app.auto_switch.is_on,
            budget=site.parts_of(evolution.auto, CHOICE="budget"),
            log=site.parts_of(evolution.auto, CHOICE="log"),
            settings=[row for row in site.jobs.context.settings.rows() if _is_safe(row[0])],
        )

    def begin(title: str, command: Command, **given: str) -> Response:
        return site.begin(title, lambda context: command.action(context, given))

    @site.post("/status/install")
    def install(_request: Request, form: Mapping[str, Any]) -> Response:
        model = text_of(form, "model").strip()
        if not model:
            raise BadArguments("Type the name of a model.", hint="for example: gemma3:4b")
        way = "pull" if text_of(form, "way") == "pull" else "install"
        return begin(f"{way} {model}", models.models, CHOICE=way, MODEL=model)

    @site.post("/status/auto")
    def turn(_request: Request, form: Mapping[str, Any]) -> Response:
        site.parts_of(evolution.auto, CHOICE="on" if text_of(form, "auto") == "on" else "off")
        return see_other("/status")

    @site.post("/status/settings")
    def change(request: Request, form: Mapping[str, Any]) -> Response:
        key, value = text_of(form, "key"), text_of(form, "value")
        if not _is_safe(key):
            hint = f"config {key} VALUE at the prompt"
            raise BadArguments(f"{key} cannot be changed on this page.", hint=hint)
        parts = site.parts_of(environment.config, KEY=key, VALUE=value)
        return site.message(request, "Settings", parts)

    @site.post("/status/bench")
    def bench(_request: Request, _form: Mapping[str, Any]) -> Response:
        return begin("bench the models", models.models, CHOICE="bench")

    @site.post("/status/doctor")
    def check(_request: Request, _form: Mapping[str, Any]) -> Response:
        return begin("check everything", environment.doctor)


def _is_safe(key: str) -> bool:
    return any(key == one or one.endswith(".") and key.startswith(one) for one in _SAFE)
