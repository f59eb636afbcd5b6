"""Stopping rules: whether the pairs so far decide, are futile, or call for more pairs."""

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from ..domain.measurement import Decision, Interval, Metric
from ..domain.replace import replace
from .sampling import Pair
from .statistics import bounds, log_ratio, swap_p

MIN_GAIN = math.log(1.01)
FUTILITY_GAIN = math.log(1.02)
CANDIDATE_LEVEL, FUTILE_LEVEL, VETO_LEVEL = 0.01, 0.10, 0.01
VETO_LOSS = math.log(1.05)
MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE = 0.25, 0.02
INTERPRETER_MB = 8.0
"""An interpreter's own memory, added to both sides: ratios of the small rest mean nothing."""


class StoppingRule(Struct, frozen=True):
    """The significance level of the confirmation, and the clock that decides.

    That is CPU time, or wall time for programs that mostly wait.
    """

    confirm: float = 0.05
    clock: Metric = Metric.CPU


class InterimResult(Struct, frozen=True):
    """The decision, the metric that led to it, and each metric's interval."""

    decision: Decision
    metric: Metric = Metric.CPU
    intervals: Mapping[Metric, Interval] = field(default_factory=dict)
    vetoed_by: Metric | None = None


def interim_result(pairs: Sequence[Pair], rule: StoppingRule, seed: int) -> InterimResult:
    """KEPT for a candidate that must still be confirmed, WITHIN_NOISE, WORSE, or UNDECIDED."""
    intervals = _intervals(pairs, CANDIDATE_LEVEL, seed)
    metric = _best(intervals, rule)
    result = InterimResult(Decision.UNDECIDED, metric, intervals)
    if intervals[metric].decided:
        veto = _veto(pairs, seed, metric)
        if veto is None:
            return replace(result, decision=Decision.KEPT)
        return replace(result, decision=Decision.WORSE, vetoed_by=veto)
    if all(_is_futile(pairs, m, rule, seed) for m in intervals):
        worse = intervals[rule.clock].high < 1.0
        return replace(result, decision=Decision.WORSE if worse else Decision.WITHIN_NOISE)
    return result


def confirmation_result(
    result: InterimResult, fresh: Sequence[Pair], rule: StoppingRule, seed: int
) -> InterimResult:
    """Decide on a candidate from pairs that did not select it."""
    intervals = _intervals(fresh, rule.confirm, seed)
    interval = _interval(fresh, result.metric, rule.confirm, seed)
    intervals = {**intervals, result.metric: interval}
    veto = _veto(fresh, seed, result.metric)
    if interval.decided and veto is None:
        return InterimResult(Decision.KEPT, result.metric, intervals)
    return InterimResult(Decision.NOT_CONFIRMED, result.metric, intervals, veto)


def values_of(pairs: Sequence[Pair], metric: Metric) -> tuple[list[float], list[float]]:
    """Return the samples of A and of B; memory includes the interpreter's own."""
    interpreter = INTERPRETER_MB if metric is Metric.MEMORY else 0.0
    return [a.of(metric) + interpreter for a, _ in pairs], [
        b.of(metric) + interpreter for _, b in pairs
    ]


def _metrics(pairs: Sequence[Pair]) -> list[Metric]:
    """Return the metrics to test: memory only outside its dead zone."""
    a, b = values_of(pairs, Metric.MEMORY)
    difference = abs(min(a) - min(b))
    dead_zone = max(MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE * max(min(a), min(b)))
    metrics = [Metric.CPU, Metric.LATENCY]
    return [*metrics, Metric.MEMORY] if difference > dead_zone else metrics


def _intervals(pairs: Sequence[Pair], level: float, seed: int) -> dict[Metric, Interval]:
    return {m: _interval(pairs, m, level, seed) for m in _metrics(pairs)}


def _interval(pairs: Sequence[Pair], metric: Metric, level: float, seed: int) -> Interval:
    a, b = values_of(pairs, metric)
    gain = log_ratio(a, b)
    p = swap_p(a, b, seed, level=level)
    low, high = bounds(a, b, seed)
    decided = p < level and gain > MIN_GAIN
    return Interval(math.exp(gain), math.exp(low), math.exp(high), p, decided)


def _best(intervals: Mapping[Metric, Interval], rule: StoppingRule) -> Metric:
    """Return the rule's clock if it is decided; else the decided metric with the smallest p."""
    if intervals[rule.clock].decided:
        return rule.clock
    # CPU time leads to a keep only if it is the rule's clock.
    decided = [m for m, i in intervals.items() if i.decided and m is not Metric.CPU]
    return min(decided, key=lambda m: intervals[m].p, default=rule.clock)


def _veto(pairs: Sequence[Pair], seed: int, chosen: Metric) -> Metric | None:
    """Return a metric that is significantly worse, by over 5 %."""
    for metric in _metrics(pairs):
        if metric is chosen:
            continue
        first, second = values_of(pairs, metric)
        worse_by = log_ratio(second, first)
        if worse_by > VETO_LOSS and swap_p(second, first, seed) < VETO_LEVEL:
            return metric
    return None


def _is_futile(pairs: Sequence[Pair], metric: Metric, rule: StoppingRule, seed: int) -> bool:
    """Return whether a gain of 1.02 can be ruled out; for other metrics, is unlikely."""
    first, second = values_of(pairs, metric)
    is_small = log_ratio(first, second) < FUTILITY_GAIN
    if metric is rule.clock:
        return is_small and swap_p(second, first, seed, beyond=-FUTILITY_GAIN) < FUTILE_LEVEL
    return is_small or swap_p(first, second, seed) > FUTILE_LEVEL
