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
from src.usercode.uncompared import not_compared
from src.verify.equivalence import DifferentialEquivalence
from src.verify.subject_program import BARE, SubjectEnvironment
from tests.usercode.test_comparison import KEPT, FixedComparer
from tests.usercode.test_parts import module_of

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


POINT = """from dataclasses import dataclass
RATE = 3
@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0
class Held:
    def __init__(self, n: int) -> None:
        self.n = n
class _Own:
    size = 1
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("RATE = 3", "RATE = 4", "RATE: b.py defines it in another way"),
        ("RATE = 3\n", "", "RATE: b.py does not define it"),
        ("(frozen=True)", "", "Point: b.py defines it in another way"),
        ("class Point:", "class Point(dict):", "Point: b.py defines it in another way"),
        ("self.n = n", "self.n = -n", "Held: b.py defines it in another way"),
        ("RATE = 3", "RATE=(3)", ""),
        ("size = 1", "size = 2", ""),
    ],
)
def test_what_no_compared_function_shows_is_named(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    first = module_of(tmp_path, POINT + F, "a.py")
    second = module_of(tmp_path, POINT.replace(old, new) + F, "b.py")

    assert not_compared(first, second) == ([said] if said else [])


def test_other_fields_of_a_dataclass_are_a_difference(
    bench: MeasuringServices, tmp_path: Path
) -> None:
    same = POINT.replace("y: int = 0", "y: float = 0")
    verdict = compared(bench, tmp_path, POINT + F, POINT.replace("y: int = 0", "y: int = 1") + F)

    assert "for the fields of Point A gives (x, y=0), B gives (x, y=1)" in say(verdict)
    assert compared(bench, tmp_path, POINT + F, same + F).equivalent


def test_lines_that_were_never_run_are_named(bench: MeasuringServices, tmp_path: Path) -> None:
    rare = "def f(n: int) -> int:\n    if hash(str(n)) == 7:\n        return 5\n    return n\n"

    verdict = compared(bench, tmp_path, rare, rare.replace("return 5", "return 6"))
    same = compared(bench, tmp_path, rare, rare)

    assert verdict.not_compared == (
        "f: not exercised: line 3 of a.py",
        "f: not exercised: line 3 of b.py",
    )
    assert same.not_compared == ("f: not exercised: line 3 of a.py",)


RAISES = """import logging
class Known(KeyError):
    def __init__(self, code: int) -> None:
        super().__init__("known")
        self.code = code
def f(n: int) -> int:
    if n % 3 == 2:
        raise Known(n)
    try:
        return 1 // n
    except ZeroDivisionError:
        logging.getLogger("f").exception("zero")
        return 0
"""
COUNTS = """from collections.abc import Generator
def f(n: int) -> Generator[int, None, int]:
    yield from range(min(n, 9))
    return n
"""


@pytest.mark.parametrize(
    ("source", "old", "new", "said"),
    [
        (RAISES, "Known(n)", "Known(0)", "with code=0"),
        (RAISES, "(KeyError)", "(ValueError)", "(caught as ValueError)"),
        (RAISES, ".exception", ".error", "f ERROR: zero"),
        (COUNTS, "return n", "return 0", "returned=0"),
    ],
)
def test_what_a_caller_can_see_is_a_difference(
    bench: MeasuringServices, tmp_path: Path, source: str, old: str, new: str, said: str
) -> None:
    verdict = compared(bench, tmp_path, source, source.replace(old, new))

    assert verdict.decision is Decision.DIFFERENT and said in say(verdict)
