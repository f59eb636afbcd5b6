"""The order of a decision: looks at more and more pairs, then a winner confirms on new ones."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..domain.measurement import Decision
from .sampling import Pair, Sampler
from .stopping_rules import InterimLook, StoppingRule, judge_confirmation, judge_look

LOOKS = (8, 14, 24, 40)
LOOKS_WHEN_WAITING = (8, 14, 24, 40, 60)
CONFIRMING: Mapping[int, int] = MappingProxyType({8: 14, 14: 20, 24: 32, 40: 40, 60: 60})
"""How many new pairs confirm what was decided at so many: the more noise, the more pairs."""
SECOND_CONFIRMATION = 2.5
"""By how much the confirming pairs grow, once, where they leave it open."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The last look, the pairs it was made at, and whether they were drawn to confirm."""

    look: InterimLook
    pairs: tuple[Pair, ...]
    confirmed_on_fresh: bool = False


def conclude(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    source: random.Random,
    looks: tuple[int, ...] = LOOKS,
) -> Conclusion:
    """Decide; every call of `open_sampler` must give new processes and new inputs.

    What is published of a kept candidate comes from the confirming pairs alone: the luck that
    made it a candidate has no part in it. The level is shared by the two tests of confirming.
    """
    seen = _look_until_decided(open_sampler, rule, source, looks)
    if seen.look.decision is not Decision.KEPT:
        return seen
    return _confirm(open_sampler, seen, rule, source)


def _look_until_decided(
    open_sampler: Callable[[], Sampler],
    rule: StoppingRule,
    source: random.Random,
    looks: tuple[int, ...],
) -> Conclusion:
    pairs: list[Pair] = []
    look = InterimLook(Decision.UNDECIDED)
    with open_sampler() as sampler:
        for count in looks:
            pairs += sampler.draw(count - len(pairs))
            look = judge_look(pairs, rule, source.randrange(2**31))
            if look.decision is not Decision.UNDECIDED:
                break
    return Conclusion(look, tuple(pairs))


def _confirm(
    open_sampler: Callable[[], Sampler], seen: Conclusion, rule: StoppingRule, source: random.Random
) -> Conclusion:
    half = replace(rule, levels=replace(rule.levels, confirm=rule.levels.confirm / 2))
    count = CONFIRMING[len(seen.pairs)]
    with open_sampler() as sampler:
        fresh = sampler.draw(count)
        look = judge_confirmation(seen.look, fresh, half, source.randrange(2**31))
        if look.decision is not Decision.KEPT and _is_open(look):
            fresh += sampler.draw(int(count * SECOND_CONFIRMATION) - count)
            look = judge_confirmation(seen.look, fresh, half, source.randrange(2**31))
    return Conclusion(look, tuple(fresh), confirmed_on_fresh=True)


def _is_open(look: InterimLook) -> bool:
    """The gain is there, only the noise is too large to be sure."""
    interval = look.intervals[look.metric]
    return look.vetoed_by is None and interval.ratio > 1.01 and interval.p < 0.2
