"""Sessions in a terminal with a fake App behind."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.terminal import Terminal

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(name="start")
def start_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str, size: tuple[int, int] = (80, 40), **more: str) -> Terminal:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(PROJECT),
            "CODE_EVOLVER_HOME": str(tmp_path),
        } | more
        script = str(PROJECT / "tests" / "cli" / "fake_session.py")
        terminal = Terminal([sys.executable, script, *arguments], environment, *size)
        opened.append(terminal)
        terminal.wait_for_prompt()
        return terminal

    yield start
    for terminal in opened:
        terminal.close()
