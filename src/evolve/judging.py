"""Decides whether a candidate's score is believable and better than the best so far."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from ..measure.statistics import sign_flip_p
from .evaluation import Evaluation

LEVEL = 0.01
"""The chance of accepting a candidate that is not better, with a noisy evaluator."""
LOOKS = (10, 20, 36)
FIRST_LOOK = 4
SUSPICIOUS_SPREADS = 10.0
_SAME = 1e-12

Evaluate = Callable[[bool], Evaluation]
"""Evaluates a program once more, in a fresh process if called with True."""

EvaluatePair = Callable[[], tuple[Evaluation, Evaluation]]
"""Evaluates candidate and best once more, under the same conditions."""


class Judgement(Struct, frozen=True):
    """Whether the candidate is better, and the evidence."""

    is_better: bool
    evidence: str


@dataclass(slots=True)
class _Spread:
    """Mean and standard deviation of the added values (Welford, Technometrics 4, 1962)."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        """Add a value."""
        self.count += 1
        apart = value - self.mean
        self.mean += apart / self.count
        self.squares += apart * (value - self.mean)

    @property
    def deviation(self) -> float:
        """The standard deviation; 0 for fewer than two values."""
        return math.sqrt(self.squares / (self.count - 1)) if self.count > 1 else 0.0


@dataclass(slots=True)
class Judge:
    """Compares candidates with the best program and estimates the evaluator's noise.

    A would-be best is evaluated twice. Once two evaluations of one program differ, the evaluator
    counts as noisy: candidate and best are evaluated in pairs, and a sequential sign-flip test
    decides at level `LEVEL`, divided among its looks.
    """

    chance: random.Random
    is_noisy: bool = False
    _scores: _Spread = field(default_factory=_Spread)
    _noise: _Spread = field(default_factory=_Spread)
    _of_best: _Spread = field(default_factory=_Spread)

    def set_best(self, evaluations: tuple[Evaluation, ...]) -> None:
        """Compare with the program of these evaluations from now on."""
        self._of_best = _Spread()
        for one in evaluations:
            self._of_best.add(one.score)

    def learn(self, evaluations: tuple[Evaluation, ...]) -> None:
        """Learn the spread of the scores and the noise from all evaluations of a program."""
        scores = [one.score for one in evaluations if one.is_usable]
        for score in scores[:1]:
            self._scores.add(score)
        for a, b in zip(scores, scores[1:]):
            self.is_noisy |= _differ(a, b)
            # The difference of two draws has twice the variance of one.
            self._noise.add((a - b) / math.sqrt(2))
            self._noise.add((b - a) / math.sqrt(2))

    @property
    def best_score(self) -> float:
        """The mean score of the best program."""
        return self._of_best.mean

    def refusal(self, first: Evaluation) -> str:
        """Return why a program with this first evaluation is not judged further, "" if it is."""
        if first.problem:
            return first.problem
        needed = self._of_best.mean + (self._noise.deviation / 2 if self.is_noisy else 0.0)
        return "not better" if first.is_usable and first.score <= needed else ""

    def judge(self, first: Evaluation, again: Evaluate, both_again: EvaluatePair) -> Judgement:
        """Judge a program by its first evaluation and as many more as it takes."""
        if not first.is_usable and not first.problem:
            first = again(True)
            if not first.is_usable:
                return Judgement(False, "the score is not a finite number")
            self.is_noisy = True
        refusal = self.refusal(first)
        if refusal:
            return Judgement(False, refusal)
        above = first.score - self._of_best.mean
        suspicious = above > SUSPICIOUS_SPREADS * self._scores.deviation
        second = again(suspicious)
        if not second.is_usable:
            return Judgement(False, f"failed when it was evaluated again: {second.problem}")
        self.is_noisy |= _differ(first.score, second.score)
        if self.is_noisy:
            return self._compare(both_again)
        reason = "far above all scores so far" if suspicious else "better than the best"
        return Judgement(True, f"{reason}; the same score twice")

    def _compare(self, both_again: EvaluatePair) -> Judgement:
        """Evaluate candidate and best in pairs until the test decides; only pairs count."""
        differences: list[float] = []
        failures = 0
        level = LEVEL / len(LOOKS)
        for size in (FIRST_LOOK, *LOOKS):
            while len(differences) < size:
                own, other = both_again()
                if not own.is_usable:
                    return Judgement(False, "failed in a pair")
                if other.is_usable:
                    differences.append(own.score - other.score)
                    self._of_best.add(other.score)
                    continue
                failures += 1
                if failures == FIRST_LOOK:
                    return Judgement(False, f"the best failed in {failures} pairs")
            mean = sum(differences) / size
            if mean <= 0:
                return Judgement(False, f"not better in {size} pairs")
            p = sign_flip_p(differences, self.chance.randrange(2**31), level)
            if size in LOOKS and p <= level:
                return Judgement(True, f"better by {mean:.3g} in {size} pairs (p = {p:.2g})")
        return Judgement(False, f"not proven better in {LOOKS[-1]} pairs")


def _differ(a: float, b: float) -> bool:
    return abs(a - b) > _SAME * max(abs(a), abs(b), 1e-300)
