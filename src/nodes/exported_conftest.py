"""Gives the tests `answer`, which runs the program beside this file."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).parent / "main.py"


@pytest.fixture
def answer() -> Callable[[str], Any]:
    """A question to the program: a description in, its result out."""

    def ask(description: str) -> Any:
        run = subprocess.run(
            [sys.executable, str(PROGRAM)],
            input=json.dumps({"description": description}),
            capture_output=True,
            text=True,
            timeout=60,
            cwd=PROGRAM.parent,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        said = json.loads(run.stdout)
        assert "error" not in said, said
        return said["result"]

    return ask
