"""What a gain must stand up to: the same results, and as much gained, where all is looked at."""

import random

from ..domain.measurement import Counterexample, Decision, Metric, Verdict
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program
from ..verify.equivalence import counterexample, named, same_run
from .sampling import Sample, cheapest, sample_of
from .scaling import Scale

LOOKED_AT = 5
LARGE_GAIN = 1.5
MOST_TIMES = 3.0


def stand_up(
    sandbox: Sandbox,
    programs: tuple[Program, Program],
    scale: Scale,
    verdict: Verdict,
    source: random.Random,
) -> Verdict:
    """The verdict, if B still answers as A at the size that was measured, and then gains, too.

    Sameness is shown on inputs of usual sizes, and a measured function's result is not written
    down: a program could do less where the input is large, or where nobody reads its result.
    """
    seen: list[tuple[Sample, Sample]] = []
    with sandbox.open(programs[0]) as first, sandbox.open(programs[1]) as second:
        for _ in range(LOOKED_AT):
            given = {"seed": source.randrange(2**31), "size": scale.size}
            costs = _both(first, second, given)
            if isinstance(costs, Counterexample):
                return _differing(verdict, costs)
            if costs is None:
                return verdict
            seen.append(costs)
    if programs[0].function and not _gains_when_seen(seen, verdict, scale):
        reason = f"{verdict.ratio:.2f}x only while its results are not looked at: not kept"
        return Verdict(Decision.NOT_CONFIRMED, reason, seconds=verdict.seconds)
    return verdict


def _both(
    first: Session, second: Session, given: dict[str, int]
) -> tuple[Sample, Sample] | Counterexample | None:
    """What both cost, or where they differ; None if the first says nothing that could be held."""
    expected = first.run(dict(given))
    if not expected.finished:
        # Writing down a result can be too much where making it is not.
        return None
    got = second.run(dict(given))
    if same_run(expected, got):
        return sample_of(expected), sample_of(got)
    if expected.stdout != first.run(dict(given)).stdout:
        return None
    return counterexample(named((given["seed"], given["size"])), expected, got)


def _differing(verdict: Verdict, found: Counterexample) -> Verdict:
    reason = f"for {found.description} it gives {found.got}, not {found.expected}"
    return Verdict(
        Decision.DIFFERENT,
        reason,
        equivalent=False,
        counterexample=found,
        seconds=verdict.seconds,
    )


def _gains_when_seen(seen: list[tuple[Sample, Sample]], verdict: Verdict, scale: Scale) -> bool:
    """Whether at least half of a large gain is there; writing results down costs both the same."""
    metric = verdict.metric
    if metric is Metric.MEMORY or verdict.ratio < LARGE_GAIN:
        return True
    a, b = (cheapest([pair[which] for pair in seen]).of(metric) for which in (0, 1))
    unseen = verdict.cpu_ms if metric is Metric.CPU else verdict.latency_ms
    if a > MOST_TIMES * (unseen[0] + scale.overhead.of(metric)):
        # So much is written that its noise is more than what was gained.
        return True
    return a - b >= (unseen[0] - unseen[1]) / 2
