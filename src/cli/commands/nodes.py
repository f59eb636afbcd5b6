"""Commands that look at nodes, run, change and export them."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.errors import BadArguments, NodeError
from ...domain.json_value import JSONObject, JSONValue, json_object
from ..command_registry import Given, command
from ..context import CommandContext
from ..outcome_report import result_text
from ..output import Code, Grid, Line, Output, Part, Tone, count, said
from .node_input import node_input

if TYPE_CHECKING:
    from ...domain.candidate import SuiteReport
    from ...domain.node import Node, NodeVersion
    from ...domain.node_runs import NodeRuns


@command("/list", aliases=("ls", "nodes"), group="Nodes")
def list_nodes(context: CommandContext, _given: Given) -> Output:
    """List all nodes."""
    nodes = [context.app.nodes.load(node_id) for node_id in context.app.nodes.ids()]
    if not nodes:
        return said("No nodes yet: solve a task, and there will be one.", answer={"nodes": []})
    rows = tuple((n.id, str(n.version), n.kind, f"{n.score:.2f}", _title(n)) for n in nodes)
    answer: list[JSONValue] = [
        {
            "id": n.id,
            "version": n.version,
            "kind": n.kind,
            "score": n.score,
            "title": n.title,
            "contract": n.contract,
            "function": n.function or None,
            "signature": n.signature or None,
        }
        for n in nodes
    ]
    return Output((Grid(("node", "version", "kind", "score", "title"), rows),), {"nodes": answer})


def _title(node: "Node") -> str:
    return node.title if node.contract == 2 else f"{node.title} (version 1)"


@command("/show NODE [--version N]", aliases=("cat",), group="Nodes")
def show(context: CommandContext, given: Given) -> Output:
    """Show a node: code, suite, specification, metrics and where it came from."""
    node = context.app.nodes.load(given["NODE"])
    number = _number(given.get("--version", str(node.version)))
    version = context.app.nodes.version(node.id, number)
    runs = context.app.nodes.runs_of(node.id)
    facts: tuple[tuple[str, str], ...] = (
        ("kind", node.kind),
        ("call", version.signature or "version 1: a program that reads a description"),
        ("version", f"{number} of {len(node.versions)}"),
        *_making(version),
        ("score", f"{version.score:.2f}"),
        *_costs(runs),
        *_plan(node.specification),
        ("folder", node.folder),
    )
    parts = (
        Line(f"{node.id}: {node.title}", Tone.HEAD),
        Grid(("", ""), facts),
        Line(""),
        Code(version.source),
        Line(""),
        Line("Suite", Tone.HEAD),
        Code(version.suite),
    )
    answer: JSONObject = {
        "id": node.id,
        "title": node.title,
        "kind": node.kind,
        "contract": 2 if version.signature else 1,
        "function": version.signature.partition("(")[0] or None,
        "signature": version.signature or None,
        "version": number,
        "versions": list(node.versions),
        "score": version.score,
        "origin": version.lineage.origin.value,
        "model": version.lineage.model,
        "lineage": json_object(version.lineage),
        "verdict": version.verdict,
        "metrics": version.metrics,
        "runs": {
            "count": runs.count,
            "success_rate": runs.success_rate,
            "latency_ms": runs.latency_ms,
            "cpu_time_ms": runs.cpu_ms,
            "memory_mb": runs.memory_mb,
        },
        "specification": node.specification,
        "tags": list(node.tags),
        "tools": list(node.tools),
        "source": version.source,
        "suite": version.suite,
        "folder": node.folder,
    }
    return Output(parts, answer)


def _making(version: "NodeVersion") -> tuple[tuple[str, str], ...]:
    """How a version came to be, as far as that is known."""
    made = version.lineage
    facts = [("origin", _origin(made.origin.value, made.model))]
    facts += [("from", f"version {made.parent}")] if made.parent else []
    facts += [("temperature", str(made.temperature))] if made.temperature is not None else []
    facts += [("seed", str(made.seed))] if made.seed is not None else []
    facts += [("prompt", made.prompt_digest)] if made.prompt_digest else []
    reason = str(version.verdict.get("reason", "")) or made.note
    return (*facts, ("why", reason)) if reason else tuple(facts)


def _costs(runs: "NodeRuns") -> tuple[tuple[str, str], ...]:
    if not runs.count:
        return (("runs", "none yet"),)
    return (
        ("runs", f"{runs.count}, {runs.success_rate:.0%} of them finished"),
        ("latency", f"{runs.latency_ms:.1f} ms"),
        ("CPU time", f"{runs.cpu_ms:.1f} ms"),
        ("memory", f"{runs.memory_mb:.1f} MiB"),
    )


def _plan(specification: JSONObject) -> tuple[tuple[str, str], ...]:
    """What of a specification a person wants to read."""
    plan = specification.get("plan", specification)
    if not isinstance(plan, dict):
        return ()
    told = ((key, plan.get(key)) for key in ("goal", "inputs", "outputs", "steps", "tools"))
    return tuple(
        (key, "; ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, value in told
        if value
    )


@command("/run NODE [INPUT]", group="Nodes")
def run(context: CommandContext, given: Given) -> Output:
    """Run a node on arguments (n=7), a JSON object, or a task in words.

    Numbers and quoted texts alone take the places of those in the task the node was made for.
    """
    from ...domain.node_contract import read_answer

    node = context.app.nodes.load(given["NODE"])
    result = context.app.nodes.run(node.id, node_input(given.get("INPUT", ""), node))
    answer = read_answer(result)
    metrics: JSONObject = {
        "latency_ms": result.metrics.latency_ms,
        "cpu_time_ms": result.metrics.cpu_ms,
        "memory_mb": result.metrics.memory_mb,
    }
    told: JSONObject = {"node": given["NODE"], "result": answer.result, "metrics": metrics}
    cost = (
        f"{result.metrics.latency_ms:.1f} ms, cpu {result.metrics.cpu_ms:.1f} ms,"
        f" memory {result.metrics.memory_mb:.1f} MiB"
    )
    parts: list[Part] = [Line(f"wrote {path}", Tone.STEP) for path in result.written]
    if not answer.ok:
        why = answer.refusal or answer.problem
        if task := node.made_for:
            hint = Line(f"It was made for: {task}", Tone.HINT)
            return Output((*parts, Line(why, Tone.BAD), hint), told | {"error": why}, ok=False)
        return Output((*parts, Line(why, Tone.BAD)), told | {"error": why}, ok=False)
    shown = Line(f"RESULT: {result_text(answer.result)}", verbatim=True)
    return Output((*parts, Line(cost, Tone.DIM), shown), told)


@command("/history NODE", group="Nodes")
def history(context: CommandContext, given: Given) -> Output:
    """Show every version of a node, with how it came to be."""
    node = context.app.nodes.load(given["NODE"])
    versions = [context.app.nodes.version(node.id, number) for number in node.versions]
    rows = tuple(
        (
            f"{one.number}{' *' if one.number == node.version else ''}",
            time.strftime("%Y-%m-%d %H:%M", time.localtime(one.created)),
            _origin(one.lineage.origin.value, one.lineage.model),
            f"{one.score:.2f}",
            str(one.lineage.parent or ""),
            one.lineage.note,
        )
        for one in versions
    )
    answer: list[JSONValue] = [
        {
            "version": one.number,
            "score": one.score,
            "created": one.created,
            "verdict": one.verdict,
            **json_object(one.lineage),
        }
        for one in versions
    ]
    columns = ("version", "kept", "origin", "score", "from", "note")
    return Output((Grid(columns, rows),), {"node": node.id, "versions": answer})


@command("/diff NODE [A B]", group="Nodes")
def diff(context: CommandContext, given: Given) -> Output:
    """Compare two versions of a node; without numbers, the last two."""
    import difflib

    node = context.app.nodes.load(given["NODE"])
    if "A" not in given and len(node.versions) < 2:
        return said(f"{node.id} has one version only.", answer={"diff": ""})
    default = node.versions[-2:] if len(node.versions) > 1 else (0, 0)
    first = _number(given["A"]) if "A" in given else default[0]
    second = _number(given["B"]) if "B" in given else default[1]
    old, new = context.app.nodes.version(node.id, first), context.app.nodes.version(node.id, second)
    lines = difflib.unified_diff(
        old.source.splitlines(),
        new.source.splitlines(),
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
    node = context.app.nodes.roll_back(given["NODE"], _number(given["VERSION"]))
    text = f"{node.id} is at version {node.version}, the program of version {given['VERSION']}."
    return said(text, Tone.GOOD, {"node": node.id, "version": node.version})


@command("/delete NODE", aliases=("rm",), group="Nodes")
def delete(context: CommandContext, given: Given) -> Output:
    """Delete a node with all its versions; asks first."""
    node = context.app.nodes.load(given["NODE"])
    versions = count(len(node.versions), "version")
    callers = context.app.nodes.callers_of(node.id)
    needed_by = f" (needed by {', '.join(callers)})" if callers else ""
    if not context.ask(f"Delete {node.id}{needed_by} with {versions}?"):
        hint = "" if context.interactive else " In a script, add --yes."
        return Output((Line(f"{node.id} was not deleted.{hint}"),), {"deleted": False}, ok=False)
    context.app.nodes.delete(node.id)
    answer: JSONObject = {"deleted": True, "node": node.id}
    answer |= {"needed_by": list(callers)} if callers else {}
    return said(f"{node.id}{needed_by} was deleted.", Tone.GOOD, answer)


@command("/edit NODE", group="Nodes")
def edit(context: CommandContext, given: Given) -> Output:
    """Edit a node's code in $EDITOR; it is kept only if it passes the suite."""
    node = context.app.nodes.load(given["NODE"])
    if context.edit is None:
        raise BadArguments("There is no terminal to edit on.", hint=f"Edit {node.folder}/main.py")
    source = context.edit(node.source, ".py")
    if source is None or source == node.source:
        return said(f"{node.id} was not changed.")
    report = context.app.nodes.edit(node.id, source)
    return _edited(context.app.nodes.load(node.id), report)


def _edited(node: "Node", report: "SuiteReport") -> Output:
    answer: JSONObject = {"node": node.id, "kept": report.all_passed, "version": node.version}
    if report.all_passed:
        text = f"Tests passed ({report.total}); kept as version {node.version}."
        return said(text, Tone.GOOD, answer)
    lines = (
        Line(f"Not kept: {report.first_failure}", Tone.BAD),
        Line(f"{node.id} stays at version {node.version}.", Tone.HINT),
    )
    return Output(lines, answer, ok=False)


def _number(word: str) -> int:
    if not word.isdigit():
        raise NodeError(f"{word} is not a version.", hint="Versions are numbers from 1.")
    return int(word)


def _origin(origin: str, model: str) -> str:
    return f"{origin} by {model}" if model else origin


@command("/export NODE DIR", group="Nodes")
def export(context: CommandContext, given: Given) -> Output:
    """Write a node as a program of its own, with its tests, into a new folder.

    It runs with plain Python and is tested with plain pytest.
    """
    exported = context.app.nodes.export(given["NODE"], Path(given["DIR"]).expanduser())
    answer: JSONObject = {
        "node": given["NODE"],
        "folder": str(exported.folder),
        "files": list(exported.files),
    }
    text = f"{given['NODE']} is in {exported.folder}: {', '.join(exported.files)}"
    return said(text, Tone.GOOD, answer)
