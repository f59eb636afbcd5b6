"""What the pairs seen so far say: keep, futile, or look at more; and whether new pairs confirm."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from src.core.measurement import Decision, Interval, Metric
from src.measure.sampling import Pair
from src.measure.statistics import bounds, log_ratio, swap_p

LEAST_GAIN = math.log(1.01)
WORTHWHILE = math.log(1.02)
VETO = math.log(1.05)
MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE = 0.25, 0.02


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of the tests: to be a candidate, futile, a veto, and to confirm."""

    candidate: float = 0.01
    futile: float = 0.10
    veto: float = 0.05
    confirm: float = 0.05


@dataclass(frozen=True, slots=True)
class Look:
    """What was concluded, by which metric, with each metric's interval."""

    decision: Decision
    metric: Metric = Metric.CPU
    intervals: Mapping[Metric, Interval] = field(default_factory=dict)
    vetoed_by: Metric | None = None


def judge_look(pairs: Sequence[Pair], levels: Levels, seed: int) -> Look:
    """KEPT for a candidate that must yet confirm, WITHIN_NOISE, WORSE, or UNDECIDED."""
    intervals = {m: _interval(pairs, m, seed, levels.candidate) for m in _metrics(pairs)}
    metric = _best(intervals)
    veto = _veto(pairs, levels, seed, metric)
    look = Look(Decision.UNDECIDED, metric, intervals)
    if intervals[metric].decided and veto is None:
        return replace(look, decision=Decision.KEPT)
    if veto is not None and len(pairs) >= 14:
        return replace(look, decision=Decision.WORSE, vetoed_by=veto)
    if all(_is_futile(pairs, m, levels, seed) for m in intervals):
        return replace(look, decision=Decision.WITHIN_NOISE)
    return look


def confirms(look: Look, fresh: Sequence[Pair], levels: Levels, seed: int) -> Look:
    """The candidate's decision from pairs that had no part in choosing it."""
    intervals = {m: _interval(fresh, m, seed, levels.confirm) for m in _metrics(fresh)}
    won = look.metric in intervals and intervals[look.metric].decided
    veto = _veto(fresh, levels, seed, look.metric)
    if won and veto is None:
        return Look(Decision.KEPT, look.metric, intervals)
    return Look(Decision.NOT_CONFIRMED, look.metric, intervals, veto)


def _values(pairs: Sequence[Pair], metric: Metric) -> tuple[list[float], list[float]]:
    return [a.of(metric) for a, _ in pairs], [b.of(metric) for _, b in pairs]


def _metrics(pairs: Sequence[Pair]) -> list[Metric]:
    """The metrics that tell something: memory only outside its dead zone."""
    a, b = _values(pairs, Metric.MEMORY)
    low_a, low_b = min(a), min(b)
    dead = max(MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE * max(low_a, low_b))
    told = [Metric.CPU, Metric.LATENCY]
    return [*told, Metric.MEMORY] if abs(low_a - low_b) > dead else told


def _interval(pairs: Sequence[Pair], metric: Metric, seed: int, level: float) -> Interval:
    a, b = _values(pairs, metric)
    gain = log_ratio(a, b)
    p = swap_p(a, b, seed)
    low, high = bounds(a, b, seed)
    decided = p < level and gain > LEAST_GAIN
    return Interval(math.exp(gain), math.exp(low), math.exp(high), p, decided)


def _best(intervals: Mapping[Metric, Interval]) -> Metric:
    """CPU where it is decided, for it is the least disturbed; else the surest."""
    if intervals[Metric.CPU].decided:
        return Metric.CPU
    decided = [m for m, interval in intervals.items() if interval.decided]
    return min(decided or [Metric.CPU], key=lambda m: intervals[m].p)


def _veto(pairs: Sequence[Pair], levels: Levels, seed: int, chosen: Metric) -> Metric | None:
    """A metric that is surely worse by over 5 % (the wall clock only if CPU did not win)."""
    for metric in _metrics(pairs):
        if metric is chosen:
            continue
        a, b = _values(pairs, metric)
        if log_ratio(a, b) < -VETO and swap_p(b, a, seed) < levels.veto:
            return metric
    return None


def _is_futile(pairs: Sequence[Pair], metric: Metric, levels: Levels, seed: int) -> bool:
    """So little gained that 1.02 can be ruled out."""
    a, b = _values(pairs, metric)
    if log_ratio(a, b) >= WORTHWHILE:
        return False
    return swap_p(b, a, seed, -WORTHWHILE) < levels.futile
