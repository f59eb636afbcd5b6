"""Commands that hand nodes to others."""

from pathlib import Path

from ...domain.json_value import JSONObject
from ..command_registry import CommandContext, Given, command
from ..output import Output, Tone, said


@command("/export NODE DIR", group="Nodes")
def export(desk: CommandContext, given: Given) -> Output:
    """Write a node as a program of its own, with its tests, into a new folder.

    It runs with plain Python and is tested with plain pytest.
    """
    exported = desk.app.nodes.export(given["NODE"], Path(given["DIR"]).expanduser())
    answer: JSONObject = {
        "node": given["NODE"],
        "folder": str(exported.folder),
        "files": list(exported.files),
    }
    text = f"{given['NODE']} is in {exported.folder}: {', '.join(exported.files)}"
    return said(text, Tone.GOOD, answer)
