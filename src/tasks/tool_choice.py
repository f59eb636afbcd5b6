"""Chooses the tools to offer for a task, and describes them to who writes its program."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ..domain.errors import EvolverError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.task import CONTENT_KINDS, Classification, Task
from ..domain.tool import CONTENT_TOOL, ToolCard
from ..language.tokenizer import beginnings

MOST_OFFERED = 6
"""More names than this lead small models astray, and each costs a line of their prompt."""


_EVERYDAY = beginnings("text line lines number numbers list code value content")
"""Words of most tasks, which say nothing of a tool."""


class ToolRanking(Protocol):
    """What memory knows of tools."""

    def rank(self, text: str, cards: Sequence[ToolCard]) -> tuple[ToolCard, ...]:
        """Those worth offering for a text, the best first. Raises EvolverError."""


class ToolChoice:
    """The best of the tools for a task; all of them where they cannot be ranked."""

    def __init__(
        self,
        cards: Callable[[], Sequence[ToolCard]],
        ranking: ToolRanking,
        most: int = MOST_OFFERED,
    ) -> None:
        self._cards = cards
        self._ranking = ranking
        self._most = most

    def choose(self, task: Task, kind: Classification) -> tuple[ToolCard, ...]:
        """At most so many cards that fit; for a creative text the content generator first."""
        cards = tuple(self._cards())
        content = kind.kind in CONTENT_KINDS
        needed = tuple(card for card in cards if content and card.name == CONTENT_TOOL)
        apt = [card for card in cards if card not in needed and _is_apt(card, task.text)]
        if len(needed) + len(apt) > self._most:
            try:
                apt = [card for card in self._ranking.rank(task.text, cards) if card in apt]
            except EvolverError:
                # The recaller has told the user already that memory is away.
                pass
        return (*needed, *apt)[: self._most]


def _is_apt(card: ToolCard, text: str) -> bool:
    """Tell whether a task has a word of the tool's name or tags: a tool that has nothing to do
    with the task leads small models to call it all the same."""
    said = beginnings(" ".join((card.name, *card.tags)).replace("_", " ")) - _EVERYDAY
    return bool(said & beginnings(text))


LONGEST_DESCRIPTION = 120
_SHOWN: Mapping[str, JSONValue] = {"integer": 1, "number": 1.0, "boolean": True}


def tool_rules(names: Sequence[str], cards: Sequence[ToolCard]) -> str:
    """How each named tool is called, as Python, with what it does; "" where none is named."""
    if not names:
        return ""
    known = {card.name: card for card in cards}
    calls = "\n".join(_call(name, known.get(name)) for name in names)
    return (
        "Do not do a tool's work yourself. Call the tool, it returns a string:\n"
        f"from node_runtime import call_tool, call_tools_parallel\n{calls}\n"
        "Several calls at once, their strings in the same order:\n"
        f'call_tools_parallel([("{names[0]}", first_prompt), ("{names[-1]}", second_prompt)])'
    )


def _call(name: str, card: ToolCard | None) -> str:
    if card is None:
        return f'call_tool("{name}", prompt)'
    passed = "".join(f", {key}={_shown(of)}" for key, of in _arguments(card.input_schema))
    return f'call_tool("{name}", prompt{passed})  # {card.description[:LONGEST_DESCRIPTION]}'


def _arguments(schema: JSONObject) -> list[tuple[str, JSONObject]]:
    """The arguments that must be passed first; the others may be left out."""
    properties = schema.get("properties")
    required = schema.get("required")
    if not isinstance(properties, dict):
        return []
    first = [name for name in required if name in properties] if isinstance(required, list) else []
    names = [*map(str, first), *(name for name in properties if name not in first)]
    return [(name, of) for name in names if isinstance(of := properties[name], dict)]


def _shown(of: JSONObject) -> str:
    choices = of.get("enum")
    if isinstance(choices, list) and choices:
        return repr(choices[0])
    return repr(_SHOWN.get(str(of.get("type")), "text"))
