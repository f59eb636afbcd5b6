"""Says a comparison in plain words and as a Verdict."""

from collections.abc import Mapping, Sequence

from src.core.measurement import Decision, Interval, Metric, Verdict
from src.measure.judging import Look
from src.measure.sampling import Pair
from src.measure.score import score_of

_MEANING: Mapping[Metric, str] = {
    Metric.CPU: "faster",
    Metric.LATENCY: "faster by the clock",
    Metric.MEMORY: "lighter",
}


def verdict_of(look: Look, pairs: Sequence[Pair], seconds: float) -> Verdict:
    """The verdict that a look at these pairs comes to."""
    interval = look.intervals[look.metric]
    kept = look.decision is Decision.KEPT
    return Verdict(
        Decision.WITHIN_NOISE if look.decision is Decision.UNDECIDED else look.decision,
        _in_words(look, interval),
        metric=look.metric,
        ratio=interval.ratio,
        low=interval.low,
        high=interval.high,
        p=interval.p,
        pairs=len(pairs),
        score=score_of(look.intervals) if kept else 1.0,
        latency_ms=_typical(pairs, Metric.LATENCY),
        cpu_ms=_typical(pairs, Metric.CPU),
        memory_mb=_typical(pairs, Metric.MEMORY),
        intervals={metric.value: i for metric, i in look.intervals.items()},
        seconds=seconds,
    )


def _in_words(look: Look, interval: Interval) -> str:
    span = f"{interval.ratio:.2f}x ({interval.low:.2f}-{interval.high:.2f})"
    meaning = _MEANING[look.metric]
    if look.decision is Decision.KEPT:
        return f"{interval.ratio:.2f}x {meaning} ({interval.low:.2f}-{interval.high:.2f}): kept"
    if look.decision is Decision.WORSE and look.vetoed_by is not None:
        return f"{span}, but worse in {look.vetoed_by.value}: not kept"
    if look.decision is Decision.NOT_CONFIRMED:
        return f"{span}, not confirmed on fresh data: not kept"
    if look.decision is Decision.UNDECIDED:
        return f"{span}, undecided after all pairs: not kept"
    if interval.high < 1.0:
        return f"{span}, slower: not kept"
    return f"{span}, within noise: not kept"


def _typical(pairs: Sequence[Pair], metric: Metric) -> tuple[float, float]:
    """The mean of the lowest quarter, of A and of B."""

    def low(values: list[float]) -> float:
        lowest = sorted(values)[: max(1, len(values) // 4)]
        return sum(lowest) / len(lowest)

    return low([a.of(metric) for a, _ in pairs]), low([b.of(metric) for _, b in pairs])
