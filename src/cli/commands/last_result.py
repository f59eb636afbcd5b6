"""Commands on the last task's code and result: show, save, copy, undo."""

import json
import os
from pathlib import Path

from ...documents.json_files import write_text
from ...domain.errors import BadArguments, NodeError
from ...domain.json_value import JSONObject, JSONValue
from ..command_registry import Given, command
from ..context import CommandContext
from ..outcome_report import is_table, result_parts, result_text
from ..output import Code, Grid, Line, Output, Part, Tone, count, said

_LONGEST_COPY = 74_994  # what xterm and tmux take in one OSC 52 sequence


def last_code(context: CommandContext) -> Output:
    """Show the code that answered the last task."""
    name, source = _code_of_last(context)
    outcome = context.last_solved
    parts: tuple[Part, ...] = (Code(source),)
    answer: JSONObject = {"node": name or None, "source": source}
    if outcome is not None and outcome.arguments:
        given = ", ".join(f"{key}={value!r}" for key, value in outcome.arguments.items())
        parts += (Line(f"Called with {given}", Tone.HINT),)
    return Output(parts, answer)


def last_result(context: CommandContext) -> Output:
    """Show the whole last result."""
    value = _result_of_last(context)
    return Output(
        result_parts(value, context.screen.width, whole=True), {"result": value}, paged=True
    )


def explained_code(context: CommandContext) -> Output:
    """Explain the last task's code: by a model if one is ready, else by its documentation."""
    import ast

    name, source = _code_of_last(context)
    functions = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    documented = ((one.name, ast.get_docstring(one) or "no documentation") for one in functions)
    parts: tuple[Part, ...] = (Code(source), Grid(("", ""), tuple(documented)))
    app = context.app
    app.probe()
    if any(one.state == "ready" for one in app.status().models):
        asked = f"Explain in at most four sentences what this Python function does:\n{source}"
        parts = (Code(source), Line(app.toolkit.run("content_generator", asked).text))
    elif context.last_solved is not None and context.last_solved.cases:
        rows = tuple(
            (one.description, result_text(one.expected)) for one in context.last_solved.cases
        )
        parts += (Grid(("Call", "Result"), rows),)
    return Output(parts, {"node": name or None, "source": source})


@command("/save PATH [code|result]", group="Last task")
def save(context: CommandContext, given: Given) -> Output:
    """Write the last task's code or result into a file.

    A .py file gets the code, a .csv or .json file the result as such, any other the result as
    text, unless you say which. An existing file is replaced only if you agree.
    """
    path = Path(os.path.expanduser(given["PATH"]))
    what = given.get("CHOICE") or ("code" if path.suffix == ".py" else "result")
    text = _code_of_last(context)[1] if what == "code" else _written(context, path.suffix)
    rights = None
    try:
        if path.exists() or path.is_symlink():
            if path.exists() and not path.is_file():
                raise BadArguments(f"{path} is a folder, a pipe or a device, not a file")
            if not context.ask(f"Replace {path}?"):
                return context.unconfirmed(f"{path} exists and was not replaced.")
            rights = path.stat().st_mode & 0o777 if path.exists() else None
        write_text(path, text if text.endswith("\n") else text + "\n", rights)
    except OSError as error:
        raise BadArguments(f"{path} cannot be written: {error.strerror}") from error
    return said(f"Wrote the {what} to {path}", Tone.GOOD, {"file": str(path), "what": what})


@command("/copy [code|result]", group="Last task")
def copy(context: CommandContext, given: Given) -> Output:
    """Put the last task's code, or its result, on the clipboard of the terminal."""
    import base64

    what = given.get("CHOICE", "code")
    text = _code_of_last(context)[1] if what == "code" else result_text(_result_of_last(context))
    sequence = base64.b64encode(text.encode()).decode()
    if not context.screen.features.moving or len(sequence) > _LONGEST_COPY:
        why = "it is too long" if context.screen.features.moving else "this is not a terminal"
        raise BadArguments(f"The {what} cannot be copied: {why}.", hint="use: save PATH")
    context.screen.stream.write(f"\x1b]52;c;{sequence}\x07")
    context.screen.stream.flush()
    return said(f"Copied the {what}, if your terminal allows it (OSC 52).", Tone.GOOD)


@command("/undo", group="Last task")
def undo(context: CommandContext, _given: Given) -> Output:
    """Take back what the last task kept: its new node, or its new version."""
    outcome = context.last_solved
    if outcome is None or not outcome.node_id or outcome.reused:
        return Output((Line("The last task kept nothing new."),), ok=False)
    nodes = context.app.nodes
    node = nodes.load(outcome.node_id)
    context.last_solved = None
    if len(node.versions) > 1:
        nodes.roll_back(node.id, node.versions[-2])
        return said(f"{node.id} is as it was before “{outcome.task.text}”.", Tone.GOOD)
    nodes.delete(node.id)
    return said(f"{node.id} was removed; it was made for “{outcome.task.text}”.", Tone.GOOD)


@command("/sessions", group="Session")
def sessions(context: CommandContext, _given: Given) -> Output:
    """List the last sessions; --continue goes on with the latest."""
    stored = context.app.session.files.all()
    rows = tuple(
        (
            one.name.partition("_")[0] + " " + one.name[11:16].replace("-", ":"),
            count(len(one.exchanges), "task"),
            one.exchanges[-1].task if one.exchanges else "",
        )
        for one in stored
    )
    answer: list[JSONValue] = [
        {"name": one.name, "tasks": [exchange.task for exchange in one.exchanges]} for one in stored
    ]
    if not rows:
        return said("No session has been saved yet.", answer={"sessions": []})
    return Output((Grid(("began", "tasks", "last task"), rows),), {"sessions": answer})


@command("/context", group="Session")
def shown_context(context: CommandContext, _given: Given) -> Output:
    """Show what a model is sent about this session when a line follows up on another."""
    text = context.app.session.conversation.shown()
    if not text:
        return said("Nothing yet: no task was solved in this session.", answer={"context": ""})
    size = Line(f"{len(text)} characters, sent only with follow-ups", Tone.HINT)
    return Output((*(Line(line) for line in text.splitlines()), size), {"context": text})


def _code_of_last(context: CommandContext) -> tuple[str, str]:
    """Return the node and source of the last task's code. Raises NodeError if there is none."""
    outcome = context.last_solved
    if outcome is not None and outcome.source:
        return outcome.node_id, outcome.source
    exchanges = context.app.session.conversation.exchanges
    node_id = outcome.node_id if outcome else exchanges[-1].node_id if exchanges else ""
    if not node_id:
        raise NodeError(
            "No code yet: no task has been solved.", hint="`show NAME` shows other code."
        )
    return node_id, context.app.nodes.load(node_id).source


def _result_of_last(context: CommandContext) -> JSONValue:
    outcome = context.last_solved
    if outcome is not None and outcome.solved and not outcome.code_is_result:
        return outcome.result
    exchanges = context.app.session.conversation.exchanges
    if outcome is None and exchanges and exchanges[-1].result is not None:
        return exchanges[-1].result
    raise NodeError("No result yet: no task has been solved.", hint="Solve a task first.")


def _written(context: CommandContext, suffix: str) -> str:
    """Return the last result in the form of a file of this suffix."""
    import csv
    import io

    value = _result_of_last(context)
    if suffix == ".json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    if suffix == ".csv" and is_table(value):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(value[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(value)
        return text.getvalue()
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return "\n".join(result_text(one) for one in value)
    return result_text(value)
