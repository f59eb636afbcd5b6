"""How much chance of a false keep a candidate may spend, when many are tried."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

LEAST_LEVEL = 0.0002


class ErrorBudget(Protocol):
    """Gives each candidate the level of its confirmation."""

    def next_level(self) -> float:
        """The level of the next candidate; it is spent by asking."""

    def keep(self) -> None:
        """The candidate that was asked for last was kept."""


@dataclass(frozen=True, slots=True)
class SharedBudget:
    """A run's chance of any false keep, in equal shares for the candidates it may try.

    The union bound (Bonferroni 1936): whatever the candidates are, a run of `candidates`
    neutral ones keeps anything with a probability of at most `total`.
    """

    candidates: int
    total: float = 0.05

    def next_level(self) -> float:
        """The same for each."""
        return self.total / max(1, self.candidates)

    def keep(self) -> None:
        """A run's budget does not grow."""


class LastingBudget:
    """A budget for a search without end: what is spent returns only with a real gain.

    LORD (Javanmard & Montanari, Annals of Statistics 46, 2018): the i-th candidate since the
    last kept one is tested at total x (6 / pi^2) / i^2, so that false keeps stay a small share
    of all keeps. `load` and `save` hold i wherever it outlives the process.
    """

    def __init__(
        self, load: Callable[[], int], save: Callable[[int], None], total: float = 0.05
    ) -> None:
        self._load = load
        self._save = save
        self._total = total

    def next_level(self) -> float:
        """Smaller with every candidate in vain, and never below what can be computed."""
        level = self.level_ahead
        self._save(self._load() + 1)
        return level

    @property
    def level_ahead(self) -> float:
        """What the next candidate will get; asking spends nothing."""
        number = self._load() + 1
        return max(self._total * 6 / math.pi**2 / number**2, LEAST_LEVEL)

    def keep(self) -> None:
        """Begin anew."""
        self._save(0)
