"""Commands that list, show and run nodes."""

from typing import TYPE_CHECKING

from ...domain.errors import BadArguments
from ...domain.json_value import JSONObject, JSONValue
from ...domain.replace import replace
from ...domain.whole_number import whole_number
from ..command_registry import Given, command
from ..context import CommandContext
from ..outcome_report import result_text
from ..output import Code, Grid, Line, Output, Part, Tone, picked, said
from .last_result import last_code, last_result
from .node_usage import function_card, node_input
from .node_versions import origin_text, version_number

if TYPE_CHECKING:
    from ...domain.node import Node, NodeVersion
    from ...domain.node_runs import NodeRuns

_PAGE = 100


@command("/list [--page N]", aliases=("ls", "nodes"), group="Nodes")
def list_nodes(context: CommandContext, given: Given) -> Output:
    """List all nodes, a hundred at a time."""
    word = given.get("--page", "1")
    page = whole_number(word)
    if page < 1:
        raise BadArguments(f"{word} is not a page.", hint="Pages are numbered from 1.")
    ids = context.app.nodes.ids()
    nodes, broken = context.app.nodes.survey(ids[(page - 1) * _PAGE : page * _PAGE])
    if not ids:
        return said("No nodes yet. Each solved task keeps one.", answer={"nodes": []})
    notes = [Line(f"{node_id}: {error}", Tone.WARN) for node_id, error in broken]
    notes += [Line("Try: doctor --repair", Tone.HINT)] if broken else []
    if page * _PAGE < len(ids):
        notes.append(Line(f"{len(ids)} nodes; for more: list --page {page + 1}", Tone.HINT))
    rows = tuple(
        (n.id, str(n.version), f"{n.score:.2f}", n.signature or "version 1", n.title) for n in nodes
    )
    answer: list[JSONValue] = [
        picked(n, "id", "version", "kind", "score", "title", "contract")
        | {"function": n.function or None, "signature": n.signature or None}
        for n in nodes
    ]
    found: JSONObject = {
        "nodes": answer,
        "broken": [{"id": node_id, "error": str(error)} for node_id, error in broken],
        "page": page,
        "total": len(ids),
    }
    grid = Grid(("node", "version", "score", "function", "title"), rows)
    return Output((grid, *notes), found)


@command("/show [FUNCTION] [--version N]", aliases=("cat",), group="Nodes")
def show(context: CommandContext, given: Given) -> Output:
    """Show the code of the last task, of a node with its suite and metrics, or a bundled function.

    show result shows the last result, all of it.
    """
    if "FUNCTION" not in given:
        return last_code(context)
    if given["FUNCTION"] == "result":
        return last_result(context)
    node = context.app.nodes.find(given["FUNCTION"])
    if not node.version:
        head = Line(f"{node.function}: {node.title} (bundled, not used yet)", Tone.HEAD)
        return Output((head, Code(node.source)), picked(node, "id", "signature", "source"))
    return _shown(context, node, version_number(given.get("--version", str(node.version))))


def _shown(context: CommandContext, node: "Node", number: int) -> Output:
    """Show everything about a version of a node."""
    version = context.app.nodes.version(node.id, number)
    runs = context.app.memory.runs.runs_of(node.id)
    facts: tuple[tuple[str, str], ...] = (
        ("kind", node.kind),
        ("version", f"{number} of {len(node.versions)}"),
        *_making(version),
        ("score", f"{version.score:.2f}"),
        *_costs(runs),
        *_plan(node.specification),
        ("folder", node.folder),
    )
    parts = (
        Line(f"{node.id}: {node.title}", Tone.HEAD),
        *function_card(replace(node, source=version.source)),
        Grid(("", ""), facts),
        Line(""),
        Code(version.source),
        Line(""),
        Line("Suite", Tone.HEAD),
        Code(version.suite),
    )
    answer: JSONObject = {
        **picked(node, "id", "title", "kind", "versions"),
        "contract": 2 if version.signature else 1,
        "function": version.signature.partition("(")[0] or None,
        "signature": version.signature or None,
        "version": number,
        **picked(version, "score", "lineage", "verdict", "metrics", "source", "suite"),
        "origin": version.lineage.origin.value,
        "model": version.lineage.model,
        "runs": picked(runs, "count", "success_rate", "latency_ms", "memory_mb")
        | {"cpu_time_ms": runs.cpu_ms},
        **picked(node, "specification", "tags", "tools", "folder"),
    }
    return Output(parts, answer)


def _making(version: "NodeVersion") -> tuple[tuple[str, str], ...]:
    """Return how a version came to be, as far as that is known."""
    made = version.lineage
    reason = str(version.verdict.get("reason", "")) or made.note
    facts = (
        ("origin", origin_text(version)),
        ("from", f"version {made.parent}" if made.parent else ""),
        ("temperature", "" if made.temperature is None else str(made.temperature)),
        ("seed", "" if made.seed is None else str(made.seed)),
        ("prompt", made.prompt_digest),
        ("why", reason),
    )
    return tuple(fact for fact in facts if fact[1])


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
    """Return what of a specification is worth reading."""
    plan = specification.get("plan", specification)
    if not isinstance(plan, dict):
        return ()
    listed = ((key, plan.get(key)) for key in ("goal", "inputs", "outputs", "steps", "tools"))
    return tuple(
        (key, "; ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, value in listed
        if value
    )


@command("/run NODE [INPUT]", group="Nodes")
def run(context: CommandContext, given: Given) -> Output:
    """Run a node on arguments (n=7), one bare value, a JSON object, or a task in words.

    Numbers and quoted texts alone take the places of those in the task the node was made for.
    """
    from ...domain.node_contract import read_answer

    node = context.app.nodes.load(given["NODE"])
    result = context.app.nodes.run(node.id, node_input(given.get("INPUT", ""), node))
    answer = read_answer(result)
    used = result.metrics
    found: JSONObject = {"node": given["NODE"], "result": answer.result, "metrics": used.costs}
    parts: list[Part] = [Line(f"wrote {path}", Tone.STEP) for path in result.written]
    parts += [Line(remark, Tone.HINT) for remark in result.remarks]
    if not answer.ok:
        why = answer.refusal or answer.problem
        parts.append(Line(why, Tone.BAD))
        if task := node.made_for:
            parts.append(Line(f"It was made for: {task}", Tone.HINT))
        return Output(tuple(parts), found | {"error": why}, ok=False)
    cost = f"{used.latency_ms:.1f} ms, cpu {used.cpu_ms:.1f} ms, memory {used.memory_mb:.1f} MiB"
    shown = Line(f"RESULT: {result_text(answer.result)}", verbatim=True)
    return Output((*parts, Line(cost, Tone.DIM), shown), found)
