"""Comparing the functions that two files define, with nobody saying what to call them with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.measurement import Decision, Verdict
from src.domain.program_run import Limits
from src.optimize.optimizer import Measuring
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.comparison import ComparisonRequest, compare_functions, say
from src.usercode.harness import QUICK
from src.usercode.import_probe import ImportProbe
from src.usercode.optimization import MeasuringServices
from src.verify.equivalence import DifferentialEquivalence
from src.verify.subject_program import BARE, SubjectEnvironment
from tests.usercode.test_comparison import KEPT, FixedComparer

F = "def f(n: int) -> int:\n    return abs(n) + 1\n"
SLOW = "def f(xs: list[int]) -> int:\n    return sum(x in xs for x in xs)\n"
OTHERS = "def g(thing):\n    return thing\ndef h(n: int) -> int:\n    return n\n"


@pytest.fixture(name="bench", scope="module")
def _bench() -> Iterator[MeasuringServices]:
    with ConfinedSandbox(Limits()) as sandbox, sandbox.isolated_copy() as apart:
        around = SubjectEnvironment(limits=QUICK)
        equivalence = DifferentialEquivalence(sandbox, seed=lambda: 7, environment=around)
        measuring = Measuring(FixedComparer(), equivalence)
        yield MeasuringServices(ImportProbe(sandbox, apart, BARE), measuring, lambda: 0.0)


def compared(bench: MeasuringServices, folder: Path, a: str, b: str) -> Verdict:
    (folder / "a.py").write_text(a)
    (folder / "b.py").write_text(b)
    return compare_functions(bench, ComparisonRequest(folder / "a.py", folder / "b.py"))


def test_another_result_is_a_difference(bench: MeasuringServices, tmp_path: Path) -> None:
    verdict = compared(bench, tmp_path, F, F.replace("abs(n)", "n"))

    assert verdict.decision is Decision.DIFFERENT and verdict.counterexample


def test_the_same_file_leaves_nothing_to_measure(bench: MeasuringServices, tmp_path: Path) -> None:
    verdict = compared(bench, tmp_path, F, F)

    assert verdict.decision is Decision.NOTHING_TO_MEASURE and verdict.equivalent
    assert "nothing to measure" in say(verdict) and "not compared" not in say(verdict)


@pytest.mark.parametrize("function", [F, pytest.param(SLOW, marks=pytest.mark.soak)])
def test_what_was_not_compared_is_named_with_the_reason(
    bench: MeasuringServices, tmp_path: Path, function: str
) -> None:
    other = OTHERS.partition("def h")[0]

    verdict = compared(bench, tmp_path, function + OTHERS, function + other)

    assert "(not compared: h: b.py does not define it; g: " in say(verdict)
    assert verdict.equivalent and (verdict.pairs == KEPT.pairs) is (function == SLOW)
