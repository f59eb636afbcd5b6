"""Commands about what Code Evolver works with: models, tools and settings."""

import os
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONValue
from ..banner import not_running
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Grid, Line, Output, Part, Tone, hint_text, said

if TYPE_CHECKING:
    from ...domain.tool import ToolCard


@command("/models", "/models pull MODEL", "/models install embeddings", group="Set-up")
def models(context: CommandContext, given: Given) -> Output:
    """Show which model stands for which role and whether it answers, or install one."""
    if "MODEL" in given:
        return _pull(context, given["MODEL"])
    if given.get("CHOICE") == "embeddings":
        return _install_embeddings(context)
    context.app.probe()
    now = context.app.status()
    rows = tuple(
        # Why an endpoint is not reached is said once, below.
        (one.role, one.model, one.endpoint, one.state, one.detail if one.state == "ready" else "")
        for one in now.models
    )
    missing = dict.fromkeys(one.model for one in now.models if one.state == "missing")
    away = dict.fromkeys(one.endpoint for one in now.models if one.state == "not reachable")
    lines = tuple(Line(f"{not_running(one)}. Try: ollama serve", Tone.HINT) for one in away)
    lines += tuple(Line(f"Try: ollama pull {name}", Tone.HINT) for name in missing)
    if now.offline:
        lines = (Line("Working offline: no model is asked.", Tone.HINT), *lines)
    answer: list[JSONValue] = [
        {
            "role": m.role,
            "model": m.model,
            "endpoint": m.endpoint,
            "state": m.state,
            "detail": m.detail,
        }
        for m in now.models
    ]
    heads = ("role", "model", "endpoint", "state", "seen")
    return Output((Grid(heads, rows), *lines), {"models": answer})


def _pull(context: CommandContext, model: str) -> Output:
    with context.watch() as notify:
        context.app.pull(model, notify)
    return said(f"{model} is installed.", Tone.GOOD, {"installed": model})


def _install_embeddings(context: CommandContext) -> Output:
    from ...domain.events import StepBegan

    with context.watch() as notify:
        notify(StepBegan("downloading the embedding weights", "models"))
        context.app.install_embeddings()
    text = "The embedding weights are installed; memory uses them from the next start on."
    return said(text, Tone.GOOD, {"installed": "embeddings"})


@command(
    "/tools",
    "/tools show TOOL",
    "/tools run TOOL TEXT",
    "/tools check",
    "/tools trust TOOL",
    "/tools grant TOOL",
    "/tools revoke TOOL",
    group="Set-up",
)
def tools(context: CommandContext, given: Given) -> Output:
    """List the tools that programs may call; look at one, try it, check them all.

    A tool that did not come with the program is started only after it was trusted, one that may
    change things only after it was granted. NAME=VALUE before the TEXT passes an argument.
    """
    match given.get("CHOICE"):
        case "show":
            return _tool(context, given["TOOL"])
        case "run":
            reply = context.app.toolkit.run(given["TOOL"], given["TEXT"])
            return said(reply.text, answer={"text": reply.text, "by": reply.by})
        case "check":
            return _checked(context)
        case "trust" | "grant" | "revoke" as choice:
            return _allowed(context, choice, given["TOOL"])
        case _:
            return _all_tools(context)


def _allowed(context: CommandContext, choice: str, name: str) -> Output:
    toolkit = context.app.toolkit
    act, then = {
        "trust": (toolkit.trust, "may be started as long as it stays as it is"),
        "grant": (toolkit.grant, "may change things from now on"),
        "revoke": (
            toolkit.revoke,
            "may change nothing, and must be trusted again if it was brought",
        ),
    }[choice]
    act(name)
    return said(f"{name} {then}.", Tone.GOOD)


def _tool(context: CommandContext, name: str) -> Output:
    card = context.app.toolkit.card(name)
    tiers = f"cost {card.cost_tier}, speed {card.speed_tier}, quality {card.quality_tier}"
    granted = name in context.app.toolkit.granted()
    effects = f"{card.effects.value}{' (granted)' if granted else ''}"
    rows = (
        ("title", card.title),
        ("type", card.type),
        ("what it does", card.description),
        ("starts", context.app.toolkit.starts(name)),
        ("trusted", "no" if name in context.app.toolkit.untrusted() else "yes"),
        ("effects", effects),
        ("arguments", _arguments(card)),
        ("tiers", tiers),
        ("tags", ", ".join(card.tags)),
    )
    return Output((Grid(("", ""), rows),), {"tool": dict(rows)})


def _arguments(card: "ToolCard") -> str:
    properties, required = card.input_schema.get("properties"), card.input_schema.get("required")
    if not isinstance(properties, dict):
        return "any" if card.takes_any else "the prompt alone"
    return ", ".join(
        f"{name}: {_form(of)}{'' if isinstance(required, list) and name in required else '?'}"
        for name, of in properties.items()
    )


def _form(of: JSONValue) -> str:
    """A property of a JSON Schema in a word or two."""
    if not isinstance(of, dict):
        return "any"
    choices = of.get("enum")
    return "|".join(map(str, choices)) if isinstance(choices, list) else str(of.get("type"))


def _checked(context: CommandContext) -> Output:
    found = context.app.toolkit.check()
    rows = tuple((name, trouble or "in order") for name, trouble in found)
    answer: list[JSONValue] = [{"name": name, "trouble": trouble} for name, trouble in found]
    in_order = not any(trouble for _, trouble in found)
    return Output((Grid(("tool", "found"), rows),), {"tools": answer}, ok=in_order)


def _all_tools(context: CommandContext) -> Output:
    cards = context.app.toolkit.cards()
    if not cards:
        return said("There are no tools: put manifests in tools/.", answer={"tools": []})
    untrusted = context.app.toolkit.untrusted()
    rows = tuple(
        (card.name, "not trusted" if card.name in untrusted else card.type, card.description)
        for card in cards
    )
    answer: list[JSONValue] = [
        {
            "name": card.name,
            "title": card.title,
            "type": card.type,
            "description": card.description,
            "effects": card.effects.value,
            "tags": list(card.tags),
            "trusted": card.name not in untrusted,
        }
        for card in cards
    ]
    return Output((Grid(("tool", "type", "what it does"), rows),), {"tools": answer})


@command("/config [KEY] [VALUE]", aliases=("set",), group="Set-up")
def config(context: CommandContext, given: Given) -> Output:
    """Show all settings with their sources, one of them, or change one."""
    if "VALUE" in given:
        context.settings.set(given["KEY"], given["VALUE"])
    rows = context.settings.rows()
    if "KEY" in given:
        key = given["KEY"]
        rows = tuple(row for row in rows if row[0] == key or row[0].startswith(key + "."))
        if not rows:
            raise BadArguments(f"There is no setting {key}.", hint="`config` shows all of them.")
    answer: list[JSONValue] = [{"key": k, "value": v, "source": s} for k, v, s in rows]
    shown = tuple((key, value, _near(source)) for key, value, source in rows)
    return Output((Grid(("setting", "value", "from"), shown),), {"settings": answer})


def _near(source: str) -> str:
    """A file of the folder one is in is named without it."""
    return source.removeprefix(os.getcwd() + os.sep)


@command("/doctor", aliases=("check",), group="Set-up")
def doctor(context: CommandContext, _given: Given) -> Output:
    """Check models, sandbox, memory, analyzers and folders, and say what to do."""
    from ...domain.events import StepBegan

    parts: list[Part] = []
    answer: list[JSONValue] = []
    all_well = True
    with context.watch() as notify:
        notify(StepBegan("checking", "doctor"))
        checks = tuple(context.app.doctor())
    alike: dict[tuple[bool, str, str], list[str]] = {}
    for name, ok, message, cure in checks:
        alike.setdefault((ok, message, cure), []).append(name)
        all_well = all_well and ok
        answer.append({"name": name, "ok": ok, "message": message, "cure": cure})
    for (ok, message, cure), names in alike.items():
        # One model stands for several roles: what ails it is said once.
        kind = names[0].partition(" ")[0] + " "
        named = ", ".join([names[0], *(name.removeprefix(kind) for name in names[1:])])
        parts.append(Line(f"{named}: {message}", Tone.GOOD if ok else Tone.BAD))
        if cure and not ok:
            parts.append(Line(f"    {hint_text(cure)}", Tone.HINT))
    return Output(tuple(parts), {"checks": answer}, ok=all_well)


@command("/completions bash|zsh|fish", group="Set-up")
def completions(context: CommandContext, given: Given) -> Output:
    """Print the completion script of a shell; it makes `code-evolver` a command there."""
    from ...config.manager import start_command
    from ..shell_completion import completion_script

    script = completion_script(
        given["CHOICE"], context.commands, start_command(), str(context.settings.home)
    )
    return Output((Line(script.rstrip("\n"), verbatim=True),), {"script": script})
