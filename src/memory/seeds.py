"""The artifacts of the library functions and tools, which memory holds from the start."""

from dataclasses import dataclass

from ..domain.artifact import Artifact, ArtifactType
from ..domain.json_value import to_json
from ..domain.tool import ToolCard
from ..language.tokenizer import template_of

BUNDLED_TAG, TOOL_TAG = "bundled", "tool"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class LibraryFunction:
    """A library function as memory stores it; `tasks` are examples of what it answers."""

    name: str
    title: str
    description: str
    kind: str
    source: str
    tags: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


def function_artifact(function: LibraryFunction) -> Artifact:
    """The artifact by which a library function is found as an example to build on."""
    text = ". ".join([function.title, function.description, *function.tasks[:_EXAMPLES]])
    return Artifact(
        id=f"pattern:bundled:{function.name}",
        type=ArtifactType.PATTERN,
        title=function.title,
        text=text,
        template=template_of(text),
        content={
            "implementation": function.source,
            "solution": function.description,
            "practice": "",
            "use_cases": to_json(function.tasks),
            "pattern": function.name,
        },
        kind=function.kind,
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
