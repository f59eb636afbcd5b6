"""Makes the artifacts that memory keeps of a node, when it is stored or memory is rebuilt."""

from collections.abc import Mapping

from msgspec import Struct, field

from .artifact import Artifact, ArtifactType
from .candidate import Suite
from .json_value import JSONObject, to_json
from .node import Node
from .task import Specification


class ArtifactLabels(Struct, frozen=True):
    """What is said of all artifacts of a node; `created` is seconds since the epoch."""

    quality: float
    provenance: JSONObject
    created: float
    practice: tuple[str, ...] = ()
    workflow: JSONObject = field(default_factory=dict)


def artifact_id(kind: ArtifactType, node_id: str) -> str:
    """Return the id under which a node's artifact of a type is remembered."""
    return f"{kind.value}:{node_id}"


def artifacts_of(
    node: Node, specification: Specification, suite: Suite, labels: ArtifactLabels
) -> tuple[Artifact, ...]:
    """Make the node's artifacts: specification, code, pattern and, if known, workflow."""
    task = specification.task
    return tuple(
        Artifact(
            id=artifact_id(type_, node.id),
            type=type_,
            title=node.title,
            text=task.text,
            template=task.template,
            content=content,
            kind=node.kind,
            tags=node.tags,
            node_id=node.id,
            version=node.version,
            quality=labels.quality,
            provenance=labels.provenance,
            created=labels.created,
        )
        for type_, content in _contents(node, specification, suite, labels).items()
    )


def _contents(
    node: Node, specification: Specification, suite: Suite, labels: ArtifactLabels
) -> Mapping[ArtifactType, JSONObject]:
    examples = [example.description for example in specification.examples]
    contents: dict[ArtifactType, JSONObject] = {
        ArtifactType.SPECIFICATION: {
            "plan": to_json(specification.steps),
            "strategy": specification.goal,
            "requirements": to_json(specification),
        },
        ArtifactType.CODE: {
            "implementation": node.source,
            "suite": node.suite,
            "tests": to_json([test.name for test in suite.tests]),
            "pattern": specification.pattern,
            "function": specification.function,
            "phrases": node.specification.get("phrases", []),
            # An importer can test it again.
            "made_for": to_json(specification),
            "tested_by": to_json(suite),
        },
        ArtifactType.PATTERN: {
            "solution": to_json(specification.steps) or [specification.goal],
            "practice": to_json(labels.practice),
            "use_cases": [specification.task.text, *examples],
        },
    }
    return contents | ({ArtifactType.WORKFLOW: labels.workflow} if labels.workflow else {})
