"""Formats examples, steps and tools for prompts."""

import json
from collections.abc import Iterable, Sequence

from ..domain.artifact import ArtifactType, Recollection
from ..domain.json_value import JSONValue
from ..domain.task import Example
from ..domain.tool import ToolCard

SHORT_WORD = 2


def shown_examples(examples: Iterable[Example]) -> str:
    """One line an example, the description first."""
    return "\n".join(f"{_as_literal(e.description)} => {_as_literal(e.expected)}" for e in examples)


def _as_literal(value: JSONValue) -> str:
    """A value as Python writes it (short texts in double quotes)."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def bullet_list(lines: Iterable[str]) -> str:
    """The lines as a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def tool_list(tools: Sequence[ToolCard]) -> str:
    """One line a tool: its name and what it is for."""
    return bullet_list(f"{card.name}: {' '.join(card.description.split())[:160]}" for card in tools)


def shown_workflow(recollections: Sequence[Recollection]) -> str:
    """The plan that solved the nearest task, to start from ("" if none is known)."""
    for one in recollections:
        plan = one.artifact.content.get("plan")
        if one.artifact.type is ArtifactType.WORKFLOW and isinstance(plan, list) and plan:
            numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(plan, 1))
            return f'For "{one.artifact.text}":\n{numbered}'
    return ""
