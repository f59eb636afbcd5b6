"""Commands about the session: help, status, verbosity, the log."""

import os
from typing import TYPE_CHECKING

from ...domain.json_value import JSONObject, JSONValue
from ..command_line import Verbosity
from ..command_registry import Command, Given, command
from ..context import CommandContext
from ..dispatch import Dispatcher
from ..output import Code, Grid, Line, Output, Part, Tone, count, picked, said
from .models import states_answer
from .node_usage import function_card

_SHOWN_BYTES = 100_000

if TYPE_CHECKING:
    from ...domain.model_request import ModelState

_MOST_USED = ("show", "save", "undo", "explain", "list", "optimize", "models", "config")
_WORDS = "A node is a kept function, its suite the tests it passes, a candidate a version on trial."
_CONVERSATION = ("sort 3, 1, 2", "now for 9, 4, 7", "again but descending", "show me the code")


@command("/help [COMMAND]", "/help all", "/help NODE", aliases=("h",), group="Session")
def show_help(context: CommandContext, given: Given) -> Output:
    """List the commands used most, all of them, or explain one, or a node's function.

    Type a task in plain words, and it is solved. What is not a command is a task.
    """
    wanted = given.get("COMMAND", "")
    named = any(wanted in one.names for one in context.commands)
    if wanted and wanted != "all" and not named and wanted in context.app.nodes.ids():
        node = context.app.nodes.load(wanted)
        card = (Line(f"{node.id}: {node.title}"), *function_card(node))
        return Output(card, {"node": node.id, "signature": node.signature or None})
    if wanted and wanted != "all":
        one = Dispatcher(context.commands, lambda slot: ()).named(wanted)
        lines = [Line(usage, Tone.HEAD) for usage in one.usages]
        lines += [Line(line) for line in (one.summary, *one.details.splitlines())]
        lines += [Line("Also: " + ", ".join(one.aliases), Tone.HINT)] if one.aliases else []
        found: JSONObject = {"name": one.name, "usages": list(one.usages), "help": one.summary}
        return Output(tuple(lines), found)
    answer: list[JSONValue] = [picked(one, "name", "usages", "summary") for one in context.commands]
    parts = _all_commands(context.commands) if wanted else _most_used(context.commands)
    return Output(parts, {"commands": answer}, paged=bool(wanted))


def _most_used(commands: tuple[Command, ...]) -> tuple[Part, ...]:
    named = {one.name: one for one in commands}
    rows = tuple(
        (named[name].usages[0].partition(" [--")[0], named[name].summary) for name in _MOST_USED
    )
    return (
        Line("Type a task in plain words, then go on from it:"),
        *(Line(f"  {example}", Tone.HINT) for example in _CONVERSATION),
        Grid(("", ""), rows),
        Line(_WORDS, Tone.HINT),
        Line("help all lists every command, help COMMAND explains one, exit quits.", Tone.HINT),
    )


def _all_commands(commands: tuple[Command, ...]) -> tuple[Part, ...]:
    parts: list[Part] = [
        Line("Type a task in plain words, such as: add 10 and 20"),
        Line("Or a command; the slash may be left out where nothing is ambiguous.", Tone.HINT),
        Line(_WORDS, Tone.HINT),
    ]
    for group in dict.fromkeys(one.group for one in commands):
        rows = [
            (usage, one.summary if usage == one.usages[0] else "")
            for one in commands
            if one.group == group
            for usage in one.usages
        ]
        parts += [Line(""), Line(group, Tone.HEAD), Grid(("", ""), tuple(rows))]
    return tuple(parts)


@command("/status", aliases=("st",), group="Session")
def status(context: CommandContext, _given: Given) -> Output:
    """Show models, sandbox, memory, nodes, auto-evolution and evolution runs at a glance."""
    from ...evolve.run_store import runs_under_way

    context.app.probe()
    now = context.app.status()
    runs = runs_under_way(context.settings.home / "evolve")
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
        *(("evolution", f"{run}: {workload or 'on this machine'}") for run, workload in runs),
        ("tokens", str(now.tokens)),
        ("data folder", now.data_folder),
        ("log file", now.log_file),
    ]
    confined = {"tier": now.sandbox_tier, "note": now.sandbox_note}
    answer: JSONObject = {
        "models": states_answer(now.models),
        "sandbox": {**confined, **picked(now, "warm", "warm_mb")},
        "memory": dict(counts),
        **picked(now, "nodes", "auto", "tokens", "offline", "data_folder", "log_file"),
        "runs": [{"run": run, "cluster": workload} for run, workload in runs],
    }
    return Output((Grid(("", ""), tuple(rows)),), answer)


def _models(states: "tuple[ModelState, ...]") -> list[tuple[str, str]]:
    """Return each model once, with its roles, and each unreachable endpoint once."""
    # Imported here: it knows the values of a task, which are not loaded before the prompt.
    from ..event_text import sentence, way_out

    away = dict.fromkeys((one.detail, one.hint) for one in states if one.state == "not reachable")
    rows = [("models", sentence(reason, way_out(hint))) for reason, hint in away]
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
    return _switched(context, Verbosity.VERBOSE, "Showing everything.")


@command("/quiet", group="Session")
def quiet(context: CommandContext, _given: Given) -> Output:
    """Show results only. Again: back to normal."""
    return _switched(context, Verbosity.QUIET, "Showing results only.")


def _switched(context: CommandContext, wanted: Verbosity, text: str) -> Output:
    """Switch to a verbosity, or from it back to normal."""
    is_on = context.verbosity is not wanted
    context.verbosity = wanted if is_on else Verbosity.NORMAL
    return said(text if is_on else "Showing each stage.")


@command("/log", group="Session")
def log(context: CommandContext, _given: Given) -> Output:
    """Show the end of the log file, where errors leave their details."""
    path = context.log_file
    if not path.is_file():
        text = f"Nothing was logged yet; it would go to {path}"
        return said(text, answer={"log_file": str(path)})
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _SHOWN_BYTES))
        lines = file.read().decode(errors="replace").splitlines()[-40:]
    parts = (Line(str(path), Tone.HEAD), Code("\n".join(lines), "text"))
    return Output(parts, {"log_file": str(path), "lines": list(lines)})


@command("/clear", aliases=("cls",), group="Session")
def clear(context: CommandContext, _given: Given) -> Output:
    """Clear the screen."""
    context.screen.erase()
    return Output(answer={})


@command("/exit", aliases=("quit", "q"), group="Session")
def leave(_context: CommandContext, _given: Given) -> Output:
    """Quit; so does Ctrl-D."""
    raise EOFError
