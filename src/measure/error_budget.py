"""Error budgets: the significance level of each candidate's test when many are tried."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from msgspec import Struct

from ..documents.json_files import write_text
from ..documents.regular_files import read_file_text

MIN_LEVEL = 0.0002


class ErrorBudget(Protocol):
    """Gives each candidate the significance level of its confirmation."""

    def next_level(self) -> float:
        """Return the level of the next candidate; each call spends budget."""

    def record_keep(self) -> None:
        """Note that the last candidate was kept."""


class SharedBudget(Struct, frozen=True):
    """A run's chance of any false keep, in equal shares for the candidates it may try.

    The union bound (Bonferroni 1936): whatever the candidates are, a run of `candidates`
    neutral ones keeps anything with a probability of at most `total`.
    """

    candidates: int
    total: float = 0.05

    def next_level(self) -> float:
        """Return the same level for each candidate."""
        return self.total / max(1, self.candidates)

    def record_keep(self) -> None:
        """Do nothing: the budget of a run does not grow."""


class LastingBudget(Struct, frozen=True):
    """A budget for an unlimited search, replenished only by a real gain.

    LORD (Javanmard & Montanari, Annals of Statistics 46, 2018): the i-th candidate since the
    last kept one is tested at total x (6 / pi^2) / i^2, so that false keeps stay a small share
    of all keeps. `load` and `save` persist i across processes.
    """

    load: Callable[[], int]
    save: Callable[[int], None]
    total: float = 0.05

    @classmethod
    def kept_in(cls, file: Path) -> Self:
        """Return a budget that outlives the process: how much of it is spent is kept in a file."""

        def load() -> int:
            try:
                return int(read_file_text(file))
            except (OSError, ValueError):
                return 0

        return cls(load, lambda number: write_text(file, f"{number}\n"))

    def next_level(self) -> float:
        """Decreases with every candidate that is not kept, but not below MIN_LEVEL."""
        level = self.upcoming_level
        self.save(self.load() + 1)
        return level

    @property
    def upcoming_level(self) -> float:
        """Return the level the next candidate will get; spends nothing."""
        number = self.load() + 1
        return max(self.total * 6 / math.pi**2 / number**2, MIN_LEVEL)

    def record_keep(self) -> None:
        """Start over at the full level."""
        self.save(0)
