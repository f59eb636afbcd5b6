"""Analyzers run confined, in a warm zygote, and say what they say on the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.domain.program_run import Limits, Profile, Program
from src.sandbox.sandbox import ConfinedSandbox

SOURCE = "import os\ndef f(x: int) -> str:\n    return x+undefined\n"
COMMANDS = (
    ("flake8", "--isolated", "--jobs=1", "subject.py"),
    ("pylint", "--rcfile=", "--persistent=n", "--jobs=1", "--score=n", "subject.py"),
    ("mypy", "--config-file=", "--no-color-output", "subject.py"),
    ("black", "--diff", "--quiet", "subject.py"),
    ("black", "--quiet", "--code", "x =  1"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[:2]))
def test_an_analyzer_says_what_it_says_unconfined(
    sandbox: ConfinedSandbox, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "subject.py").write_text(SOURCE)
    plain = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    program = Program(SOURCE, Profile.ANALYSIS, arguments=command, limits=Limits(wall_seconds=60))

    with sandbox.open(program) as session:
        results = [session.run(""), session.run("")]

    for result in results:
        assert _without_times(result.stdout) == _without_times(plain.stdout), result.stderr
        assert result.exit_code == plain.returncode


def _without_times(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(("---", "+++"))]
