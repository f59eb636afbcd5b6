"""What memory learns again from the nodes when its own file was lost."""

from collections.abc import Iterable
from pathlib import Path

from src.core.artifact import Artifact, ArtifactType
from src.core.candidate import Suite
from src.core.decoding import from_json
from src.core.jsonvalue import JSONObject, to_json
from src.core.matching import is_same_form
from src.core.node import Node
from src.core.task import Specification

QUALITY = 0.7


def artifacts_of_nodes(nodes: Iterable[Node]) -> tuple[Artifact, ...]:
    """The artifacts of all nodes that say what they were made for; the others are left out."""
    return tuple(artifact for node in nodes for artifact in artifacts_of_node(node))


def artifacts_of_node(node: Node) -> tuple[Artifact, ...]:
    """The code, specification and pattern that the keeper remembered of this node.

    () if its manifest holds no specification that can be read. Uses and verdicts are lost.
    """
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError:
        return ()
    proven = _proven_on(specification, suite)
    contents: dict[ArtifactType, JSONObject] = {
        ArtifactType.CODE: {
            "implementation": node.source,
            "suite": node.suite,
            "tests": to_json([test.name for test in suite.tests]),
            "pattern": specification.pattern,
            "proven": to_json(proven),
        },
        ArtifactType.SPECIFICATION: {
            "plan": to_json(specification.steps),
            "strategy": specification.goal,
            "requirements": to_json(specification),
        },
        ArtifactType.PATTERN: {
            "solution": to_json(specification.steps) or [specification.goal],
            "practice": [],
            "use_cases": [specification.task.text],
        },
    }
    return tuple(
        _artifact(node, specification, type_, content, len(proven))
        for type_, content in contents.items()
    )


def _artifact(
    node: Node,
    specification: Specification,
    type_: ArtifactType,
    content: JSONObject,
    proven_sets: int,
) -> Artifact:
    return Artifact(
        id=f"{type_.value}:{node.id}",
        type=type_,
        title=node.title,
        text=specification.task.text,
        template=specification.task.template,
        content=content,
        kind=node.kind,
        tags=node.tags,
        node_id=node.id,
        version=node.version,
        quality=QUALITY,
        proven_sets=proven_sets if type_ is ArtifactType.CODE else 0,
        provenance={"rebuilt": True, "pattern": specification.pattern},
        created=_modified(node),
    )


def _proven_on(specification: Specification, suite: Suite) -> tuple[str, ...]:
    stated = [test.example for test in suite.tests if test.example is not None]
    task = specification.task
    others = {example.description for example in (*stated, *suite.held_out)} - {task.text}
    if not specification.pattern:
        others -= {example.description for example in specification.all_examples}
        others = {text for text in others if is_same_form(text, task.text)}
    return tuple(sorted(others))


def _modified(node: Node) -> float:
    manifest = Path(node.folder) / "node.json"
    return manifest.stat().st_mtime if manifest.is_file() else 0.0
