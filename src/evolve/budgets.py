"""Says when a run ends: its budgets, and what of them is used up."""

import math
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import asdict

from ..domain.errors import BadArguments
from ..domain.replace import replace

BASELINE_EVERY = 4
"""Every so many iterations, one varies the first program, whatever the search chooses."""


class Budgets(Struct, frozen=True):
    """When a run ends; 0 or None means unbounded. `iterations` are those of this session.

    Raises BadArguments for a negative budget, or one that is not a number.
    """

    iterations: int = 50
    target: float | None = None
    seconds: float = 0.0
    tokens: int = 0
    evaluations: int = 0
    patience: int = 0
    smallest_gain: float = 0.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value is not None and (not math.isfinite(value) or (value < 0 and name != "target")):
                what = "a number" if name == "target" else "a number from 0 on"
                raise BadArguments(f"{name} takes {what}, not {value:g}")

    def over(self, earlier: "Budgets") -> "Budgets":
        """Return these budgets, with the earlier ones in place of those that are not given."""
        unset = asdict(Budgets())
        given = {name: one for name, one in asdict(self).items() if one != unset[name]}
        return replace(earlier, **given)


@dataclass(slots=True)
class Spent:
    """What this session has done; tokens and evaluations are the whole run's."""

    began: float = 0.0
    begun: int = 0
    tokens: int = 0
    evaluations: int = 0
    done: int = 0
    since_gain: int = 0
    fruitless: int = 0

    def used_up(self, budgets: Budgets, now: float) -> str:
        """Return which of the budgets for evaluations is used up, "" if none is."""
        if self.seconds_left(budgets, now) <= 0:
            return f"{budgets.seconds:g} seconds are over"
        return "" if self.has_room(budgets, 1) else f"{budgets.evaluations} evaluations are made"

    def reason_to_end(self, budgets: Budgets, best: float, now: float) -> str:
        """Return why no iteration is begun any more, "" if one may be."""
        target = budgets.target
        if target is not None and best >= target:
            return "the target is reached"
        if 0 < budgets.tokens <= self.tokens:
            return f"{budgets.tokens} tokens are used up"
        if 0 < budgets.patience <= self.since_gain:
            return f"nothing better in {budgets.patience} iterations"
        if self.fruitless >= 4 * BASELINE_EVERY:
            return "every possible variant was tried"
        return self.used_up(budgets, now)

    def has_room(self, budgets: Budgets, evaluations: int) -> bool:
        """Check whether so many more evaluations are within the budget."""
        return not budgets.evaluations or self.evaluations + evaluations <= budgets.evaluations

    def seconds_left(self, budgets: Budgets, now: float) -> float:
        """Return the seconds until the session ends; infinity if they are unbounded."""
        return budgets.seconds - (now - self.began) if budgets.seconds else math.inf

    def pace(self, now: float, total: int) -> str:
        """Return the speed, the tokens used, and the time that is left."""
        rate = self.done / max(now - self.began, 1e-9)
        left = _duration(max(0, total - self.done) / rate) if rate else "unknown time"
        return f"{rate * 60:.0f} candidates a minute, {self.tokens} tokens, {left} left"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
