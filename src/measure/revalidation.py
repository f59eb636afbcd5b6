"""Revalidates a gain: the same results and the same gain at full size, with results read."""

import random

from ..domain.measurement import Counterexample, Decision, Metric, Verdict
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program
from ..verify.equivalence import counterexample, input_name, same_run
from .sampling import Sample, cheapest, sample_of
from .scaling import Scale

RUNS = 5
LARGE_GAIN = 1.5
MAX_COST_RATIO = 3.0


def revalidate(
    sandbox: Sandbox,
    programs: tuple[Program, Program],
    scale: Scale,
    verdict: Verdict,
    rng: random.Random,
) -> Verdict:
    """The verdict, if B still answers like A and still gains at the size that was measured.

    Equivalence is checked on inputs of typical sizes, and a measured function's result is not
    encoded: a program could do less work on large inputs, or when its result is not read.
    """
    samples: list[tuple[Sample, Sample]] = []
    with sandbox.open(programs[0]) as first, sandbox.open(programs[1]) as second:
        for _ in range(RUNS):
            given = {"seed": rng.randrange(2**31), "size": scale.size}
            costs = _run_both(first, second, given)
            if isinstance(costs, Counterexample):
                return _differing(verdict, costs)
            if costs is None:
                return verdict
            samples.append(costs)
    if programs[0].function and not _gain_holds(samples, verdict, scale):
        reason = f"{verdict.ratio:.2f}x only while its results are not looked at: not kept"
        return Verdict(Decision.NOT_CONFIRMED, reason, seconds=verdict.seconds)
    return verdict


def _run_both(
    first: Session, second: Session, given: dict[str, int]
) -> tuple[Sample, Sample] | Counterexample | None:
    """What both cost, or where they differ; None if the first has no result to compare with."""
    expected = first.run(dict(given))
    if not expected.finished:
        # Encoding a result can exceed a limit that computing it does not.
        return None
    got = second.run(dict(given))
    if same_run(expected, got):
        return sample_of(expected), sample_of(got)
    if expected.stdout != first.run(dict(given)).stdout:
        return None
    return counterexample(input_name((given["seed"], given["size"])), expected, got)


def _differing(verdict: Verdict, difference: Counterexample) -> Verdict:
    reason = f"for {difference.description} it gives {difference.got}, not {difference.expected}"
    return Verdict(
        Decision.DIFFERENT,
        reason,
        equivalent=False,
        counterexample=difference,
        seconds=verdict.seconds,
    )


def _gain_holds(samples: list[tuple[Sample, Sample]], verdict: Verdict, scale: Scale) -> bool:
    """Whether at least half of a large gain remains; encoding results costs both the same."""
    metric = verdict.metric
    if metric is Metric.MEMORY or verdict.ratio < LARGE_GAIN:
        return True
    a, b = (cheapest([pair[which] for pair in samples]).of(metric) for which in (0, 1))
    measured = verdict.cpu_ms if metric is Metric.CPU else verdict.latency_ms
    if a > MAX_COST_RATIO * (measured[0] + scale.overhead.of(metric)):
        # The noise of encoding so much is larger than the gain.
        return True
    return a - b >= (measured[0] - measured[1]) / 2
