"""The documented demo: the wrong optimization is not kept, the right one is, as README says."""

from pathlib import Path

import pytest

from src.app.measure_wiring import make_comparison
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.comparison import ComparisonRequest

DEMO = Path(__file__).resolve().parents[2] / "docs" / "demo"


@pytest.mark.parametrize(("version", "is_kept"), [("setdefault", False), ("cached", True)])
def test_the_demo_keeps_only_the_version_that_does_less_work(version: str, is_kept: bool) -> None:
    request = ComparisonRequest(
        DEMO / "original.py", DEMO / f"{version}.py", "process_data", DEMO / "inputs.py"
    )

    with ConfinedSandbox(Limits()) as sandbox:
        verdict = make_comparison(sandbox).compare(request)

    assert verdict.equivalent
    assert verdict.kept is is_kept
    assert (verdict.ratio > 5) is is_kept
