"""Each analyzer finds in its own examples what they say, run as it is run for users."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.analyzers.catalogue import ANALYZERS, all_analyzers
from src.analyzers.confined_analyzer import (
    SUBJECT,
    AnalyzerKind,
    BlackFormatter,
    ConfinedAnalyzer,
)
from src.domain.candidate import Severity
from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject
from src.domain.program_run import Ending, Program, RunResult
from tests.fakes.pipeline_steps import FakeSandbox

EXAMPLES = [(kind, *example) for kind in ANALYZERS for example in kind.examples]


def unconfined(folder: Path) -> FakeSandbox:
    """A stand-in that runs the analyzer's real command line in a folder."""

    def run(program: Program, given: JSONObject | str) -> RunResult:
        (folder / SUBJECT).write_text(program.source)
        command = [sys.executable, "-m", *program.arguments]
        ended = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )
        ending = Ending.FAILED if ended.returncode else Ending.FINISHED
        return RunResult(ending, ended.stdout, ended.stderr, ended.returncode)

    return FakeSandbox(run)


@pytest.mark.parametrize("kind, source, rules", EXAMPLES, ids=lambda v: getattr(v, "name", ""))
def test_an_analyzer_finds_what_its_example_says(
    kind: AnalyzerKind, source: str, rules: frozenset[str], tmp_path: Path
) -> None:
    findings = ConfinedAnalyzer(kind, unconfined(tmp_path)).review(source)

    assert {finding.rule for finding in findings} >= rules
    assert bool(findings) == bool(rules)
    assert all(finding.line >= 1 and finding.message for finding in findings)


def test_an_analyzer_that_crashed_is_our_error_not_a_clean_bill() -> None:
    crash = RunResult(Ending.FAILED, stderr="ImportError: no pylint", exit_code=99)
    sandbox = FakeSandbox(lambda program, given: crash)

    with pytest.raises(ToolFailed, match="pylint could not look"):
        all_analyzers(sandbox)[1].review("x = 1\n")


def test_an_analyzer_out_of_time_is_our_error() -> None:
    sandbox = FakeSandbox(lambda program, given: RunResult(Ending.OUT_OF_TIME))

    with pytest.raises(ToolFailed, match="out of time"):
        all_analyzers(sandbox)[0].review("x = 1\n")


def test_the_formatter_lays_out_and_keeps_the_meaning(tmp_path: Path) -> None:
    formatted = BlackFormatter(unconfined(tmp_path)).format("x=[1,2]  # why\n")

    assert formatted == "x = [1, 2]  # why\n"


def test_source_that_does_not_parse_cannot_be_formatted(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed):
        BlackFormatter(unconfined(tmp_path)).format("def (\n")


def test_an_undefined_name_is_an_error_and_a_long_line_is_style(tmp_path: Path) -> None:
    flake8 = all_analyzers(unconfined(tmp_path))[0]

    findings = flake8.review("print(unknown)\nx = '" + "a" * 120 + "'\n")

    assert [f.severity for f in findings] == [Severity.ERROR, Severity.STYLE]
