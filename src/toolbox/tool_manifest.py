"""A tool's manifest: its input, output, effects, limits and quality."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..documents.bounds import Positive, Seconds, Text
from ..domain.tool import Effects, ToolCard
from .manifest_parts import ExecutablePart, LlmPart, McpPart, NodePart, PythonPart
from .tool_arguments import Argument, schema_of
from .tool_output import ToolExample, ToolOutput

Kind = Literal["llm", "executable", "python", "node", "mcp"]
Cost = Literal["free", "low", "medium", "high"]
Speed = Literal["slow", "medium", "fast"]
Quality = Literal["low", "medium", "good", "excellent"]

_MOST_EFFECTS = dict.fromkeys(("python", "executable", "mcp"), Effects.WRITE)


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """What one call may take; null is what the settings give every program.

    `seconds` bound an llm tool's call beside the deadlines of `ollama`; `memory_mb` holds tools
    that run programs.
    """

    prompt_bytes: Positive = 100_000
    reply_bytes: Positive = 1_000_000
    seconds: Seconds | None = None
    memory_mb: Positive | None = None


@dataclass(frozen=True, slots=True)
class ToolManifest:
    """One tool as its manifest describes it.

    `effects` null is what its type may do at most: "write" for executable, python and mcp, "none"
    for llm and node. `input` names the arguments it takes; without any, an executable takes
    none and the others any. `examples` are called by `tools check`, save for an llm's and for
    tools that may change things. The results of a `pure` tool are kept and given again.
    """

    name: Text
    type: Kind
    description: Text
    llm: LlmPart = LlmPart()
    python: PythonPart | None = None
    node: NodePart | None = None
    executable: ExecutablePart | None = None
    mcp: McpPart | None = None
    effects: Effects | None = None
    input: Mapping[str, Argument] = field(default_factory=dict)
    output: ToolOutput = ToolOutput()
    examples: tuple[ToolExample, ...] = ()
    pure: bool = False
    tags: tuple[Text, ...] = ()
    cost_tier: Cost = "medium"
    speed_tier: Speed = "medium"
    quality_tier: Quality = "medium"
    limits: ToolLimits = ToolLimits()

    def __post_init__(self) -> None:
        for kind, part in self._parts():
            if (part is None) == (self.type == kind):
                found = "is missing" if part is None else f"belongs to tools of type {kind} only"
                raise ValueError(f"{kind}: {found}")
        if self.pure and self.may_write:
            raise ValueError("pure: a tool that may change things cannot be pure")
        if self.type in ("llm", "mcp") and self.limits.memory_mb is not None:
            raise ValueError(f"limits: an {self.type} tool is held by seconds, not by memory_mb")

    @property
    def may_do(self) -> Effects:
        """What it does to the world, at most."""
        return self.effects or _MOST_EFFECTS.get(self.type, Effects.NONE)

    @property
    def may_write(self) -> bool:
        """True if it needs the user's grant."""
        return self.may_do is Effects.WRITE

    @property
    def takes_any(self) -> bool:
        """True if it takes arguments that its manifest does not name."""
        return not self.input and self.type != "executable"

    def card(self, key: str) -> ToolCard:
        """What the overseer and the user see of it."""
        return ToolCard(
            key,
            self.name,
            self.type,
            self.description,
            self.may_do,
            self.tags,
            self.cost_tier,
            self.speed_tier,
            self.quality_tier,
            schema_of(self.input),
            self.takes_any,
            next((one.result for one in self.examples if one.result), ""),
        )

    def _parts(self) -> tuple[tuple[str, object | None], ...]:
        """What belongs to one type only, by its name."""
        return (
            ("python", self.python),
            ("node", self.node),
            ("executable", self.executable),
            ("mcp", self.mcp),
        )
