"""Comparing two of the user's files: what is read, what is refused, and what is said."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from src.domain.candidate import Candidate
from src.domain.errors import BadArguments, Declined
from src.domain.measurement import Counterexample, Decision, Metric, Profiling, Verdict
from src.domain.ports import PairsDrawn, ignore_pairs
from src.domain.task import Workload
from src.optimize.optimizer import Measuring
from src.usercode.comparison import ComparisonRequest, FileComparison, as_json, say

KEPT = Verdict(Decision.KEPT, "", ratio=1.15, low=1.11, high=1.19, p=0.001, pairs=14)


@dataclass
class FixedComparer:
    verdict: Verdict = KEPT
    compared: list[tuple[Candidate, Candidate, Workload, str]] = field(default_factory=list)

    def compare(
        self,
        a: Candidate,
        b: Candidate,
        workload: Workload,
        function: str = "",
        drawn: PairsDrawn = ignore_pairs,
    ) -> Verdict:
        self.compared.append((a, b, workload, function))
        return self.verdict

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        return Profiling(10.0, 3.0)


@dataclass
class FixedEquivalence:
    found: Counterexample | None = None
    declines: str = ""

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        if self.declines:
            raise Declined(self.declines)
        return self.found


def files(folder: Path, **sources: str) -> ComparisonRequest:
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    inputs = folder / "inputs.py" if "inputs" in sources else None
    return ComparisonRequest(folder / "a.py", folder / "b.py", "f", inputs)


def compared_by(measuring: Measuring) -> FileComparison:
    def by_function(_request: ComparisonRequest) -> Verdict:
        raise AssertionError("the inputs are given")

    return FileComparison(lambda request: measuring, by_function)


INPUTS = "def make_input(seed, size):\n    return ([size],)\n"
F = "def f(x):\n    return x\n"


def test_two_functions_are_measured_on_the_inputs_file_even_if_they_look_equal(
    tmp_path: Path,
) -> None:
    comparer = FixedComparer()
    comparison = compared_by(Measuring(comparer, FixedEquivalence()))

    verdict = comparison.compare(files(tmp_path, a=F, b=F, inputs=INPUTS))

    assert verdict.kept
    assert verdict.equivalent is True
    assert comparer.compared[0][2].source == INPUTS


def test_a_difference_is_shown_and_nothing_is_measured(tmp_path: Path) -> None:
    comparer = FixedComparer()
    difference = Counterexample("make_input(seed=1, size=0)", "0", "1")
    comparison = compared_by(Measuring(comparer, FixedEquivalence(difference)))

    verdict = comparison.compare(files(tmp_path, a=F, b=F, inputs=INPUTS))

    assert verdict.decision is Decision.DIFFERENT
    assert not comparer.compared
    assert as_json(verdict)["counterexample"] == {
        "input": "make_input(seed=1, size=0)",
        "expected": "0",
        "got": "1",
    }


def test_a_program_that_is_not_deterministic_is_refused(tmp_path: Path) -> None:
    refusing = FixedEquivalence(declines="its results are not deterministic")
    comparison = compared_by(Measuring(FixedComparer(), refusing))

    verdict = comparison.compare(files(tmp_path, a=F, b=F, inputs=INPUTS))

    assert verdict.decision is Decision.NOT_DETERMINISTIC
    assert verdict.equivalent is None


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        ({"a": F}, "cannot read .*b.py"),
        ({"a": F, "b": "def f(:\n"}, "b.py is not a Python program: .*line 1"),
        ({"a": F, "b": "def g(x):\n    return x\n", "inputs": INPUTS}, "has no function f"),
        ({"a": F, "b": F, "inputs": "x = 1\n"}, "defines no make_input"),
    ],
)
def test_bad_input_is_refused_with_a_plain_sentence(
    sources: dict[str, str], why: str, tmp_path: Path
) -> None:
    comparison = compared_by(Measuring(FixedComparer(), FixedEquivalence()))

    with pytest.raises(BadArguments, match=why):
        comparison.compare(files(tmp_path, **sources))


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (
            KEPT,
            "B is 1.15x faster (between 1.11 and 1.19) in 14 fair comparisons: keep it",
        ),
        (
            Verdict(Decision.WORSE, "", ratio=0.5, low=0.4, high=0.625, pairs=8),
            "B is 2.00x slower (between 1.60 and 2.50) in 8 fair comparisons: keep A",
        ),
        (
            Verdict(Decision.WITHIN_NOISE, "", ratio=1.01, low=0.98, high=1.05, pairs=24),
            "B is 1.01x A's speed (between 0.98 and 1.05) in 24 fair comparisons,"
            " that is within noise: keep A",
        ),
        (Verdict(Decision.FAILED, "it could not be measured"), "it could not be measured"),
    ],
)
def test_a_verdict_is_said_in_plain_words(verdict: Verdict, sentence: str) -> None:
    assert say(verdict) == sentence


def test_the_json_holds_what_scripts_were_promised() -> None:
    told = as_json(KEPT)

    assert list(told) == [
        *("ratio", "low", "high", "p", "pairs", "kept", "metric"),
        *("latency_ms", "cpu_ms", "memory_mb", "equivalent", "counterexample", "reason"),
    ]
    assert told["metric"] == Metric.CPU.value
    assert told["kept"] is True


def test_a_difference_seen_while_measuring_is_told_as_one(tmp_path: Path) -> None:
    seen = Counterexample("make_input(seed=1, size=900)", "[1]", "[]")
    differing = Verdict(Decision.DIFFERENT, "for it it gives [], not [1]", counterexample=seen)
    comparison = compared_by(Measuring(FixedComparer(differing), FixedEquivalence()))

    verdict = comparison.compare(files(tmp_path, a=F, b=F, inputs=INPUTS))

    assert verdict.equivalent is False and not verdict.kept


def test_a_file_of_a_package_is_compared_with_the_folder_above_it(tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").write_text("")
    for name in ("a.py", "b.py"):
        (tmp_path / "kit" / name).write_text("from .util import norm\n")
    (tmp_path / "alone.py").write_text("import json\n")

    request = ComparisonRequest(tmp_path / "kit" / "a.py", tmp_path / "kit" / "b.py")
    alone = ComparisonRequest(tmp_path / "alone.py", tmp_path / "alone.py")

    assert request.environment.neighbours == str(tmp_path)
    assert alone.environment.neighbours == ""
