"""Formats examples, steps and tools for prompts."""

import json
from collections.abc import Iterable, Sequence

from ..domain.artifact import ArtifactType, Recollection
from ..domain.json_value import JSONValue
from ..domain.task import Example, Task
from ..domain.tool import ToolCard
from ..language.tokenizer import subject_of, template_of

SHORT_WORD = 2


def shown_examples(examples: Iterable[Example]) -> str:
    """One line an example: `solve` is not named, the description comes first."""
    return "\n".join(f"{as_literal(e.description)} => {as_literal(e.expected)}" for e in examples)


def as_calls(examples: Iterable[Example]) -> str:
    """One line an example, as a call of solve."""
    return "\n".join(
        f"solve({as_literal(e.description)}) == {as_literal(e.expected)}" for e in examples
    )


def as_literal(value: JSONValue) -> str:
    """A value as Python writes it (short texts in double quotes)."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def bullet_list(lines: Iterable[str]) -> str:
    """The lines as a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def numbered_list(lines: Iterable[str]) -> str:
    """The lines, numbered."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def tool_list(tools: Sequence[ToolCard]) -> str:
    """One line a tool: its name and what it is for."""
    return bullet_list(f"{card.name}: {' '.join(card.description.split())[:160]}" for card in tools)


def shown_workflow(recollections: Sequence[Recollection]) -> str:
    """The plan that solved the nearest task, to start from ("" if none is known)."""
    for one in recollections:
        plan = one.artifact.content.get("plan")
        if one.artifact.type is ArtifactType.WORKFLOW and isinstance(plan, list) and plan:
            return f'For "{one.artifact.text}":\n{numbered_list(map(str, plan))}'
    return ""


def on_topic(description: str, task: Task) -> bool:
    """True if a description has the task's form, or over a third of its subject's words."""
    if template_of(description) == task.template:
        return True
    said, wanted = _subject(description), _subject(task.text)
    return bool(said & wanted) and 3 * len(said & wanted) > min(len(said), len(wanted))


def _subject(text: str) -> set[str]:
    return {word for word in subject_of(text).split("_") if len(word) > SHORT_WORD}
