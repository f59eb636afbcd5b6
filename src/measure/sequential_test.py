"""The sequential test: interim analyses at growing sample sizes, then a confirmation."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..domain.measurement import Decision
from .sampling import Pair, Sampler
from .stopping_rules import InterimResult, StoppingRule, confirmation_result, interim_result

INTERIM_SIZES = (8, 14, 24, 40)
IO_BOUND_INTERIM_SIZES = (8, 14, 24, 40, 60)
CONFIRMATION_SIZES: Mapping[int, int] = MappingProxyType({8: 14, 14: 20, 24: 32, 40: 40, 60: 60})
"""The number of new pairs for a confirmation, by the number of pairs that decided."""
CONFIRMATION_GROWTH = 2.5
"""The factor by which the confirming pairs grow, once, if they are inconclusive."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The last interim result, its pairs, and whether they were drawn to confirm."""

    result: InterimResult
    pairs: tuple[Pair, ...]
    confirmed_on_fresh: bool = False


def conclude(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    rng: random.Random,
    sizes: tuple[int, ...] = INTERIM_SIZES,
) -> Conclusion:
    """Decide; every call of `open_sampler` must give new processes and new inputs.

    The published result of a kept candidate comes from the confirming pairs alone, free of the
    selection that made it a candidate. The level is split between the two confirming tests.
    """
    interim = _sample_until_decided(open_sampler, rule, rng, sizes)
    if interim.result.decision is not Decision.KEPT:
        return interim
    return _confirm(open_sampler, interim, rule, rng)


def _sample_until_decided(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    rng: random.Random,
    sizes: tuple[int, ...],
) -> Conclusion:
    pairs: list[Pair] = []
    result = InterimResult(Decision.UNDECIDED)
    with open_sampler() as sampler:
        for count in sizes:
            pairs += sampler.draw(count - len(pairs))
            result = interim_result(pairs, rule, rng.randrange(2**31))
            if result.decision is not Decision.UNDECIDED:
                break
    return Conclusion(result, tuple(pairs))


def _confirm(
    open_sampler: Callable[[], Sampler], interim: Conclusion, rule: StoppingRule, rng: random.Random
) -> Conclusion:
    half_level = replace(rule, levels=replace(rule.levels, confirm=rule.levels.confirm / 2))
    count = CONFIRMATION_SIZES[len(interim.pairs)]
    with open_sampler() as sampler:
        fresh = sampler.draw(count)
        result = confirmation_result(interim.result, fresh, half_level, rng.randrange(2**31))
        if result.decision is not Decision.KEPT and _is_open(result):
            fresh += sampler.draw(int(count * CONFIRMATION_GROWTH) - count)
            result = confirmation_result(interim.result, fresh, half_level, rng.randrange(2**31))
    return Conclusion(result, tuple(fresh), confirmed_on_fresh=True)


def _is_open(result: InterimResult) -> bool:
    """Whether there is a gain that noise keeps from being significant."""
    interval = result.intervals[result.metric]
    return result.vetoed_by is None and interval.ratio > 1.01 and interval.p < 0.2
