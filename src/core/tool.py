"""A tool: something a generated program may call by name, and what the call gave."""

from dataclasses import dataclass, field
from enum import StrEnum

from src.core.jsonvalue import JSONObject


class Effects(StrEnum):
    """What a tool does to the world; WRITE needs the user's grant and is never replay-free."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class ToolCard:
    """What the overseer and the user see of a tool; tiers are low, medium, high and the like."""

    name: str
    title: str
    type: str
    description: str
    effects: Effects
    tags: tuple[str, ...] = ()
    cost_tier: str = "medium"
    speed_tier: str = "medium"
    quality_tier: str = "medium"
    input_schema: JSONObject = field(default_factory=dict)
    takes_any: bool = True


@dataclass(frozen=True, slots=True)
class ToolReply:
    """What a tool answered and who really did ("llama3", "template"); wall seconds."""

    text: str
    by: str
    seconds: float = 0.0
    prompt_tokens: int = 0
    output_tokens: int = 0
    cached: bool = False
