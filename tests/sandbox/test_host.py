"""Whatever becomes of the host process, nothing it started goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = """
import signal, sys
# What starts in a shell's background is born deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {root!r})
from src.domain.program_run import Limits, Program
from src.sandbox.sandbox import ConfinedSandbox

source = "from node_runtime import call_tool\\ncall_tool('begun')\\nimport time\\ntime.sleep(50)"
program = Program(source, calls={{"call_tool": lambda given: print("begun", flush=True)}})
with ConfinedSandbox(Limits(wall_seconds=60, cpu_seconds=60), tiers=({tier!r},)) as sandbox:
    try:
        with sandbox.open(program) as session:
            session.run("")
    except KeyboardInterrupt:
        with sandbox.open(Program("print('still works')")) as session:
            print(session.run("").stdout, flush=True)
"""


def start_host(tier: str, folder: Path) -> subprocess.Popen[str]:
    if tier == "A" and not _has_bubblewrap():
        pytest.skip("bubblewrap is not installed")
    return subprocess.Popen(
        [sys.executable, "-c", HOST.format(root=str(ROOT), tier=tier)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
        # As if it had a terminal's process group for itself.
        start_new_session=True,
    )


def _has_bubblewrap() -> bool:
    return any(Path(folder, "bwrap").exists() for folder in os.environ["PATH"].split(":"))


def wait_until(true: "object", seconds: float = 15) -> bool:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(true())


@pytest.mark.parametrize("tier", ["A", "B"])
def test_a_killed_host_leaves_no_process(tier: str, own_temporary: Path) -> None:
    with start_host(tier, own_temporary) as host:
        assert host.stdout is not None and host.stdout.readline() == "begun\n"
        started = psutil.Process(host.pid).children(recursive=True)

        os.kill(host.pid, signal.SIGKILL)
        host.wait()

    assert started
    assert wait_until(lambda: not any(_lives(process) for process in started)), started


@pytest.mark.parametrize("tier", ["A", "B"])
def test_ctrl_c_ends_the_run_and_no_zygote_it_needs(tier: str, own_temporary: Path) -> None:
    with start_host(tier, own_temporary) as host:
        assert host.stdout is not None and host.stdout.readline() == "begun\n"
        started = psutil.Process(host.pid).children(recursive=True)

        os.killpg(host.pid, signal.SIGINT)
        said = host.stdout.read()

    assert "still works" in said and host.returncode == 0
    assert not any(_lives(process) for process in started)


def test_what_a_killed_host_left_is_swept_by_the_next(own_temporary: Path) -> None:
    with start_host("B", own_temporary) as host:
        assert host.stdout is not None and host.stdout.readline() == "begun\n"
        os.kill(host.pid, signal.SIGKILL)
    left = list(own_temporary.glob("code-evolver-*"))

    with start_host("B", own_temporary) as host:
        assert host.stdout is not None and host.stdout.readline() == "begun\n"
        os.killpg(host.pid, signal.SIGINT)
        host.stdout.read()

    assert len(left) == 1
    assert not list(own_temporary.glob("code-evolver-*"))


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
