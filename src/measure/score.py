"""The score of a candidate: the weighted geometric mean of its decided metrics."""

import math
from collections.abc import Mapping

from ..domain.measurement import Interval, Metric

WEIGHTS: Mapping[Metric, float] = {Metric.CPU: 0.5, Metric.LATENCY: 0.25, Metric.MEMORY: 0.25}


def score_of(intervals: Mapping[Metric, Interval]) -> float:
    """exp(sum of weight x ln(ratio)) over the decided metrics; an undecided one counts 1.00."""
    decided = {m: i for m, i in intervals.items() if i.decided and i.ratio > 0}
    return math.exp(sum(WEIGHTS[m] * math.log(i.ratio) for m, i in decided.items()))
