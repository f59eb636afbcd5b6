"""The demo of docs/MEASURING.md: the wrong optimization is not kept, the right one is."""

from pathlib import Path

import pytest

from src.app.usercode_wiring import make_comparison
from src.domain.measurement import Verdict
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.comparison import ComparisonRequest


def never(_request: ComparisonRequest) -> Verdict:
    raise AssertionError


DEMO = Path(__file__).resolve().parents[2] / "docs" / "demo"


@pytest.mark.parametrize(("version", "is_kept"), [("setdefault", False), ("cached", True)])
def test_the_demo_keeps_only_the_version_that_does_less_work(version: str, is_kept: bool) -> None:
    request = ComparisonRequest(
        DEMO / "original.py", DEMO / f"{version}.py", "process_data", DEMO / "inputs.py"
    )

    with ConfinedSandbox(Limits()) as sandbox:
        verdict = make_comparison(sandbox, never).compare(request)

    assert verdict.equivalent
    assert verdict.kept is is_kept
    assert (verdict.ratio > 5) is is_kept
