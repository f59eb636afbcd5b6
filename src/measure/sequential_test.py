"""The sequential test: interim analyses at growing sizes, a confirmation, and the verdict."""

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from ..domain.measurement import Decision, Interval, Metric, Verdict
from ..domain.ports import PairsDrawn, ignore_pairs
from ..domain.replace import replace
from .sampling import Pair, Sampler
from .statistics import lowest_quarter, score_of
from .stopping_rules import InterimResult, StoppingRule, confirmation_result, interim_result

INTERIM_SIZES = (8, 14, 24, 40)
IO_BOUND_INTERIM_SIZES = (8, 14, 24, 40, 60)
CONFIRMATION_SIZES: Mapping[int, int] = MappingProxyType({8: 14, 14: 20, 24: 32, 40: 40, 60: 60})
"""The number of new pairs for a confirmation, by the number of pairs that decided."""
CONFIRMATION_GROWTH = 2.5
"""The factor by which the confirming pairs grow, once, if they are inconclusive."""

_GAIN_WORDS: Mapping[Metric, str] = {
    Metric.CPU: "faster",
    Metric.LATENCY: "faster by the clock",
    Metric.MEMORY: "less memory",
}


class Conclusion(Struct, frozen=True):
    """The last interim result, its pairs, and whether they were drawn to confirm."""

    result: InterimResult
    pairs: tuple[Pair, ...]
    confirmed_on_fresh: bool = False


def conclude(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    rng: random.Random,
    sizes: tuple[int, ...] = INTERIM_SIZES,
    drawn: PairsDrawn = ignore_pairs,
) -> Conclusion:
    """Decide; every call of `open_sampler` must give new processes and new inputs.

    The published result of a kept candidate comes from the confirming pairs alone, free of the
    selection that made it a candidate. The level is split between the two confirming tests.
    """
    interim = _sample_until_decided(open_sampler, rule, rng, sizes, drawn)
    if interim.result.decision is not Decision.KEPT:
        return interim
    count = len(interim.pairs)
    drawn(count, count + CONFIRMATION_SIZES[count])
    return _confirm(open_sampler, interim, rule, rng)


def _sample_until_decided(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    rng: random.Random,
    sizes: tuple[int, ...],
    drawn: PairsDrawn,
) -> Conclusion:
    pairs: list[Pair] = []
    result = InterimResult(Decision.UNDECIDED)
    with open_sampler() as sampler:
        for count in sizes:
            drawn(len(pairs), sizes[-1])
            pairs += sampler.draw(count - len(pairs))
            result = interim_result(pairs, rule, rng.randrange(2**31))
            if result.decision is not Decision.UNDECIDED:
                break
    return Conclusion(result, tuple(pairs))


def _confirm(
    open_sampler: Callable[[], Sampler], interim: Conclusion, rule: StoppingRule, rng: random.Random
) -> Conclusion:
    half_level = replace(rule, confirm=rule.confirm / 2)
    count = CONFIRMATION_SIZES[len(interim.pairs)]
    with open_sampler() as sampler:
        fresh = sampler.draw(count)
        result = confirmation_result(interim.result, fresh, half_level, rng.randrange(2**31))
        if result.decision is not Decision.KEPT and _is_open(result):
            fresh += sampler.draw(int(count * CONFIRMATION_GROWTH) - count)
            result = confirmation_result(interim.result, fresh, half_level, rng.randrange(2**31))
    return Conclusion(result, tuple(fresh), confirmed_on_fresh=True)


def _is_open(result: InterimResult) -> bool:
    """Return whether there is a gain that noise keeps from being significant."""
    interval = result.intervals[result.metric]
    return result.vetoed_by is None and interval.ratio > 1.01 and interval.p < 0.2


def verdict_of(conclusion: Conclusion, seconds: float) -> Verdict:
    """Return the verdict of a conclusion."""
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
        return f"{span}, undecided after all pairs because of noise: not kept"
    if result.decision is Decision.WORSE:
        return f"{span}, slower: not kept"
    return f"{span}, within noise: not kept"


def _typical(pairs: Sequence[Pair], metric: Metric) -> tuple[float, float]:
    """Return the mean of the lowest quarter, of A and of B."""
    a, b = zip(*((one.of(metric), other.of(metric)) for one, other in pairs), strict=True)
    return lowest_quarter(a), lowest_quarter(b)
