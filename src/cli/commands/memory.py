"""Commands that show what memory holds, move it to another machine, or repair it."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.json_value import JSONObject, JSONValue, to_json
from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Code, Grid, Line, Output, Part, Tone, count, picked, said

if TYPE_CHECKING:
    from ...domain.artifact import Artifact


@command(
    "/memory",
    "/memory show ID",
    "/memory forget ID",
    "/memory export PATH",
    "/memory import FILE",
    "/memory reindex",
    group="Memory",
)
def memory(context: CommandContext, given: Given) -> Output:
    """Show what is remembered; look into it, carry it elsewhere, or rebuild its index.

    An id may be cut short as long as it is the only one that begins so; search shows ids.
    Imported programs are tested here before any is used again.
    """
    from ...domain.events import Progressed

    match given.get("CHOICE"):
        case "show":
            return _show(context.app.memory.show(given["ID"]))
        case "forget":
            return _forget(context, given["ID"])
        case "export":
            path = Path(os.path.expanduser(given["PATH"]))
            written = context.app.memory.export_to(path)
            text = f"Wrote {count(written, 'artifact')} to {path}"
            return said(text, Tone.GOOD, {"written": written, "file": str(path)})
        case "import":
            return _import(context, Path(os.path.expanduser(given["FILE"])))
        case "reindex":
            with context.watch() as notify:
                held = context.app.memory.reindex(
                    lambda done, total: notify(Progressed("rebuilding the index", done, total))
                )
            return said(
                f"The index holds {count(held, 'artifact')}.", Tone.GOOD, {"artifacts": held}
            )
        case _:
            return _state(context)


def _state(context: CommandContext) -> Output:
    state = context.app.memory.state()
    rows = [(name, str(number)) for name, number in state.counts]
    rows += [("embedder", state.embedder), ("index", state.index)]
    rows += [("size", f"{state.size_bytes / 1024:.0f} KiB")]
    trouble = (Line(state.problem, Tone.WARN),) if state.problem else ()
    answer: JSONObject = {
        "counts": to_json(dict(state.counts)),
        **picked(state, "embedder", "index", "size_bytes"),
        "trouble": state.problem,
    }
    return Output((Grid(("", ""), tuple(rows)), *trouble), answer)


def _show(artifact: "Artifact") -> Output:
    usage = artifact.usage
    rows = (
        ("id", artifact.id),
        ("type", artifact.type.value),
        ("task", artifact.text),
        ("node", artifact.node_id),
        ("function", artifact.signature),
        ("quality", f"{artifact.quality:.2f}"),
        ("uses", f"{usage.uses}, {usage.successes} of them successful"),
        ("verdicts", f"{usage.good} good, {usage.bad} bad"),
    )
    named = ("id", "type", "title", "text", "template", "kind", "quality", "content")
    answer = picked(artifact, *named) | {"node": artifact.node_id, "uses": usage.uses}
    grid = Grid(("", ""), tuple(row for row in rows if row[1]))
    return Output((grid, *_content(artifact.content)), answer)


def _content(content: JSONObject) -> tuple[Part, ...]:
    """Return texts of several lines as they are, everything else as JSON."""
    parts: list[Part] = []
    for key, value in content.items():
        parts += [Line(""), Line(key.replace("_", " "), Tone.HEAD)]
        if isinstance(value, str):
            parts.append(Code(value, "python" if "\n" in value else "text"))
        else:
            parts.append(Code(json.dumps(value, indent=2, ensure_ascii=False), "json"))
    return tuple(parts)


def _forget(context: CommandContext, artifact_id: str) -> Output:
    artifact = context.app.memory.show(artifact_id)
    name = f"the {artifact.type.value} of “{artifact.text}”"
    if not context.ask(f"Forget {name}?"):
        return context.unconfirmed("Nothing was forgotten.", {"forgotten": None})
    context.app.memory.forget(artifact.id)
    return said(f"Forgotten: {name}.", Tone.GOOD, {"forgotten": artifact.id})


def _import(context: CommandContext, path: Path) -> Output:
    came, tested = context.app.nodes.import_memory(path)
    parts = [Line(f"Added {count(came.added, 'artifact')}; {came.known} were known.", Tone.GOOD)]
    parts += [Line(reason, Tone.WARN) for reason in came.broken]
    parts += [Line(f"Tested here and kept: {node_id}", Tone.GOOD) for node_id in tested.kept]
    parts += [Line(f"Not reused: {reason}", Tone.WARN) for reason in tested.refused]
    answer = picked(came, "added", "known", "broken") | picked(tested, "kept", "refused")
    return Output(tuple(parts), answer, ok=not came.broken)


@command("/search TEXT", aliases=("find",), group="Memory")
def search(context: CommandContext, given: Given) -> Output:
    """Find what memory has that is near a text."""
    found = context.app.memory.recall(given["TEXT"], limit=10)
    if not found:
        return said("Nothing like it is remembered.", answer={"found": []})
    rows = tuple(
        (f"{one.similarity:.2f}", one.artifact.id, one.artifact.signature, one.artifact.text)
        for one in found
    )
    answer: list[JSONValue] = [
        picked(one, "similarity")
        | picked(one.artifact, "type", "id", "text", "quality")
        | {"node": one.artifact.node_id}
        for one in found
    ]
    return Output((Grid(("similar", "id", "function", "task"), rows),), {"found": answer})
