"""Decides whether a candidate's score is believable and better than the best so far."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the candidate is better, the evidence, and the evaluations it took to decide."""

    is_better: bool
    evidence: str
    of_candidate: tuple[tuple[Evaluation, str], ...] = ()
    of_best: tuple[tuple[Evaluation, str], ...] = ()


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
        scores = [one.score for one in evaluations if one.is_usable]
        for score in scores:
            self._of_best.add(score)
        self._learn_noise(scores)

    def count(self, evaluation: Evaluation) -> None:
        """Add an evaluation to the spread of the scores."""
        if evaluation.is_usable:
            self._scores.add(evaluation.score)

    @property
    def best_score(self) -> float:
        """The mean score of the best program."""
        return self._of_best.mean

    def judge(self, first: Evaluation, again: Evaluate, both_again: EvaluatePair) -> Judgement:
        """Judge a program by its first evaluation and as many more as it takes."""
        if first.problem:
            return Judgement(False, first.problem)
        made: list[tuple[Evaluation, str]] = []
        if not first.is_usable:
            repeated = again(True)
            made.append((repeated, "the score is not a finite number"))
            if not repeated.is_usable:
                return Judgement(False, "the score is not a finite number", tuple(made))
            self.is_noisy, first = True, repeated
        needed = self._of_best.mean + (self._noise.deviation / 2 if self.is_noisy else 0.0)
        if first.score <= needed:
            return Judgement(False, "not better", tuple(made))
        suspicious = self._is_suspicious(first.score)
        second = again(suspicious)
        reason = "far above all scores so far" if suspicious else "better than the best"
        made.append((second, reason))
        if not second.is_usable:
            why = f"failed when it was evaluated again: {second.problem}"
            return Judgement(False, why, tuple(made))
        self._learn_noise([first.score, second.score])
        if not self.is_noisy:
            return Judgement(True, f"{reason}; the same score twice", tuple(made))
        return self._compare(made, both_again)

    def _compare(self, made: list[tuple[Evaluation, str]], both_again: EvaluatePair) -> Judgement:
        """Evaluate candidate and best in pairs until the test decides; only pairs count."""
        of_best: list[tuple[Evaluation, str]] = []
        differences: list[float] = []
        level = LEVEL / len(LOOKS)
        verdict = f"not proven better in {LOOKS[-1]} pairs"
        is_better = False
        for size in (FIRST_LOOK, *LOOKS):
            while len(differences) < size:
                pair = both_again()
                made.append((pair[0], "paired"))
                if pair[0].is_usable or pair[1].is_usable:
                    # If both failed, the candidate may have ended the worker of the best.
                    of_best.append((pair[1], "paired"))
                if not pair[0].is_usable or not pair[1].is_usable:
                    return Judgement(False, "failed in a pair", tuple(made), tuple(of_best))
                differences.append(pair[0].score - pair[1].score)
                self._of_best.add(pair[1].score)
            mean = sum(differences) / size
            if mean <= 0:
                verdict = f"not better in {size} pairs"
                break
            p = sign_flip_p(differences, self.chance.randrange(2**31), level)
            if size in LOOKS and p <= level:
                is_better, verdict = True, f"better by {mean:.3g} in {size} pairs (p = {p:.2g})"
                break
        return Judgement(is_better, verdict, tuple(made), tuple(of_best))

    def _is_suspicious(self, score: float) -> bool:
        spread = self._scores.deviation
        return score - self._of_best.mean > SUSPICIOUS_SPREADS * spread

    def _learn_noise(self, scores: list[float]) -> None:
        """Learn how far apart evaluations of one program are."""
        for a, b in zip(scores, scores[1:]):
            if abs(a - b) > _SAME * max(abs(a), abs(b), 1e-300):
                self.is_noisy = True
            # The difference of two draws has twice the variance of one.
            self._noise.add((a - b) / math.sqrt(2))
            self._noise.add((b - a) / math.sqrt(2))
