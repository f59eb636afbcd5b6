"""What `explain` says of a verdict: how many pairs, which p, and the method in plain words."""

from msgspec.structs import replace

from src.domain.measurement import Decision, Iteration, Metric, Verdict
from src.optimize.verdict_explanation import explain_iterations, explain_verdict, gain_of

KEPT = Verdict(
    Decision.KEPT,
    "1.15x faster (1.11-1.19): kept",
    ratio=1.15,
    low=1.11,
    high=1.19,
    p=0.0012,
    pairs=14,
)
SMALLER = Verdict(Decision.KEPT, "1.50x less memory: kept", Metric.MEMORY, ratio=1.5)
FAILED = Verdict(Decision.FAILED, "its tests fail: test_1")


def test_a_verdict_is_explained_by_its_pairs_its_p_and_the_method() -> None:
    told = explain_verdict(KEPT)

    assert "14 fair pairs of new runs that had no part in choosing it" in told
    assert "1.15x in CPU time (95 % sure: 1.11 to 1.19), p = 0.0012" in told
    assert "random swaps" in told and "lowest quarter" in told


def test_what_was_judged_by_the_wall_clock_says_so() -> None:
    waiting = Verdict(Decision.WITHIN_NOISE, "", metric=Metric.LATENCY, pairs=8)

    assert "in wall time" in explain_verdict(waiting)
    assert "no part in choosing" not in explain_verdict(waiting)


def test_the_version_that_was_kept_is_explained_rather_than_what_was_tried_after_it() -> None:
    tried = (Iteration(1, "a", "", FAILED), Iteration(2, "b", "", KEPT))

    told = explain_iterations((*tried, Iteration(3, "c", "", FAILED)))

    assert told.startswith("Versions tried: 3. Version 2, 1.15x faster (1.11-1.19): kept. 14 fair")


def test_versions_that_were_never_timed_are_said_not_to_have_been() -> None:
    assert explain_iterations((Iteration(1, "a", "", FAILED),)) == (
        "Versions tried: 1. Version 1, its tests fail: test_1. Nothing was timed."
    )
    assert explain_iterations(()) == ""


def test_the_gain_is_the_ratios_of_the_kept_versions_by_what_decided() -> None:
    kept = replace(KEPT, ratio=12.0)
    verdicts = (kept, FAILED, SMALLER, replace(KEPT, ratio=23.17))
    tried = tuple(Iteration(n, str(n), "", verdict) for n, verdict in enumerate(verdicts, 1))

    assert gain_of(tried[:1]) == "12.0x faster"
    assert gain_of(tried[2:3]) == "1.50x smaller in memory"
    assert gain_of(tried) == "278x faster and 1.50x smaller in memory"
    assert gain_of((Iteration(1, "a", "", FAILED),)) == ""
