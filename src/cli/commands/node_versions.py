"""Commands about a node's versions: where they come from, and changing, exporting, deleting it."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments, NodeError
from ...domain.json_value import JSONObject, JSONValue, json_object
from ...domain.whole_number import whole_number
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Branch, Code, Grid, Line, Output, Part, Tone, count, picked, said

if TYPE_CHECKING:
    from ...domain.node import NodeVersion


def version_number(word: str) -> int:
    """Read a version's number. Raises NodeError."""
    if (number := whole_number(word)) < 0:
        raise NodeError(f"{word} is not a version.", hint="Versions are numbers from 1.")
    return number


def origin_text(version: "NodeVersion") -> str:
    """Say what made a version, with the model's name."""
    made = version.lineage
    return f"{made.origin.value} by {made.model}" if made.model else made.origin.value


@command("/history NODE", group="Nodes")
def history(context: CommandContext, given: Given) -> Output:
    """Show every version of a node, with how it came to be."""
    node = context.app.nodes.load(given["NODE"])
    versions = [context.app.nodes.version(node.id, number) for number in node.versions]
    rows = tuple(
        (
            f"{one.number}{' *' if one.number == node.version else ''}",
            time.strftime("%Y-%m-%d %H:%M", time.localtime(one.created)),
            origin_text(one),
            f"{one.score:.2f}",
            str(one.lineage.parent or ""),
            one.lineage.note,
        )
        for one in versions
    )
    answer: list[JSONValue] = [
        {
            "version": one.number,
            **picked(one, "score", "created", "verdict"),
            **json_object(one.lineage),
        }
        for one in versions
    ]
    columns = ("version", "kept", "origin", "score", "from", "note")
    return Output((Grid(columns, rows),), {"node": node.id, "versions": answer})


@command("/lineage NODE", group="Nodes")
def lineage(context: CommandContext, given: Given) -> Output:
    """Show a node's versions as a tree: which came from which, with their scores."""
    node = context.app.nodes.load(given["NODE"])
    versions = [context.app.nodes.version(node.id, number) for number in node.versions]
    roots = [one for one in versions if one.lineage.parent not in node.versions]
    branches = tuple(_grown(one, versions, node.version) for one in roots)
    answer: list[JSONValue] = [
        {"version": one.number, "score": one.score, **picked(one.lineage, "parent", "origin")}
        for one in versions
    ]
    found: JSONObject = {"node": node.id, "current": node.version, "versions": answer}
    return Output((Branch(f"{node.id}: {node.title}", branches),), found)


def _grown(version: "NodeVersion", versions: "Sequence[NodeVersion]", current: int) -> Branch:
    note = f", {version.lineage.note}" if version.lineage.note else ""
    label = f"version {version.number}: {origin_text(version)}, score {version.score:.2f}{note}"
    children = tuple(
        _grown(one, versions, current)
        for one in versions
        if one.lineage.parent == version.number < one.number
    )
    return Branch(label, children, Tone.GOOD if version.number == current else Tone.PLAIN)


@command("/diff NODE [A B]", group="Nodes")
def diff(context: CommandContext, given: Given) -> Output:
    """Compare two versions of a node; without numbers, the last two."""
    import difflib

    node = context.app.nodes.load(given["NODE"])
    if "A" not in given and len(node.versions) < 2:
        return said(f"{node.id} has one version only.", answer={"diff": ""})
    first, second = (
        (version_number(given["A"]), version_number(given["B"]))
        if "A" in given
        else node.versions[-2:]
    )
    lines = difflib.unified_diff(
        context.app.nodes.version(node.id, first).source.splitlines(),
        context.app.nodes.version(node.id, second).source.splitlines(),
        f"version {first}",
        f"version {second}",
        lineterm="",
    )
    text = "\n".join(lines)
    part: Part = Code(text, "diff") if text else Line("The two versions are the same.")
    return Output((part,), {"node": node.id, "from": first, "to": second, "diff": text})


@command("/rollback NODE VERSION", group="Nodes")
def rollback(context: CommandContext, given: Given) -> Output:
    """Make an old version current again, as a new version; nothing is lost."""
    node = context.app.nodes.roll_back(given["NODE"], version_number(given["VERSION"]))
    text = f"{node.id} is at version {node.version}, the program of version {given['VERSION']}."
    return said(text, Tone.GOOD, {"node": node.id, "version": node.version})


@command("/edit NODE", group="Nodes")
def edit(context: CommandContext, given: Given) -> Output:
    """Edit a node's code in $EDITOR; it is kept only if it passes the suite."""
    node = context.app.nodes.load(given["NODE"])
    if context.edit is None:
        raise BadArguments("Editing needs a terminal.", hint=f"edit {node.folder}/main.py")
    source = context.edit(node.source, ".py")
    if source is None or source == node.source:
        return said(f"{node.id} was not changed.")
    report = context.app.nodes.edit(node.id, source)
    version = context.app.nodes.load(node.id).version
    answer: JSONObject = {"node": node.id, "kept": report.all_passed, "version": version}
    if report.all_passed:
        text = f"Tests passed ({report.total}); kept as version {version}."
        return said(text, Tone.GOOD, answer)
    lines = (
        Line(f"Not kept: {report.first_failure}", Tone.BAD),
        Line(f"{node.id} stays at version {version}.", Tone.HINT),
    )
    return Output(lines, answer, ok=False)


@command("/export --all DIR", "/export NODE DIR", group="Nodes")
def export(context: CommandContext, given: Given) -> Output:
    """Write a node, or all functions, as a package with tests, into a new folder.

    The package needs plain Python only, and pytest for its tests.
    """
    if "NODE" in given:
        folder = _folder(given["DIR"])
        exported = context.app.nodes.export(given["NODE"], folder)
        text = f"{given['NODE']} is in {exported.folder}: {', '.join(exported.files)}"
        return said(text, Tone.GOOD, {"node": given["NODE"], **json_object(exported)})
    exported, skipped = context.app.nodes.export_all(_folder(given["--all"]))
    text = f"All functions are in {exported.folder} ({count(len(exported.files), 'file')})"
    left_out = [Line(f"left out: {one}", Tone.HINT) for one in skipped]
    answer = json_object(exported) | {"left_out": list(skipped)}
    return Output((Line(text, Tone.GOOD), *left_out), answer)


def _folder(word: str) -> Path:
    # Not Path.expanduser, which raises RuntimeError for an unknown user.
    return Path(os.path.expanduser(word))


@command("/delete NODE", aliases=("rm",), group="Nodes")
def delete(context: CommandContext, given: Given) -> Output:
    """Delete a node with all its versions; asks first."""
    node = context.app.nodes.load(given["NODE"])
    versions = count(len(node.versions), "version")
    callers = context.app.nodes.callers_of(node.id)
    needed_by = f" (needed by {', '.join(callers)})" if callers else ""
    if not context.ask(f"Delete {node.id}{needed_by} with {versions}?"):
        return context.unconfirmed(f"{node.id} was not deleted.", {"deleted": False})
    context.app.nodes.delete(node.id)
    answer: JSONObject = {"deleted": True, "node": node.id}
    answer |= {"needed_by": list(callers)} if callers else {}
    return said(f"{node.id}{needed_by} was deleted.", Tone.GOOD, answer)
