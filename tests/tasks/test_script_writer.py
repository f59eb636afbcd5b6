"""What becomes of a whole program that a model writes."""

from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Review
from src.domain.errors import BrokenReply
from src.domain.model_request import Role
from src.domain.outcome import Outcome, OutcomeStatus
from src.domain.program_run import Ending, RunResult
from src.domain.task import TaskKind
from src.language.task_reading import read_task
from src.tasks.script_writer import MOST_TOKENS, ScriptWriter, why_not_run
from src.tasks.trace import Tracer
from tests.fakes.pipeline_steps import FakeModel, FakeReviewer, FakeSandbox, printed

HELLO = 'def main() -> None:\n    print("hello")\n\n\nmain()\n'


class Analyzed(FakeReviewer):
    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        return candidate, Review(candidate.source, (), ("flake8",), ())


class Written:
    """A program written by a fake model, and what was asked and run for it."""

    def __init__(
        self,
        folder: Path,
        code: str,
        ending: RunResult = printed("hello\n"),
        *,
        fence: str = "```",
        tokens: int = 2,
    ) -> None:
        said = f"Here it is:\n```python\n{code}{fence}"
        self.model = FakeModel(lambda request: said, output_tokens=tokens)
        self.sandbox = FakeSandbox(lambda program, given: ending)
        self._folder = folder

    def write(self, text: str = "write a script that greets everyone") -> Outcome:
        tracer = Tracer(lambda event: None, lambda: 0.0, lambda: 0)
        out = lambda name: str(self._folder / name)  # noqa: E731
        writer = ScriptWriter(self.model, self.sandbox, Analyzed(), out, tracer, lambda event: None)
        return writer.write(read_task(text), TaskKind.ALGORITHM)


def test_a_program_that_needs_nothing_is_run_once_and_kept(tmp_path: Path) -> None:
    written = Written(tmp_path, HELLO)

    outcome = written.write()

    assert outcome.solved and outcome.code_is_result and outcome.result is None
    assert [request.role for request in written.model.requests] == [Role.GENERATOR]
    assert len(written.sandbox.ran) == 1
    assert "it printed: hello" in " ".join(outcome.checks)
    assert Path(outcome.written_files[0]).read_text() == outcome.source == HELLO


def test_a_second_program_of_the_name_replaces_none(tmp_path: Path) -> None:
    first = Written(tmp_path, HELLO).write()
    second = Written(tmp_path, HELLO).write()

    assert first.written_files != second.written_files
    assert len(list(tmp_path.rglob("*.py"))) == 2


def test_a_program_that_asks_is_not_run_and_that_is_said(tmp_path: Path) -> None:
    written = Written(tmp_path, 'print("hello", input())\n')

    outcome = written.write()

    assert outcome.solved
    assert written.sandbox.ran == []
    assert any(check.startswith("Not run: it asks for input") for check in outcome.checks)


@pytest.mark.parametrize(
    ("code", "tokens", "is_cut"),
    [
        (HELLO + "def later():\n    print(1 +", 9, True),
        (HELLO + "print(2)\n", MOST_TOKENS, True),
        (HELLO + "print(2)\n", 9, False),
        (HELLO + "```\nIt greets everyone", MOST_TOKENS, False),
    ],
    ids=["in a statement", "between statements", "whole", "behind the program"],
)
def test_a_program_whose_reply_was_cut_says_so(
    tmp_path: Path, code: str, tokens: int, is_cut: bool
) -> None:
    outcome = Written(tmp_path, code, fence="", tokens=tokens).write()

    assert any("cut" in check for check in outcome.checks) is is_cut


def test_a_program_that_fails_is_no_solution_and_is_still_kept(tmp_path: Path) -> None:
    failed = RunResult(Ending.FAILED, stderr="ZeroDivisionError: division by zero", exit_code=1)

    outcome = Written(tmp_path, "print(1 / 0)\n", failed).write()

    assert outcome.status is OutcomeStatus.FAILED
    assert "ZeroDivisionError" in outcome.error
    assert len(outcome.written_files) == 1


def test_a_folder_that_cannot_be_written_costs_the_file_only(tmp_path: Path) -> None:
    (tmp_path / "scripts").write_text("a file")

    outcome = Written(tmp_path, HELLO).write()

    assert outcome.solved and outcome.written_files == ()
    assert any(check.startswith("Not written to a file") for check in outcome.checks)


@pytest.mark.parametrize(
    "code", ["def main() -> None:\n    print(1)\n", "import os\nX = 1\n", '"""Only words."""\n']
)
def test_code_that_does_nothing_is_no_program(tmp_path: Path, code: str) -> None:
    with pytest.raises(BrokenReply):
        Written(tmp_path, code).write()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import sys\nprint(sys.argv[1])", "command line"),
        ("from sys import argv\nprint(argv)", "command line"),
        ("import argparse\nargparse.ArgumentParser()", "command line"),
        ("import sys\nsys.stdin.read()", "input"),
        ("print(input('name'))", "asks for input"),
        ("print(open('a.txt').read())", "reads a file"),
        ("print(open('a.txt', mode='rb').read())", "reads a file"),
        ("from pathlib import Path\nprint(Path('a').read_text())", "reads a file"),
        ("import requests\nrequests.get('x')", "package requests"),
        ("import urllib.request\nurllib.request.urlopen('x')", "network"),
        ("import tkinter as tk\ntk.Tk()", "window"),
        ("import sys\nsys.exit(0)", ""),
        ("open('a.txt', 'w').write('x')", ""),
        ("open('a.txt', mode='a').write('x')", ""),
        ("import json, math\nprint(json.dumps(math.pi))", ""),
    ],
)
def test_what_a_confined_run_does_not_give_is_named(source: str, reason: str) -> None:
    found = why_not_run(source)

    assert reason in found if reason else found == ""
