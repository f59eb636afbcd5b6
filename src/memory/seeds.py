"""Makes artifacts of tools, and of nodes when the database was lost."""

from collections.abc import Iterable
from pathlib import Path

from ..domain.artifact import Artifact, ArtifactType
from ..domain.candidate import Suite
from ..domain.json_value import JSONObject, from_json, to_json
from ..domain.node import Node
from ..domain.node_artifacts import ArtifactLabels, artifacts_of
from ..domain.task import Specification
from ..domain.tool import ToolCard
from ..language.tokenizer import template_of

TOOL_TAG = "tool"


def tool_artifact(card: ToolCard) -> Artifact:
    """Return the artifact by which a tool is found for the overseer."""
    text = f"{card.title}. {card.description}"
    return Artifact(
        id=f"pattern:tool:{card.name}",
        type=ArtifactType.PATTERN,
        title=card.title,
        text=text,
        template=template_of(text),
        content={
            "tool": card.name,
            "solution": f'call_tool("{card.name}", prompt)',
            "practice": card.description,
            "use_cases": to_json(card.tags),
            "cost_tier": card.cost_tier,
            "speed_tier": card.speed_tier,
            "quality_tier": card.quality_tier,
        },
        kind=card.type,
        tags=(TOOL_TAG, *card.tags),
        quality=0.8,
        provenance={"origin": "tool"},
    )


QUALITY = 0.7


def artifacts_of_nodes(nodes: Iterable[Node]) -> tuple[Artifact, ...]:
    """Make the artifacts of all nodes that record what they were made for."""
    return tuple(artifact for node in nodes for artifact in artifacts_of_node(node))


def artifacts_of_node(node: Node) -> tuple[Artifact, ...]:
    """Return the code, specification and pattern remembered of this node.

    () if its manifest holds no specification that can be read. Uses and verdicts are lost.
    """
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError:
        return ()
    provenance: JSONObject = {"rebuilt": True, "pattern": specification.pattern}
    manifest = Path(node.folder) / "node.json"
    modified = manifest.stat().st_mtime if manifest.is_file() else 0.0
    return artifacts_of(node, specification, suite, ArtifactLabels(QUALITY, provenance, modified))
