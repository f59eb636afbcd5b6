"""Commands that evolve nodes, now or while nobody waits."""

import time
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject, JSONValue
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Grid, Line, Output, Tone, said

if TYPE_CHECKING:
    from ...app.app import App

DEFAULT_ROUNDS = 3


@command("/auto on|off|log|budget", group="Session")
def auto(context: CommandContext, given: Given) -> Output:
    """Switch auto-evolution: improving kept nodes while nobody is waiting.

    log shows what it did and why; budget what is left for this hour.
    """
    choice = given["CHOICE"]
    if choice == "log":
        return _log(context.app)
    if choice == "budget":
        return _budget(context.app)
    wanted = choice == "on"
    switch = context.app.auto_switch
    switch.turn(wanted)
    now = "on" if switch.is_on else "off"
    ok = switch.is_on is wanted
    text = f"Auto-evolution is {now}." if ok else f"Auto-evolution stays {now}."
    return Output((Line(text, Tone.PLAIN if ok else Tone.BAD),), {"auto": switch.is_on}, ok=ok)


def _log(app: "App") -> Output:
    logged = app.auto_evolution.log()
    if not logged:
        return said("Nothing was evolved yet.", answer={"log": []})
    rows = tuple(
        (time.strftime("%m-%d %H:%M", time.localtime(one.at)), one.what, one.text) for one in logged
    )
    answer: list[JSONValue] = [
        {
            "at": one.at,
            "what": one.what,
            "text": one.text,
            "node": one.node_id,
            "version": one.version,
        }
        for one in logged
    ]
    return Output((Grid(("when", "what", "why"), rows),), {"log": answer})


def _budget(app: "App") -> Output:
    now = app.auto_evolution.budget()
    rows = (
        ("tokens", str(now.left.tokens), str(now.most.tokens)),
        ("candidates", str(now.left.candidates), str(now.most.candidates)),
        ("minutes", f"{now.left.minutes:.1f}", f"{now.most.minutes:.1f}"),
    )
    proof = f"The next candidate must be proven at p < {now.next_level:.4f}."
    answer: JSONObject = {
        "left": {
            "tokens": now.left.tokens,
            "candidates": now.left.candidates,
            "minutes": now.left.minutes,
        },
        "most": {
            "tokens": now.most.tokens,
            "candidates": now.most.candidates,
            "minutes": now.most.minutes,
        },
        "next_level": now.next_level,
    }
    return Output((Grid(("this hour", "left", "of"), rows), Line(proof, Tone.DIM)), answer)


@command("/evolve NODE [--rounds N]", group="Nodes")
def evolve(context: CommandContext, given: Given) -> Output:
    """Improve a node now: measured, and kept only where it is faster and does the same.

    A program of version 1 is rewritten as a typed function. Ctrl-C ends it; what was kept until
    then stays.
    """
    word = given.get("--rounds", str(DEFAULT_ROUNDS))
    if not word.isdigit() or not int(word):
        raise BadArguments(
            f"--rounds takes a whole number from 1 on, not {word}",
            hint="for example: /evolve NODE --rounds 3",
        )
    with context.watch() as notify:
        done = context.app.auto_evolution.evolve(given["NODE"], int(word), notify)
    answer: JSONObject = {
        "node": done.node.id,
        "kept": done.kept,
        "version": done.node.version,
        "reason": done.reason,
    }
    if done.kept:
        text = f"{done.node.id} is at version {done.node.version}: {done.reason}"
        return said(text, Tone.GOOD, answer)
    return said(
        f"{done.node.id} stays at version {done.node.version}: {done.reason}.", answer=answer
    )
