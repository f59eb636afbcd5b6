"""Commands that show how something came to be: a node's lineage, a task's workflow."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ...domain.json_value import JSONObject, JSONValue
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Branch, Output, Tone, said

if TYPE_CHECKING:
    from ...domain.node import NodeVersion

_NEAR = 20


@command("/lineage NODE", group="Nodes")
def lineage(context: CommandContext, given: Given) -> Output:
    """Show a node's versions as a tree: which came from which, with their scores."""
    node = context.app.nodes.load(given["NODE"])
    versions = [context.app.nodes.version(node.id, number) for number in node.versions]
    known = set(node.versions)
    roots = [one for one in versions if one.lineage.parent not in known]
    tree = Branch(
        f"{node.id}: {node.title}",
        tuple(_grown(one, versions, node.version) for one in roots),
    )
    answer: list[JSONValue] = [
        {
            "version": one.number,
            "parent": one.lineage.parent,
            "origin": one.lineage.origin.value,
            "score": one.score,
        }
        for one in versions
    ]
    return Output((tree,), {"node": node.id, "current": node.version, "versions": answer})


def _grown(version: "NodeVersion", versions: "Sequence[NodeVersion]", current: int) -> Branch:
    made = version.lineage
    by = f" by {made.model}" if made.model else ""
    note = f", {made.note}" if made.note else ""
    label = f"version {version.number}: {made.origin.value}{by}, score {version.score:.2f}{note}"
    children = tuple(
        _grown(one, versions, current)
        for one in versions
        if one.lineage.parent == version.number and one.number > version.number
    )
    return Branch(label, children, Tone.GOOD if version.number == current else Tone.PLAIN)


@command("/workflow [NODE]", "/workflow TEXT", group="Last task")
def workflow(context: CommandContext, given: Given) -> Output:
    """Show the steps that solved the last task, a node's, or one like it, with their seconds."""
    wanted = given.get("NODE", given.get("TEXT", ""))
    if not wanted:
        return _of_last_task(context)
    if wanted in context.app.nodes.ids():
        artifact = context.app.memory.show(f"workflow:{wanted}")
        return _shown(artifact.text, artifact.content)
    # Imported here: nothing of a task's own is loaded before the prompt.
    from ...domain.artifact import ArtifactType

    for found in context.app.memory.recall(
        wanted, types=(ArtifactType.WORKFLOW.value,), limit=_NEAR
    ):
        # A failure to avoid is kept as a workflow, too: its steps solved nothing.
        if "avoid" not in found.artifact.content:
            return _shown(found.artifact.text, found.artifact.content)
    return said("No workflow of such a task is remembered.", answer={"workflow": None})


def _of_last_task(context: CommandContext) -> Output:
    if context.last is None:
        return said("No task was solved in this session yet.", answer={"workflow": None})
    steps: list[JSONValue] = [
        {
            "name": step.name,
            "kind": step.kind,
            "seconds": step.seconds,
            "ok": step.ok,
            "detail": step.detail,
            "tokens": step.tokens,
        }
        for step in context.last.trace
    ]
    return _shown(context.last.task.text, {"steps": steps})


def _shown(task: str, content: JSONObject) -> Output:
    steps = content.get("steps")
    branches = tuple(
        _step(step) for step in (steps if isinstance(steps, list) else ()) if isinstance(step, dict)
    )
    return Output((Branch(task, branches),), {"task": task, "workflow": content})


def _step(step: Mapping[str, JSONValue]) -> Branch:
    seconds, tokens = step.get("seconds"), step.get("tokens")
    label = f"{step.get('name')} ({step.get('kind')})"
    if isinstance(seconds, (int, float)):
        label += f" {seconds:.2f}s"
    if tokens:
        label += f", {tokens} tokens"
    if detail := step.get("detail"):
        label += f": {detail}"
    return Branch(label, tone=Tone.GOOD if step.get("ok") else Tone.BAD)
