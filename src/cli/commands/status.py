"""Commands about the session: help, status, how much is shown, the log."""

from typing import TYPE_CHECKING

from ...domain.json_value import JSONObject, JSONValue
from ..banner import not_running
from ..command_line import Verbosity
from ..command_registry import Command, Given, command
from ..context import CommandContext
from ..dispatch import Dispatcher
from ..output import Code, Grid, Line, Output, Tone, count, said
from ..screen import erase

if TYPE_CHECKING:
    from ...domain.model_request import ModelState


@command("/help [COMMAND]", aliases=("h",), group="Session")
def show_help(context: CommandContext, given: Given) -> Output:
    """List the commands, or explain one.

    Type a task in plain words, and it is solved. What is not a command is a task.
    """
    if "COMMAND" in given:
        return _explain_command(
            Dispatcher(context.commands, lambda slot: ()).named(given["COMMAND"])
        )
    parts: list[Line | Grid] = [
        Line("Type a task in plain words, such as: add 10 and 20"),
        Line("Or a command; the slash may be left out where nothing is ambiguous.", Tone.HINT),
    ]
    for group in dict.fromkeys(one.group for one in context.commands):
        rows = [
            (usage, one.summary if usage == one.usages[0] else "")
            for one in context.commands
            if one.group == group
            for usage in one.usages
        ]
        parts += [Line(""), Line(group, Tone.HEAD), Grid(("", ""), tuple(rows))]
    answer: list[JSONValue] = [
        {"name": one.name, "usages": list(one.usages), "summary": one.summary}
        for one in context.commands
    ]
    return Output(tuple(parts), {"commands": answer})


def _explain_command(one: Command) -> Output:
    lines = [Line(usage, Tone.HEAD) for usage in one.usages]
    lines.append(Line(one.summary))
    lines += [Line(line) for line in one.details.splitlines()]
    if one.aliases:
        lines.append(Line("Also: " + ", ".join(one.aliases), Tone.HINT))
    return Output(tuple(lines), {"name": one.name, "usages": list(one.usages), "help": one.summary})


@command("/status", aliases=("st",), group="Session")
def status(context: CommandContext, _given: Given) -> Output:
    """Show models, sandbox, memory, nodes and auto-evolution at a glance."""
    context.app.probe()
    now = context.app.status()
    rows = [("models", "not asked: working offline")] if now.offline else _models(now.models)
    sandbox = f"tier {now.sandbox_tier}" if now.sandbox_tier else "not tried yet"
    counts = now.memory.counts if now.memory else ()
    remembered = ", ".join(f"{number} {name}" for name, number in counts) or "nothing yet"
    rows += [
        ("sandbox", sandbox + (f" ({now.sandbox_note})" if now.sandbox_note else "")),
        ("kept warm", f"{count(now.warm, 'interpreter')}, {now.warm_mb:.0f} MiB"),
        ("memory", remembered),
        ("nodes", str(now.nodes)),
        ("auto-evolution", "on" if now.auto else "off"),
        ("tokens", str(now.tokens)),
        ("data folder", now.data_folder),
        ("log file", now.log_file),
    ]
    answer: JSONObject = {
        "models": [
            {
                "role": m.role,
                "model": m.model,
                "endpoint": m.endpoint,
                "state": m.state,
                "detail": m.detail,
            }
            for m in now.models
        ],
        "sandbox": {
            "tier": now.sandbox_tier,
            "note": now.sandbox_note,
            "warm": now.warm,
            "warm_mb": now.warm_mb,
        },
        "memory": dict(counts),
        "nodes": now.nodes,
        "auto": now.auto,
        "tokens": now.tokens,
        "offline": now.offline,
        "data_folder": now.data_folder,
        "log_file": now.log_file,
    }
    return Output((Grid(("", ""), tuple(rows)),), answer)


def _models(states: "tuple[ModelState, ...]") -> list[tuple[str, str]]:
    """Each model once, with the roles it stands for; an endpoint that is away once."""
    away = dict.fromkeys(one.endpoint for one in states if one.state == "not reachable")
    rows = [("models", f"{not_running(one)}; start it with: ollama serve") for one in away]
    roles: dict[tuple[str, str], list[str]] = {}
    for one in states:
        if one.state != "not reachable":
            seen = f" ({one.detail})" if one.detail and one.state == "ready" else ""
            place = f" at {one.endpoint}" if one.endpoint else ""
            roles.setdefault((one.model, f"{one.state}{place}{seen}"), []).append(one.role)
    rows += [(name, f"{text}; for {', '.join(named)}") for (name, text), named in roles.items()]
    return rows


@command("/verbose", group="Session")
def verbose(context: CommandContext, _given: Given) -> Output:
    """Show all: code, suites, every finding, seconds a step. Again: back to normal."""
    loud = context.verbosity is not Verbosity.VERBOSE
    context.verbosity = Verbosity.VERBOSE if loud else Verbosity.NORMAL
    return said("Showing everything." if loud else "Showing each stage.")


@command("/quiet", group="Session")
def quiet(context: CommandContext, _given: Given) -> Output:
    """Show results only. Again: back to normal."""
    still = context.verbosity is not Verbosity.QUIET
    context.verbosity = Verbosity.QUIET if still else Verbosity.NORMAL
    return said("Showing results only." if still else "Showing each stage.")


@command("/log", group="Session")
def log(context: CommandContext, _given: Given) -> Output:
    """Show the end of the log file, where errors leave their details."""
    path = context.log_file
    if not path.is_file():
        return said(
            f"Nothing was logged yet; it would go to {path}", answer={"log_file": str(path)}
        )
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-40:]
    parts = (Line(str(path), Tone.HEAD), Code("\n".join(lines), "text"))
    return Output(parts, {"log_file": str(path), "lines": list(lines)})


@command("/clear", aliases=("cls",), group="Session")
def clear(context: CommandContext, _given: Given) -> Output:
    """Clear the screen."""
    erase(context.screen)()
    return Output(answer={})


@command("/exit", aliases=("quit", "q"), group="Session")
def leave(_context: CommandContext, _given: Given) -> Output:
    """Leave; Ctrl-D does the same."""
    raise EOFError
