"""Commands about what Code Evolver works with: models, tools and settings."""

import os

from src.cli.commands.table import Given, command
from src.cli.desk import Desk
from src.cli.page import Grid, Line, Page, Part, Tone, said
from src.core.errors import BadArguments
from src.core.jsonvalue import JSONValue


@command("/models", "/models pull MODEL", group="Set-up")
def models(desk: Desk, given: Given) -> Page:
    """Show which model stands for which role and whether it answers, or install one."""
    if "MODEL" in given:
        return _pull(desk, given["MODEL"])
    desk.app.probe()
    now = desk.app.status()
    rows = tuple((one.role, one.model, one.endpoint, one.state) for one in now.models)
    missing = dict.fromkeys(one.model for one in now.models if one.state == "missing")
    lines = tuple(Line(f"ollama pull {name}", Tone.HINT) for name in missing)
    if now.offline:
        lines = (Line("Working offline: no model is asked.", Tone.HINT), *lines)
    answer: list[JSONValue] = [
        {"role": m.role, "model": m.model, "endpoint": m.endpoint, "state": m.state}
        for m in now.models
    ]
    return Page((Grid(("role", "model", "endpoint", "state"), rows), *lines), {"models": answer})


def _pull(desk: Desk, model: str) -> Page:
    with desk.watch() as notify:
        desk.app.pull(model, notify)
    return said(f"{model} is installed.", Tone.GOOD, {"installed": model})


@command("/tools", group="Set-up")
def tools(desk: Desk, _given: Given) -> Page:
    """List the tools that programs may call."""
    cards = desk.app.tools()
    if not cards:
        return said("There are no tools: put manifests in tools/.", answer={"tools": []})
    rows = tuple((card.name, card.type, card.description) for card in cards)
    answer: list[JSONValue] = [
        {
            "name": card.name,
            "title": card.title,
            "type": card.type,
            "description": card.description,
            "effects": card.effects.value,
            "tags": list(card.tags),
        }
        for card in cards
    ]
    return Page((Grid(("tool", "type", "what it does"), rows),), {"tools": answer})


@command("/config [KEY] [VALUE]", aliases=("set",), group="Set-up")
def config(desk: Desk, given: Given) -> Page:
    """Show all settings with their sources, one of them, or change one."""
    if "VALUE" in given:
        desk.settings.set(given["KEY"], given["VALUE"])
    rows = desk.settings.rows()
    if "KEY" in given:
        key = given["KEY"]
        rows = tuple(row for row in rows if row[0] == key or row[0].startswith(key + "."))
        if not rows:
            raise BadArguments(f"There is no setting {key}.", hint="config shows all of them.")
    answer: list[JSONValue] = [{"key": k, "value": v, "source": s} for k, v, s in rows]
    shown = tuple((key, value, _near(source)) for key, value, source in rows)
    return Page((Grid(("setting", "value", "from"), shown),), {"settings": answer})


def _near(source: str) -> str:
    """A file of the folder one is in is named without it."""
    return source.removeprefix(os.getcwd() + os.sep)


@command("/doctor", aliases=("check",), group="Set-up")
def doctor(desk: Desk, _given: Given) -> Page:
    """Check models, sandbox, memory, analyzers and folders, and say what to do."""
    from src.core.events import StepBegan

    parts: list[Part] = []
    answer: list[JSONValue] = []
    all_well = True
    with desk.watch() as notify:
        notify(StepBegan("checking", "doctor"))
        checks = tuple(desk.app.doctor())
    for name, ok, message, cure in checks:
        parts.append(Line(f"{name}: {message}", Tone.GOOD if ok else Tone.BAD))
        if cure and not ok:
            parts.append(Line(f"    {cure}", Tone.HINT))
        all_well = all_well and ok
        answer.append({"name": name, "ok": ok, "message": message, "cure": cure})
    return Page(tuple(parts), {"checks": answer}, ok=all_well)


@command("/completions bash|zsh|fish", group="Set-up")
def completions(desk: Desk, given: Given) -> Page:
    """Print the completion script of a shell."""
    from src.cli.shells import completion_script

    script = completion_script(given["CHOICE"], desk.commands)
    return Page((Line(script.rstrip("\n"), verbatim=True),), {"script": script})
