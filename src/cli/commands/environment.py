"""Commands about what Code Evolver works with: tools, settings, and a check of everything."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ...documents.document import nearest
from ...domain.errors import BadArguments, ConfigError
from ...domain.json_value import JSONValue
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Grid, Line, Output, Part, Tone, capital, hint_text, picked, said

if TYPE_CHECKING:
    from ...domain.tool import ToolCard


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
        "revoke": (toolkit.revoke, "may change nothing; a tool you added must be trusted again"),
    }[choice]
    act(name)
    text = f"{name} {then}."
    if choice != "trust":
        return said(text, Tone.GOOD)
    started = Line(f"It starts {toolkit.starts(name)}", Tone.HINT)
    return Output((Line(text, Tone.GOOD), started), {"message": text})


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
    """Return a property of a JSON Schema in a word or two."""
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
        return said("No tools yet: put manifests in tools/.", answer={"tools": []})
    untrusted = context.app.toolkit.untrusted()
    rows = tuple(
        (card.name, "not trusted" if card.name in untrusted else card.type, card.description)
        for card in cards
    )
    answer: list[JSONValue] = [
        picked(card, "name", "title", "type", "description", "effects", "tags")
        | {"trusted": card.name not in untrusted}
        for card in cards
    ]
    return Output((Grid(("tool", "type", "what it does"), rows),), {"tools": answer})


@command("/config [KEY] [VALUE]", "/config edit|trust", aliases=("set",), group="Set-up")
def config(context: CommandContext, given: Given) -> Output:
    """Show all settings with their sources, show or change one, or edit your settings file.

    A change is written to your own file. `config trust` lets the code_evolver.yaml of the current
    folder set everything; until then it cannot start programs, grant files or change endpoints.
    """
    match given.get("CHOICE"):
        case "edit":
            return _edited(context)
        case "trust":
            return _trusted(context)
    lines: tuple[Line, ...] = ()
    if "VALUE" in given:
        precedes = context.settings.set(given["KEY"], given["VALUE"])
        lines = (Line(f"Written to {context.settings.user_file}.", Tone.GOOD),)
        if precedes:
            text = f"It has no effect here, because this takes precedence: {_near(precedes)}"
            lines += (Line(text, Tone.WARN),)
    rows = context.settings.rows()
    if "KEY" in given:
        key = given["KEY"]
        near = nearest(key, [row[0] for row in rows])
        rows = tuple(row for row in rows if row[0] == key or row[0].startswith(key + "."))
        if not rows:
            hint = f"Did you mean {near}?" if near else "`config` shows all of them."
            raise BadArguments(f"Unknown setting: {key}.", hint=hint)
    lines += tuple(Line(one.sentence, Tone.WARN) for one in context.settings.unread)
    answer: list[JSONValue] = [{"key": k, "value": v, "source": s} for k, v, s in rows]
    shown = tuple((key, value, _near(source)) for key, value, source in rows)
    return Output((Grid(("setting", "value", "from"), shown), *lines), {"settings": answer})


def _edited(context: CommandContext) -> Output:
    settings = context.settings
    if context.edit is None:
        hint = f"Edit {settings.user_file}"
        raise BadArguments("Editing needs a terminal.", hint=hint)
    before = shown = settings.user_text()
    while (text := context.edit(shown, ".yaml")) not in (None, before):
        assert text is not None
        try:
            settings.write_user_file(text)
        except ConfigError as error:
            if not context.ask(f"{error}. Edit it again?"):
                raise
            shown = text
        else:
            return said(f"Written to {settings.user_file}.", Tone.GOOD)
    return said("Nothing was changed.")


def _trusted(context: CommandContext) -> Output:
    settings = context.settings
    if not settings.untrusted:
        return said("This folder has no settings that need your trust.")
    keys = ", ".join(settings.untrusted)
    if not context.ask(f"Let this folder's code_evolver.yaml set {keys}?"):
        return said("It stays untrusted. (From a script, answer with --yes.)")
    settings.trust_folder(True)
    return said("Trusted until it changes. It counts from the next start on.", Tone.GOOD)


def _near(source: str) -> str:
    """Return a file's path relative to the current folder if it is in there."""
    with suppress(FileNotFoundError):
        return source.removeprefix(os.getcwd() + os.sep)
    return source


@command("/doctor [--repair]", aliases=("check",), group="Set-up")
def doctor(context: CommandContext, given: Given) -> Output:
    """Check models, sandbox, memory, analyzers and folders, and say what to do.

    With --repair, nodes and artifacts that cannot be read are rebuilt first, and entries of
    settings files that cannot be read become comments.
    """
    from ...domain.events import StepBegan

    repaired = context.app.nodes.repair() if "--repair" in given else ()
    parts: list[Part] = [Line(capital(one), Tone.GOOD) for one in repaired]
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
        # A model may serve several roles: its problem is reported once.
        kind = names[0].partition(" ")[0] + " "
        named = ", ".join([names[0], *(name.removeprefix(kind) for name in names[1:])])
        parts.append(Line(f"{named}: {message}", Tone.GOOD if ok else Tone.BAD))
        if cure and not ok:
            parts.append(Line(f"    {hint_text(cure)}", Tone.HINT))
    return Output(tuple(parts), {"checks": answer, "repaired": list(repaired)}, ok=all_well)


@command("/completions bash|zsh|fish", group="Set-up")
def completions(context: CommandContext, given: Given) -> Output:
    """Print the completion script of a shell; it makes `code-evolver` a command there."""
    from ...config.manager import start_command
    from ..shell_completion import completion_script

    script = completion_script(
        given["CHOICE"], context.commands, start_command(), str(context.settings.home)
    )
    return Output((Line(script.rstrip("\n"), verbatim=True),), {"script": script})
