"""Computes an artifact's quality from its uses and verdicts, and when it is retired."""

from dataclasses import dataclass

from ..domain.artifact import Usage

PRIOR_WEIGHT = 4.0
VERDICT_WEIGHT = 3.0
FAILURES_TO_RETIRE = 3


@dataclass(frozen=True, slots=True)
class QualityState:
    """An artifact's quality, 0 to 1, and whether it is retired from retrieval."""

    quality: float
    retired: bool


def quality_state(prior: float, usage: Usage, failures_in_a_row: int) -> QualityState:
    """The quality after these uses and verdicts, and whether the artifact is retired.

    A weighted mean of its prior quality (weighing four uses), its uses, and its users'
    verdicts (weighing three uses each).
    """
    weight = PRIOR_WEIGHT + usage.uses + VERDICT_WEIGHT * (usage.good + usage.bad)
    gained = PRIOR_WEIGHT * prior + usage.successes + VERDICT_WEIGHT * usage.good
    disliked = usage.bad > usage.good
    retired = failures_in_a_row >= FAILURES_TO_RETIRE or disliked
    return QualityState(gained / weight, retired)


def prior_of(quality: float, usage: Usage) -> float:
    """The prior quality that gives this quality after these uses and verdicts."""
    weight = PRIOR_WEIGHT + usage.uses + VERDICT_WEIGHT * (usage.good + usage.bad)
    gained = quality * weight - usage.successes - VERDICT_WEIGHT * usage.good
    return min(1.0, max(0.0, gained / PRIOR_WEIGHT))
