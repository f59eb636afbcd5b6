"""A tool: something a generated program may call by name, and what the call gave."""

import difflib
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct, field

from .errors import ToolError
from .json_value import JSONObject

CONTENT_TOOL = "content_generator"
"""The tool that writes texts."""


class Effects(StrEnum):
    """What a tool does to the world; WRITE needs the user's grant and is never replay-free."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


class ToolCard(Struct, frozen=True):
    """What the overseer and the user see of a tool; tiers are low, medium, high and the like.

    `stand_in` is an answer that tests get of a tool that changes things ("" for none).
    """

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
    stand_in: str = ""


def check_named(name: str, named: Sequence[str]) -> None:
    """Raise ToolError if a program calls a tool that its specification does not name."""
    if name in named:
        return
    near = difflib.get_close_matches(name, named, n=1)
    known = f"it names {', '.join(named)}" if named else "it names none"
    raise ToolError(
        f"this program may not call {name!r}: its specification names no such tool",
        hint=f"did you mean {near[0]}?" if near else known,
    )


class ToolReply(Struct, frozen=True):
    """What a tool answered and who really did ("llama3", "template"); wall seconds."""

    text: str
    by: str
    seconds: float = 0.0
    prompt_tokens: int = 0
    output_tokens: int = 0
    cached: bool = False
