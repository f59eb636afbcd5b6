"""How much may be spent on one node, and in an hour: as asked for, or as the quota allows."""

from collections.abc import Callable

from msgspec import Struct

from ..domain.events import Event, FellBack, IterationEnded
from ..domain.measurement import Decision

HOUR = 3600.0
ROUNDS, SECONDS = 2, 60.0
NONSENSE, FIRST_REST, LONGEST_REST = 3, 120.0, 3600.0
"""After so many useless replies in a row a model is left alone, twice as long each time (s)."""


class QuotaUse(Struct, frozen=True):
    """Tokens, candidates measured, and minutes at work (on one core: its CPU time at most)."""

    tokens: int = 0
    candidates: int = 0
    minutes: float = 0.0


class HourlyQuota(Struct, frozen=True):
    """Says whether more may be spent; `spent_since(time)` sums what was written down since."""

    most: QuotaUse
    spent_since: Callable[[float], QuotaUse]
    now: Callable[[], float]

    def left(self) -> QuotaUse:
        """Return what is left of the last sixty minutes' allowance, never below nothing."""
        spent = self.spent_since(self.now() - HOUR)
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


class Effort(Struct, frozen=True):
    """Bounds of an attempt on one node: rounds, candidates, wall seconds, a model's tokens."""

    rounds: int
    candidates: int
    seconds: float
    tokens: int


class ModelBackoff:
    """How long a model that answers nonsense is left alone; `now` in seconds."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._rest = FIRST_REST
        self._until = 0.0

    def may_ask(self, now: float) -> bool:
        """Return whether the model may be asked again."""
        return now >= self._until

    def hear(self, event: Event, now: float) -> None:
        """Count useless replies; a candidate that passed its tests ends the count."""
        useless = isinstance(event, FellBack) and event.stage == "improve"
        if isinstance(event, IterationEnded) and event.iteration.by != "rewrite":
            if event.iteration.verdict.decision not in (Decision.FAILED, Decision.DIFFERENT):
                self._in_vain, self._rest = 0, FIRST_REST
                return
            useless = True
        self._in_vain += useless
        if self._in_vain >= NONSENSE:
            self._in_vain = 0
            self._until, self._rest = now + self._rest, min(2 * self._rest, LONGEST_REST)


class BackgroundEffort:
    """What the next attempt in the background may cost; `monotonic` gives seconds."""

    def __init__(self, quota: HourlyQuota, monotonic: Callable[[], float]) -> None:
        self._quota = quota
        self._monotonic = monotonic
        self._backoff = ModelBackoff()

    @property
    def is_used_up(self) -> bool:
        """Whether nothing may be tried before some of the hour has passed."""
        return self._quota.is_used_up

    def hear(self, event: Event) -> None:
        """Note how useful the model's replies are."""
        self._backoff.hear(event, self._monotonic())

    def next(self) -> Effort:
        """Return the bounds of the next attempt; no tokens while the model is left alone."""
        left = self._quota.left()
        tokens = left.tokens if self._backoff.may_ask(self._monotonic()) else 0
        return Effort(ROUNDS, max(1, left.candidates), min(SECONDS, 60 * left.minutes), tokens)
