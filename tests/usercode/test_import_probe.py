"""Looking at a user's file while it runs: which lines of a function its inputs reach."""

import json
from pathlib import Path

import pytest

from src.domain.errors import BadArguments
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.import_probe import ImportProbe
from src.usercode.input_sources import inputs_for
from src.usercode.module import read_module
from src.verify.subject_program import BARE

EXERCISED = [
    ("def f(n: int) -> int:\n    if str(n) == '7' * 9:\n        return 1\n    return n\n", (3,)),
    ("import math\n\n\ndef f(n: int) -> int:\n    return n\n", ()),
    # A function of one line has no line below its head.
    ("def f(xs: list[int]) -> int: return sum(x in xs for x in xs)\n", ()),
    ("def f(n: int) -> int: return (\n    n\n)\n", ()),
]


@pytest.mark.parametrize(("source", "missed"), EXERCISED)
def test_lines_that_no_small_input_runs_are_known(
    tmp_path: Path, source: str, missed: tuple[int, ...]
) -> None:
    (tmp_path / "mine.py").write_text(source)
    with ConfinedSandbox(Limits(60.0, 60.0, 512)) as sandbox:
        probe = ImportProbe(sandbox, sandbox, BARE)
        module = probe.check_import(read_module(tmp_path / "mine.py"))
        inputs = inputs_for(module, module.target("f"))

        found = probe.not_exercised(module, inputs)

    assert found == missed


FORGED = (
    "5",
    {},
    {"trouble": "", "missing": "", "line": 0, "targets": [5]},
    {"trouble": "", "missing": "", "line": 0, "targets": [{"name": 5, "owner": None}]},
)


@pytest.mark.parametrize("report", FORGED)
def test_a_file_that_prints_a_report_on_itself_is_refused(tmp_path: Path, report: object) -> None:
    said = json.dumps({"result": repr(repr(report))})
    end = f"import os\nos.write(1, {said.encode()!r})\nos._exit(0)\n"
    (tmp_path / "mine.py").write_text("def f(n: int) -> int:\n    return n\n" + end)
    with ConfinedSandbox(Limits(60.0, 60.0, 512)) as sandbox:
        probe = ImportProbe(sandbox, sandbox, BARE)

        with pytest.raises(BadArguments, match="cannot be imported"):
            probe.check_import(read_module(tmp_path / "mine.py"))
