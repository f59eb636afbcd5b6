"""What auto-evolution may spend in an hour, and what is left of it."""

from collections.abc import Callable
from dataclasses import dataclass

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """Tokens, candidates measured, and minutes at work (on one core: its CPU time at most)."""

    tokens: int = 0
    candidates: int = 0
    minutes: float = 0.0


class HourlyQuota:
    """Says whether more may be spent; `spent_since(time)` sums what was written down since."""

    def __init__(
        self, most: QuotaUse, spent_since: Callable[[float], QuotaUse], now: Callable[[], float]
    ) -> None:
        self.most = most
        self._spent_since = spent_since
        self._now = now

    def left(self) -> QuotaUse:
        """What is left of the last sixty minutes' allowance, never below nothing."""
        spent = self._spent_since(self._now() - HOUR)
        return QuotaUse(
            max(0, self.most.tokens - spent.tokens),
            max(0, self.most.candidates - spent.candidates),
            max(0.0, self.most.minutes - spent.minutes),
        )

    @property
    def is_used_up(self) -> bool:
        """Whether candidates or minutes are gone; without tokens there are still rewrites."""
        left = self.left()
        return left.candidates < 1 or left.minutes <= 0.0
