"""How much is tried on one node: what was asked for, or what the hour's quota still allows."""

from collections.abc import Callable
from dataclasses import dataclass

from ..domain.events import Event, FellBack, IterationEnded
from ..domain.measurement import Decision
from .hourly_quota import HourlyQuota, QuotaUse

ROUNDS, SECONDS = 2, 60.0
NONSENSE, FIRST_REST, LONGEST_REST = 3, 120.0, 3600.0
"""After so many useless replies in a row a model is left alone, twice as long each time (s)."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Bounds of an attempt on one node: rounds, candidates, wall seconds, a model's tokens."""

    rounds: int
    candidates: int
    seconds: float
    tokens: int


def effort_within(left: QuotaUse, tokens: int) -> Effort:
    """An attempt in the background: at most `tokens`, and nothing beyond what is left."""
    return Effort(
        ROUNDS,
        max(1, left.candidates),
        min(SECONDS, 60 * left.minutes),
        min(tokens, left.tokens),
    )


class ModelBackoff:
    """How long a model that answers nonsense is left alone; `now` in seconds."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._rest = FIRST_REST
        self._until = 0.0

    def may_ask(self, now: float) -> bool:
        """Whether the model may be asked again."""
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
        """The bounds of the next attempt; no tokens while the model is left alone."""
        left = self._quota.left()
        may_ask = self._backoff.may_ask(self._monotonic())
        return effort_within(left, left.tokens if may_ask else 0)
