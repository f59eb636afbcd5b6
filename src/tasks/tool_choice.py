"""Chooses the tools to offer the overseer for a task: those that memory ranks best."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ..domain.errors import EvolverError
from ..domain.task import CONTENT_KINDS, Classification, Task
from ..domain.tool import CONTENT_TOOL, ToolCard

MOST_OFFERED = 6
"""More names than this lead small models astray, and each costs a line of their prompt."""


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
        """At most so many cards; the content generator is always among those for a text."""
        cards = tuple(self._cards())
        if len(cards) <= self._most:
            return cards
        try:
            best = self._ranking.rank(task.text, cards)[: self._most]
        except EvolverError:
            # The recaller has told the user already that memory is away.
            return cards
        needed = tuple(c for c in cards if c.name == CONTENT_TOOL and kind.kind in CONTENT_KINDS)
        others = tuple(card for card in best if card not in needed)
        return (*needed, *others)[: self._most]
