"""The artifacts of the library functions and tools, which memory holds from the start."""

from typing import Protocol

from ..domain.artifact import Artifact, ArtifactType
from ..domain.json_value import JSONValue, to_json
from ..domain.task import TaskKind
from ..domain.tool import ToolCard
from ..language.tokenizer import template_of

BUNDLED_TAG, TOOL_TAG = "bundled", "tool"
_EXAMPLES = 3


class LibraryFunction(Protocol):
    """What a library function says of itself; `examples` are tasks with their results."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def kind(self) -> TaskKind: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def examples(self) -> tuple[tuple[str, JSONValue], ...]: ...


def function_artifact(function: LibraryFunction, source: str) -> Artifact:
    """The artifact by which a library function is found as an example to build on."""
    tasks = [task for task, _ in function.examples]
    text = ". ".join([function.title, function.description, *tasks[:_EXAMPLES]])
    return Artifact(
        id=f"pattern:bundled:{function.name}",
        type=ArtifactType.PATTERN,
        title=function.title,
        text=text,
        template=template_of(text),
        content={
            "implementation": source,
            "solution": function.description,
            "practice": "",
            "use_cases": to_json(tasks),
            "pattern": function.name,
        },
        kind=function.kind.value,
        tags=(BUNDLED_TAG, *function.tags),
        quality=0.9,
        provenance={"origin": "bundled"},
    )


def tool_artifact(card: ToolCard) -> Artifact:
    """The artifact by which a tool is found for the overseer."""
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
