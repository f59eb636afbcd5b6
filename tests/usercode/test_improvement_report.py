"""What an optimization of the user's file is said to have come to."""

from src.domain.candidate import Candidate, Origin
from src.domain.measurement import Decision, Iteration, Verdict
from src.optimize.optimizer import OptimizationResult
from src.usercode.improvement_report import Improvement


def test_the_gain_is_the_measured_ratio_and_the_score_is_named_as_one() -> None:
    verdict = Verdict(Decision.KEPT, "", ratio=278.4, score=68.17)
    best = Candidate("def common(): return 1", Origin.EDITED)
    found = Improvement(
        "mine.py",
        "common",
        "",
        "def common(): ...",
        OptimizationResult(best, (Iteration(1, "", "a set", verdict),), 68.17, ""),
        "type hints",
    )

    assert found.sentence == ("common is 278x faster (score 68.17) after 1 step, and does the same")
