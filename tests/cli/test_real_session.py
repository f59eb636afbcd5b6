"""The program itself, with nothing faked, typed into a terminal on a machine without a model."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.fakes.terminal import CTRL_C, Terminal

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


@pytest.fixture(name="terminal")
def open_terminal(tmp_path: Path) -> Iterator[Terminal]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "CODE_EVOLVER_HOME": str(tmp_path),
    }
    argv = [sys.executable, str(PROJECT / "chat_cli.py"), "--offline"]
    terminal = Terminal(argv, environment, 100, 50)
    terminal.wait_for_prompt(PATIENCE)
    # All stages are shown, so that a test sees a task begin.
    terminal.enter("verbose")
    terminal.wait_for_prompt(PATIENCE)
    yield terminal
    terminal.close()


def test_a_cancelled_task_leaves_a_prompt_and_the_end_leaves_no_process(terminal: Terminal) -> None:
    terminal.enter("calculate fibonacci sequence")
    terminal.wait_until(lambda: "Task classified" in terminal.text, "the task begun", PATIENCE)
    children = psutil.Process(terminal.pid).children(recursive=True)

    terminal.type(CTRL_C)
    terminal.wait_for_prompt(PATIENCE)
    terminal.enter("add 1 and 2")
    terminal.wait_for("RESULT: 3", PATIENCE)
    terminal.wait_for_prompt(PATIENCE)
    children += psutil.Process(terminal.pid).children(recursive=True)
    # Not Ctrl-D: in the moment between two modes of the terminal its driver takes it.
    terminal.enter("exit")

    assert terminal.wait_for_end(PATIENCE) == 0
    assert "Traceback" not in terminal.printed
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=["hangup", "terminate"])
def test_a_window_closed_in_the_middle_of_a_task_leaves_no_process(
    terminal: Terminal, number: signal.Signals
) -> None:
    terminal.enter("calculate fibonacci sequence")
    terminal.wait_until(lambda: "Task classified" in terminal.text, "the task begun", PATIENCE)
    children = psutil.Process(terminal.pid).children(recursive=True)

    os.kill(terminal.pid, number)

    assert terminal.wait_for_end(PATIENCE) == 128 + number
    assert "Traceback" not in terminal.printed
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_what_no_function_fits_is_declined_with_a_way_out(terminal: Terminal) -> None:
    terminal.enter("negotiate peace between my neighbours")

    terminal.wait_until(lambda: "ollama" in terminal.text.lower(), "a way out", PATIENCE)
    terminal.wait_for_prompt(PATIENCE)
    assert "RESULT" not in terminal.text
