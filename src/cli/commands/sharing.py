"""Commands that hand nodes to others."""

from pathlib import Path

from src.cli.command_registry import Desk, Given, command
from src.cli.output import Page, Tone, said
from src.domain.json_value import JSONObject


@command("/export NODE DIR", group="Nodes")
def export(desk: Desk, given: Given) -> Page:
    """Write a node as a program of its own, with its tests, into a new folder.

    It runs with plain Python and is tested with plain pytest.
    """
    exported = desk.app.export_node(given["NODE"], Path(given["DIR"]).expanduser())
    answer: JSONObject = {
        "node": given["NODE"],
        "folder": str(exported.folder),
        "files": list(exported.files),
    }
    text = f"{given['NODE']} is in {exported.folder}: {', '.join(exported.files)}"
    return said(text, Tone.GOOD, answer)
