"""Notes in a node's manifest what is learned of it without a new version."""

from dataclasses import replace
from pathlib import Path

from ..documents.json_files import write_json
from ..domain.json_value import JSONObject, to_json
from ..domain.wording import EditWordings, read_wordings
from .node_manifest import MANIFEST, VERSION, VERSIONS, read_node_manifest, read_version


def note_tested_with(folder: Path, versions: JSONObject) -> None:
    """Note the versions of its parts that the node's current version passed its cases with."""
    manifest = read_node_manifest(folder)
    plan = {**manifest.specification["plan"], "tested_with": versions}
    noted = {**manifest.specification, "plan": plan}
    kept = folder / VERSIONS / str(manifest.version)
    version, _ = read_version(kept)
    write_json(kept / VERSION, replace(version, specification=noted))
    write_json(folder / MANIFEST, replace(manifest, specification=noted))


def edit_wordings(folder: Path, edit: EditWordings) -> None:
    """Change the wordings that the node answers."""
    manifest = read_node_manifest(folder)
    known = read_wordings(manifest.specification.get("phrases"))
    specification = {**manifest.specification, "phrases": to_json(edit(known))}
    write_json(folder / MANIFEST, replace(manifest, specification=specification))
