"""Commands about how a task was solved: its steps, the reason, and whether it was right."""

from collections.abc import Mapping

from ...domain.json_value import JSONObject, JSONValue, to_json
from ..command_registry import Command, Given, command
from ..context import CommandContext
from ..output import Branch, Output, Tone, said
from .last_result import explained_code

_NEAR = 20


@command("/explain [code]", aliases=("why",), group="Last task")
def explain(context: CommandContext, given: Given) -> Output:
    """Explain why stored code was reused for the last task, or why not; or what its code does."""
    if "CHOICE" in given:
        return explained_code(context)
    return said(context.app.explain())


@command("/workflow [NODE]", "/workflow TEXT", group="Last task")
def workflow(context: CommandContext, given: Given) -> Output:
    """Show the steps that solved the last task, a node's, or one like it, with their seconds."""
    wanted, last = given.get("NODE", given.get("TEXT", "")), context.last
    if not wanted and last is None:
        return said("No task was solved in this session yet.", answer={"workflow": None})
    if not wanted and last is not None:
        return _shown(last.task.text, {"steps": to_json(last.trace)})
    if wanted in context.app.nodes.ids():
        artifact = context.app.memory.show(f"workflow:{wanted}")
        return _shown(artifact.text, artifact.content)
    # Imported here: nothing of a task's own is loaded before the prompt.
    from ...domain.artifact import ArtifactType

    for found in context.app.memory.recall(
        wanted, types=(ArtifactType.WORKFLOW.value,), limit=_NEAR
    ):
        # A failure to avoid is also kept as a workflow: its steps solved nothing.
        if "avoid" not in found.artifact.content:
            return _shown(found.artifact.text, found.artifact.content)
    return said("No workflow of such a task is remembered.", answer={"workflow": None})


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


@command("/good", group="Last task")
def good(context: CommandContext, _given: Given) -> Output:
    """Note that the last result was right; its node is preferred from now on."""
    return said(context.app.good(context.last), Tone.GOOD)


@command("/bad", group="Last task")
def bad(context: CommandContext, _given: Given) -> Output:
    """Note that the last result was wrong; its node is trusted less from now on."""
    return said(context.app.bad(context.last), Tone.GOOD)


def _reply(_context: CommandContext, given: Given) -> Output:
    """Answer a greeting or thanks."""
    return said(given["TEXT"])


REPLY = Command(("/reply TEXT",), _reply)
"""Answers small talk. It is read from plain words only, so no list names it."""
