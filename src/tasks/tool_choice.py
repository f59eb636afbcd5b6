"""Chooses the tools to offer the overseer for a task: those that memory ranks best."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ..domain.errors import EvolverError
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
