"""Inputs that show faults users make: tables, texts of a form, repeated texts, half changes."""

from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.program_run import Limits
from src.optimize.optimizer import Measuring
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.harness import QUICK, HarnessMeasuring
from src.usercode.import_probe import ImportProbe
from src.usercode.input_sources import inputs_for
from src.usercode.module import read_module
from src.usercode.suite_runner import with_samples
from src.verify.equivalence import DifferentialEquivalence
from src.verify.subject_program import BARE, SubjectEnvironment

ACCOUNT = """class Account:
    def __init__(self, balance: int) -> None:
        self.balance = balance

    def withdraw(self, amount: int) -> int:
        if amount > self.balance:
            raise ValueError("not enough")
        self.balance -= amount
        return self.balance
"""
SUM_UP = '''def f(tokens: list[str]) -> float:
    """The result of a reversed Polish term.

    >>> f(["1", "2", "+"])
    3.0
    """
    stack: list[float] = []
    for token in tokens:
        if token in ("+", "-"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if token == "+" else a - b)
        else:
            stack.append(float(token))
    return stack[-1]
'''
PAIRS = {
    "rows of a table": (
        "def f(rows: list[dict[str, int]], key: str) -> list[dict[str, int]]:\n"
        "    return sorted(rows, key=lambda row: row[key])\n",
        "row[key])",
        "str(row[key]))",
    ),
    "a version": (
        "def f(text: str) -> tuple[int, ...]:\n"
        "    core = text.split('-')[0].split('+')[0]\n"
        "    return tuple(int(part) for part in core.split('.'))\n",
        ".split('+')[0]",
        "",
    ),
    "a number with its unit": (
        "def f(text: str) -> int:\n"
        "    text = text.strip().upper()\n"
        "    for unit, factor in (('KB', 1000), ('MB', 1000**2)):\n"
        "        if text.endswith(unit):\n"
        "            return int(float(text[: -len(unit)]) * factor)\n"
        "    return int(text)\n",
        "1000**2",
        "1024**2",
    ),
    "a query": (
        "from urllib.parse import parse_qs, urlsplit\n"
        "def f(url: str) -> dict[str, list[str]]:\n"
        "    return parse_qs(urlsplit(url).query)\n",
        ".query)",
        ".query, keep_blank_values=True)",
    ),
    "an object that is changed, then refuses": (
        ACCOUNT,
        '        if amount > self.balance:\n            raise ValueError("not enough")\n'
        "        self.balance -= amount\n",
        "        self.balance -= amount\n"
        '        if self.balance < 0:\n            raise ValueError("not enough")\n',
    ),
    "a term like that of the example": (SUM_UP, "a - b)", "b - a)"),
}


@pytest.fixture(scope="module", name="sandbox")
def _sandbox():
    with ConfinedSandbox(Limits()) as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", PAIRS)
def test_a_subtly_wrong_version_is_different(
    name: str, sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    source, old, new = PAIRS[name]
    file = tmp_path / "mine.py"
    file.write_text(source)
    probe = ImportProbe(sandbox, sandbox, BARE)
    module = with_samples(probe, probe.check_import(read_module(file)))
    inputs = probe.check_inputs(module, inputs_for(module, module.public[-1]))
    equivalence = DifferentialEquivalence(
        sandbox, seed=lambda: 8, environment=SubjectEnvironment(limits=QUICK)
    )
    measuring = HarnessMeasuring(Measuring(None, equivalence), module, inputs)  # type: ignore

    a, b = (Candidate(one, Origin.EDITED) for one in (source, source.replace(old, new, 1)))
    found = measuring.check(a, b, inputs.workload, inputs.target.name)
    itself = measuring.check(a, a, inputs.workload, inputs.target.name)

    assert a.source != b.source and found is not None and itself is None
