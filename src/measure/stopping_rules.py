"""What the pairs seen so far say: keep, futile, or look at more; and whether new pairs confirm."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..domain.measurement import Decision, Interval, Metric
from .sampling import Pair
from .statistics import bounds, log_ratio, swap_p

LEAST_GAIN = math.log(1.01)
WORTHWHILE = math.log(1.02)
VETO = math.log(1.05)
MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE = 0.25, 0.02
BARE_MB = 8.0
"""What an interpreter takes by itself: a ratio of what comes on top alone would be of nothing."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of the tests: to be a candidate, futile, a veto, and to confirm."""

    candidate: float = 0.01
    futile: float = 0.10
    veto: float = 0.01
    confirm: float = 0.05


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """How pairs are judged: the levels, and by which clock (the wall's where a program waits)."""

    levels: Levels = Levels()
    clock: Metric = Metric.CPU


@dataclass(frozen=True, slots=True)
class InterimLook:
    """What was concluded, by which metric, with each metric's interval."""

    decision: Decision
    metric: Metric = Metric.CPU
    intervals: Mapping[Metric, Interval] = field(default_factory=dict)
    vetoed_by: Metric | None = None


def judge_look(pairs: Sequence[Pair], rule: StoppingRule, seed: int) -> InterimLook:
    """KEPT for a candidate that must yet confirm, WITHIN_NOISE, WORSE, or UNDECIDED."""
    intervals = _intervals(pairs, rule.levels.candidate, seed)
    metric = _best(intervals, rule)
    look = InterimLook(Decision.UNDECIDED, metric, intervals)
    if intervals[metric].decided:
        veto = _veto(pairs, rule, seed, metric)
        if veto is None:
            return replace(look, decision=Decision.KEPT)
        return replace(look, decision=Decision.WORSE, vetoed_by=veto)
    if all(_is_futile(pairs, m, rule, seed) for m in intervals):
        worse = intervals[rule.clock].high < 1.0
        return replace(look, decision=Decision.WORSE if worse else Decision.WITHIN_NOISE)
    return look


def judge_confirmation(
    look: InterimLook, fresh: Sequence[Pair], rule: StoppingRule, seed: int
) -> InterimLook:
    """The candidate's decision from pairs that had no part in choosing it."""
    intervals = _intervals(fresh, rule.levels.confirm, seed)
    interval = _interval(fresh, look.metric, rule.levels.confirm, seed)
    intervals = {**intervals, look.metric: interval}
    veto = _veto(fresh, rule, seed, look.metric)
    if interval.decided and veto is None:
        return InterimLook(Decision.KEPT, look.metric, intervals)
    return InterimLook(Decision.NOT_CONFIRMED, look.metric, intervals, veto)


def values_of(pairs: Sequence[Pair], metric: Metric) -> tuple[list[float], list[float]]:
    """The samples of A and of B; memory with what an interpreter takes by itself."""
    bare = BARE_MB if metric is Metric.MEMORY else 0.0
    return [a.of(metric) + bare for a, _ in pairs], [b.of(metric) + bare for _, b in pairs]


def _metrics(pairs: Sequence[Pair]) -> list[Metric]:
    """The metrics that tell something: memory only outside its dead zone."""
    a, b = values_of(pairs, Metric.MEMORY)
    difference = abs(min(a) - min(b))
    dead = max(MEMORY_DEAD_ZONE_MB, MEMORY_DEAD_ZONE_SHARE * max(min(a), min(b)))
    told = [Metric.CPU, Metric.LATENCY]
    return [*told, Metric.MEMORY] if difference > dead else told


def _intervals(pairs: Sequence[Pair], level: float, seed: int) -> dict[Metric, Interval]:
    return {m: _interval(pairs, m, level, seed) for m in _metrics(pairs)}


def _interval(pairs: Sequence[Pair], metric: Metric, level: float, seed: int) -> Interval:
    a, b = values_of(pairs, metric)
    gain = log_ratio(a, b)
    p = swap_p(a, b, seed, level=level)
    low, high = bounds(a, b, seed)
    decided = p < level and gain > LEAST_GAIN
    return Interval(math.exp(gain), math.exp(low), math.exp(high), p, decided)


def _best(intervals: Mapping[Metric, Interval], rule: StoppingRule) -> Metric:
    """The clock that decides, where it is sure; else the surest."""
    if intervals[rule.clock].decided:
        return rule.clock
    decided = [m for m in _candidates(intervals, rule) if intervals[m].decided]
    return min(decided or [rule.clock], key=lambda m: intervals[m].p)


def _candidates(intervals: Mapping[Metric, Interval], rule: StoppingRule) -> list[Metric]:
    """CPU is no gain to a program that spends its time waiting."""
    return [m for m in intervals if m is not Metric.CPU or rule.clock is Metric.CPU]


def _veto(pairs: Sequence[Pair], rule: StoppingRule, seed: int, chosen: Metric) -> Metric | None:
    """A metric that is surely worse by over 5 %."""
    for metric in _metrics(pairs):
        if metric is chosen:
            continue
        first, second = values_of(pairs, metric)
        worse_by = log_ratio(second, first)
        if worse_by > VETO and swap_p(second, first, seed) < rule.levels.veto:
            return metric
    return None


def _is_futile(pairs: Sequence[Pair], metric: Metric, rule: StoppingRule, seed: int) -> bool:
    """So little gained that 1.02 can be ruled out; of the other clock, that it is not likely."""
    first, second = values_of(pairs, metric)
    is_small = log_ratio(first, second) < WORTHWHILE
    if metric is rule.clock:
        return is_small and swap_p(second, first, seed, beyond=-WORTHWHILE) < rule.levels.futile
    return is_small or swap_p(first, second, seed) > rule.levels.futile
