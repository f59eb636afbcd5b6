"""Turns a conclusion into a Verdict with a reason in plain words."""

from collections.abc import Mapping, Sequence

from ..domain.measurement import Decision, Interval, Metric, Verdict
from .sampling import Pair
from .sequential_test import Conclusion
from .statistics import score_of
from .stopping_rules import InterimResult

_GAIN_WORDS: Mapping[Metric, str] = {
    Metric.CPU: "faster",
    Metric.LATENCY: "faster by the clock",
    Metric.MEMORY: "less memory",
}


def verdict_of(conclusion: Conclusion, seconds: float) -> Verdict:
    """The verdict of a conclusion."""
    result, pairs = conclusion.result, conclusion.pairs
    interval = result.intervals[result.metric]
    kept = result.decision is Decision.KEPT
    return Verdict(
        result.decision,
        _describe(result, interval),
        metric=result.metric,
        ratio=interval.ratio,
        low=interval.low,
        high=interval.high,
        p=interval.p,
        pairs=len(pairs),
        score=score_of(result.intervals) if kept else 1.0,
        latency_ms=_typical(pairs, Metric.LATENCY),
        cpu_ms=_typical(pairs, Metric.CPU),
        memory_mb=_typical(pairs, Metric.MEMORY),
        intervals={metric.value: i for metric, i in result.intervals.items()},
        seconds=seconds,
    )


def _describe(result: InterimResult, interval: Interval) -> str:
    bounds = f"({interval.low:.2f}-{interval.high:.2f})"
    span = f"{interval.ratio:.2f}x {bounds}"
    if result.decision is Decision.KEPT:
        return f"{interval.ratio:.2f}x {_GAIN_WORDS[result.metric]} {bounds}: kept"
    if result.vetoed_by is not None:
        return f"{span}, but surely worse in {result.vetoed_by.value}: not kept"
    if result.decision is Decision.NOT_CONFIRMED:
        return f"{span}, a first look was not confirmed on fresh runs: not kept"
    if result.decision is Decision.UNDECIDED:
        return f"{span}, undecided after all pairs, too much noise: not kept"
    if result.decision is Decision.WORSE:
        return f"{span}, slower: not kept"
    return f"{span}, within noise: not kept"


def _typical(pairs: Sequence[Pair], metric: Metric) -> tuple[float, float]:
    """The mean of the lowest quarter, of A and of B."""

    def low(values: list[float]) -> float:
        lowest = sorted(values)[: max(1, len(values) // 4)]
        return sum(lowest) / len(lowest)

    return low([a.of(metric) for a, _ in pairs]), low([b.of(metric) for _, b in pairs])
