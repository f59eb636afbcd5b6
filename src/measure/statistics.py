"""The statistics of paired comparisons: log ratio, permutation test and confidence interval.

The statistic is ln(mean of A's lowest quarter / mean of B's lowest quarter): noise on a shared
machine only adds time, so the low samples show the program and the high ones other load.
Its p-value is that of a permutation test (Fisher 1935; Good, Permutation, Parametric and Bootstrap
Tests of Hypotheses, 2005) which swaps the labels within pairs.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..domain.measurement import Interval, Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

SWAPS = 999
MAX_SWAPS = 19999
RESAMPLES = 999
LAYOUT_ERROR = 0.005
"""Standard error of a log ratio that comes of few processes' memory layouts, not of few runs."""
TINY = 1e-9


def log_ratio(a: Sequence[float], b: Sequence[float]) -> float:
    """ln(A/B) of the lowest quarters: above 0 where B is cheaper."""
    return math.log(lowest_quarter(a) / lowest_quarter(b))


def swap_p(
    a: Sequence[float], b: Sequence[float], seed: int, *, beyond: float = 0.0, level: float = 0.01
) -> float:
    """One-sided p that B is cheaper than A by more than `beyond` (a log ratio) by chance.

    Label swaps within the pairs, B made dearer by `beyond` first; as many as it takes to tell
    `level` surely. At least 1/(swaps + 1).
    """
    import numpy as np

    pairs = np.array([a, np.asarray(b) * math.exp(beyond)], dtype=float)
    observed = _log_ratios(pairs[:1], pairs[1:])[0]
    swaps = min(MAX_SWAPS, max(SWAPS, round(10 / level)))
    swapped = np.random.default_rng(seed).random((swaps, pairs.shape[1])) < 0.5
    first = np.where(swapped, pairs[1], pairs[0])
    second = np.where(swapped, pairs[0], pairs[1])
    at_least = int((_log_ratios(first, second) >= observed - TINY).sum())
    return (at_least + 1) / (swaps + 1)


def sign_flip_p(differences: Sequence[float], seed: int, level: float = 0.01) -> float:
    """One-sided p that paired differences have a mean above 0 by chance.

    The same label swaps as `swap_p`, with the mean difference as the statistic: for values that
    may be negative and whose noise goes both ways, such as scores.
    """
    import numpy as np

    values = np.asarray(differences, dtype=float)
    swaps = min(MAX_SWAPS, max(SWAPS, round(10 / level)))
    signs = np.random.default_rng(seed).random((swaps, len(values))) < 0.5
    means = np.where(signs, values, -values).mean(axis=1)
    at_least = int((means >= values.mean() - TINY * abs(values.mean())).sum())
    return (at_least + 1) / (swaps + 1)


def bounds(a: Sequence[float], b: Sequence[float], seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the log ratio.

    Percentiles of resampled pairs (Efron 1979), widened by sqrt(n / (n - 1)) about the estimate
    and by the t distribution's factor, because few pairs make the plain interval too narrow; and
    by what the layouts of a handful of processes add, which no number of pairs can show.
    """
    import numpy as np

    pairs = np.array([a, b], dtype=float)
    count = pairs.shape[1]
    chosen = np.random.default_rng(seed).integers(0, count, (RESAMPLES, count))
    ratios = _log_ratios(pairs[0][chosen], pairs[1][chosen])
    low, high = np.quantile(ratios, (0.025, 0.975))
    middle = log_ratio(a, b)
    factor = math.sqrt(count / (count - 1)) * (1 + 2.5 / count)
    below, above = factor * max(middle - low, 0.0), factor * max(high - middle, 0.0)
    layout = 1.96 * LAYOUT_ERROR
    return middle - math.hypot(below, layout), middle + math.hypot(above, layout)


def lowest_quarter(samples: Sequence[float]) -> float:
    """Return the mean of the lowest quarter."""
    lowest = sorted(samples)[: max(1, len(samples) // 4)]
    return max(sum(lowest) / len(lowest), TINY)


def _log_ratios(a: "Samples", b: "Samples") -> "Samples":
    import numpy as np

    quarter = max(1, a.shape[1] // 4)
    low_a = np.partition(a, quarter - 1, axis=1)[:, :quarter].mean(axis=1)
    low_b = np.partition(b, quarter - 1, axis=1)[:, :quarter].mean(axis=1)
    ratios: Samples = np.log(np.maximum(low_a, TINY) / np.maximum(low_b, TINY))
    return ratios


WEIGHTS: Mapping[Metric, float] = {Metric.CPU: 0.5, Metric.LATENCY: 0.25, Metric.MEMORY: 0.25}


def score_of(intervals: Mapping[Metric, Interval]) -> float:
    """exp(sum of weight x ln(ratio)) over the decided metrics; an undecided one counts 1.00."""
    decided = {m: i for m, i in intervals.items() if i.decided and i.ratio > 0}
    return math.exp(sum(WEIGHTS[m] * math.log(i.ratio) for m, i in decided.items()))
