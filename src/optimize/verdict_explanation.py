"""Explains verdicts in plain words."""

import math
from collections.abc import Sequence
from types import MappingProxyType

from ..domain.measurement import Decision, Iteration, Metric, Verdict

_CLOCK = MappingProxyType(
    {Metric.CPU: "CPU time", Metric.LATENCY: "wall time", Metric.MEMORY: "peak memory"}
)

_BETTER = MappingProxyType(
    {
        Metric.CPU: "faster",
        Metric.LATENCY: "faster by the clock",
        Metric.MEMORY: "smaller in memory",
    }
)


def gain_of(iterations: Sequence[Iteration]) -> str:
    """Return the measured gain of all kept versions together: "278x faster".

    Each was measured against the one before it, so the ratios of a metric multiply. Only the
    metrics that decided are named; "" if no version was kept.
    """
    kept = [one.verdict for one in iterations if one.verdict.kept]
    gains = (
        (metric, math.prod(one.ratio for one in kept if one.metric is metric))
        for metric in dict.fromkeys(one.metric for one in kept)
    )
    return " and ".join(f"{_factor(gain)}x {_BETTER[metric]}" for metric, gain in gains)


def explain_verdict(verdict: Verdict) -> str:
    """Return the pairs, p and the method behind a verdict; or that nothing was timed."""
    if not verdict.pairs:
        return "Nothing was timed."
    measured = _CLOCK[verdict.metric]
    is_confirmed = verdict.decision in (Decision.KEPT, Decision.NOT_CONFIRMED)
    drawn = "new runs that had no part in choosing it" if is_confirmed else "runs"
    return (
        f"{verdict.pairs} fair pairs of {drawn} gave {verdict.ratio:.2f}x in {measured}"
        f" (95 % sure: {verdict.low:.2f} to {verdict.high:.2f}), p = {verdict.p:.4f}."
        " Each pair ran both versions on the same new input, in random order, each in a process"
        f" of its own. Compared is the mean of the lowest quarter of {measured}; p is the share of"
        " random swaps of the two within their pairs that look as good."
    )


def explain_iterations(iterations: Sequence[Iteration]) -> str:
    """Return how the version that was kept last was decided, or else the last that was measured."""
    measured = [one for one in iterations if one.verdict.pairs]
    kept = [one for one in measured if one.verdict.kept]
    if not iterations:
        return ""
    one = (kept or measured or iterations)[-1]
    tried = f"Versions tried: {len(iterations)}. Version {one.number}"
    return f"{tried}, {one.verdict.reason}. {explain_verdict(one.verdict)}"


def _factor(ratio: float) -> str:
    """Three significant digits, and all those before the point."""
    digits = 2 if ratio < 10 else 1 if ratio < 100 else 0
    return f"{ratio:.{digits}f}"
