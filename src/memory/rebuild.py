"""Rebuilds memory's artifacts from the stored nodes when the database was lost."""

from collections.abc import Iterable
from pathlib import Path

from ..domain.artifact import Artifact
from ..domain.candidate import Suite
from ..domain.decoding import from_json
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.node_artifacts import ArtifactLabels, artifacts_of
from ..domain.task import Specification

QUALITY = 0.7


def artifacts_of_nodes(nodes: Iterable[Node]) -> tuple[Artifact, ...]:
    """The artifacts of all nodes that say what they were made for; the others are left out."""
    return tuple(artifact for node in nodes for artifact in artifacts_of_node(node))


def artifacts_of_node(node: Node) -> tuple[Artifact, ...]:
    """The code, specification and pattern remembered of this node.

    () if its manifest holds no specification that can be read. Uses and verdicts are lost.
    """
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError:
        return ()
    provenance: JSONObject = {"rebuilt": True, "pattern": specification.pattern}
    labels = ArtifactLabels(QUALITY, provenance, _modified(node))
    return artifacts_of(node, specification, suite, labels)


def _modified(node: Node) -> float:
    manifest = Path(node.folder) / "node.json"
    return manifest.stat().st_mtime if manifest.is_file() else 0.0
