"""What memory keeps of a node, the same whoever remembers it: keeper, or a rebuilt store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..language.task_matching import is_same_form
from .artifact import Artifact, ArtifactType
from .candidate import Suite
from .json_value import JSONObject, to_json
from .node import Node
from .task import Example, Specification


@dataclass(frozen=True, slots=True)
class ArtifactLabels:
    """What is said of all artifacts of a node; `created` is seconds since the epoch."""

    quality: float
    provenance: JSONObject
    created: float
    practice: tuple[str, ...] = ()
    workflow: JSONObject = field(default_factory=dict)


def artifact_id(kind: ArtifactType, node_id: str) -> str:
    """The id under which a node's artifact of a type is remembered."""
    return f"{kind.value}:{node_id}"


def artifacts_of(
    node: Node, specification: Specification, suite: Suite, marks: ArtifactLabels
) -> tuple[Artifact, ...]:
    """The node's specification, code and pattern; its workflow, too, if that is known."""
    proven = proven_tasks(specification, suite)
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
            quality=marks.quality,
            proven_sets=len(proven) if type_ is ArtifactType.CODE else 0,
            provenance=marks.provenance,
            created=marks.created,
        )
        for type_, content in _contents(node, specification, suite, marks).items()
    )


def proven_tasks(specification: Specification, suite: Suite) -> tuple[str, ...]:
    """The other tasks, unseen by its generator, that a program answered rightly in its tests.

    A bundled program has seen none; of written code only tasks of the same form count.
    """
    stated = [test.example for test in suite.tests if test.example is not None]
    examples: list[Example] = [*stated, *suite.held_out]
    others = {e.description for e in examples} - {specification.task.text}
    if not specification.pattern:
        others -= {example.description for example in specification.all_examples}
        others = {text for text in others if is_same_form(text, specification.task.text)}
    return tuple(sorted(others))


def _contents(
    node: Node, specification: Specification, suite: Suite, marks: ArtifactLabels
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
            "proven": to_json(proven_tasks(specification, suite)),
            # Whoever imports this can test it again.
            "made_for": to_json(specification),
            "tested_by": to_json(suite),
        },
        ArtifactType.PATTERN: {
            "solution": to_json(specification.steps) or [specification.goal],
            "practice": to_json(marks.practice),
            "use_cases": [specification.task.text, *examples],
        },
    }
    return contents | ({ArtifactType.WORKFLOW: marks.workflow} if marks.workflow else {})
