"""A rewrite whose precondition does not hold is refused: the inputs are drawn so as to break it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.program_run import Limits
from src.optimize.optimizer import Measuring
from src.optimize.rewrites.catalogue import REWRITES
from src.optimize.rewrites.rewrite_improver import rewritten
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.harness import QUICK, HarnessMeasuring
from src.usercode.import_probe import ImportProbe
from src.usercode.input_sources import inputs_for
from src.usercode.module import read_module
from src.verify.equivalence import DifferentialEquivalence
from src.verify.subject_program import BARE, SubjectEnvironment

# Rewrite, the function's parameters and its body. What breaks it is named in front.
BROKEN = {
    "unhashable items, seen": (
        "seen list to set",
        "xs: list",
        "seen = []\nn = 0\nfor x in xs:\n    if x in seen:\n        n += 1\n"
        "    seen.append(x)\nreturn n",
    ),
    "unhashable items, looked up": (
        "lookup list to set",
        "xs: list, ys: list",
        "n = 0\nfor x in xs:\n    if x in ys:\n        n += 1\nreturn n",
    ),
    "unhashable items, counted": (
        "count to Counter",
        "xs: list",
        "out = []\nfor x in xs:\n    if xs.count(x) > 1:\n        out.append(x)\nreturn out",
    ),
    "unhashable items, made unique": (
        "unique items by dict",
        "xs: list",
        "out = []\nfor x in xs:\n    if x not in out:\n        out.append(x)\nreturn out",
    ),
    "unhashable items, in a literal": (
        "literal list to set",
        "xs: list",
        "return [x for x in xs if x in ['a', 'b', 1]]",
    ),
    "no numbers": ("loop to sum", "xs: list", "n = 0\nfor x in xs:\n    n += x\nreturn n"),
    "no texts": ("loop to join", "xs: list", "s = ''\nfor x in xs:\n    s += x\nreturn s"),
    "numbers below zero": (
        "stop at the square root",
        "n: int",
        "for i in range(2, n):\n    if n % i == 0:\n        return False\nreturn True",
    ),
    "a call that fails, in a loop without rounds": (
        "hoist out of the loop",
        "xs: list[int], ys: list",
        "out = []\nfor x in xs:\n    out.append(x + sum(ys))\nreturn out",
    ),
    "nothing to sort": ("partial sort", "xs: list[int]", "return sorted(xs)[0]"),
    "a test that fails later": (
        "early exit",
        "xs: list, y: int",
        "found = False\nfor x in xs:\n    if x > y:\n        found = True\nreturn found",
    ),
    "an empty queue": (
        "list queue to deque",
        "xs: list[int]",
        "queue = list(xs)\nqueue.append(queue.pop(0))\nreturn queue.pop(0)",
    ),
    "keys in the place of indices": (
        "walk the items",
        "xs: dict[int, int]",
        "n = 0\nfor i in range(len(xs)):\n    n += xs[i]\nreturn n",
    ),
}


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits()) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    "what",
    [one if one == "no texts" else pytest.param(one, marks=pytest.mark.soak) for one in BROKEN],
)
def test_a_broken_precondition_is_a_counterexample(
    sandbox: ConfinedSandbox, tmp_path: Path, what: str
) -> None:
    name, parameters, body = BROKEN[what]
    text = f"def f({parameters}):\n    {body.replace(chr(10), chr(10) + '    ')}\n"
    (tmp_path / "mine.py").write_text(text)
    changed = rewritten(text, next(one for one in REWRITES if one.name == name), "f")
    module = ImportProbe(sandbox, sandbox, BARE).check_import(read_module(tmp_path / "mine.py"))
    equivalence = DifferentialEquivalence(
        sandbox, seed=lambda: 7, environment=SubjectEnvironment(limits=QUICK)
    )
    # Nothing is measured: only the equivalence is asked.
    measuring = Measuring(None, equivalence)  # type: ignore[arg-type]
    inputs = inputs_for(module, module.public[0])
    judge = HarnessMeasuring(measuring, module, inputs)

    a, b = Candidate(text, Origin.EDITED), Candidate(changed, Origin.REWRITTEN)

    assert changed != text
    assert judge.check(a, b, inputs.workload, "f") is not None
