"""How long until the prompt, as ratios to a prompt that does nothing: wall, CPU and memory."""

import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = 12
TASK_ROUNDS = 5
SETTLED_SECONDS = 1.0
MINIMAL = """
import sys
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import FileHistory
from rich.console import Console

Console().print("a minimal prompt")
PromptSession(
    history=FileHistory(sys.argv[1]),
    auto_suggest=AutoSuggestFromHistory(),
    bottom_toolbar="toolbar",
).prompt("CodeEvolver> ")
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: wall and CPU seconds until the prompt, resident MiB then and when settled."""

    wall: float
    cpu: float
    memory: float
    settled: float


def main() -> int:
    """Print the ratios, each the median of interleaved starts; 1 if one is over its goal."""
    with tempfile.TemporaryDirectory() as home:
        minimal = [sys.executable, "-c", MINIMAL, f"{home}/minimal-history"]
        ours = [sys.executable, str(PROJECT / "chat_cli.py"), "--offline"]
        pairs = [(_start(ours, home), _start(minimal, home)) for _ in range(ROUNDS + 1)][1:]
    print(f"time to prompt, {ROUNDS} interleaved starts       ours   minimal   ratio   goal")
    missed = False
    for name, unit, goal in (
        ("wall", 1000, 1.3),
        ("cpu", 1000, 1.3),
        ("memory", 1, 1.6),
        ("settled", 1, 1.6),
    ):
        left = statistics.median(getattr(one, name) for one, _ in pairs) * unit
        right = statistics.median(getattr(other, name) for _, other in pairs) * unit
        label = {"wall": "wall ms", "cpu": "CPU ms", "memory": "memory MiB"}.get(
            name, f"memory MiB after {SETTLED_SECONDS:g} s"
        )
        print(f"  {label:36} {left:8.1f} {right:9.1f} {left / right:7.2f}   {goal}")
        missed = missed or left / right > goal
    versions, nothings = _interleaved(
        [sys.executable, str(PROJECT / "chat_cli.py"), "--version"], [sys.executable, "-c", "pass"]
    )
    print(
        f"  {'--version against python -c pass, ms':36} {versions * 1000:8.1f}"
        f" {nothings * 1000:9.1f} {versions / nothings:7.2f}   4"
    )
    _report_tasks()
    return int(missed or versions / nothings > 4)


def _report_tasks() -> None:
    """Print how long one-shot tasks take, as ratios to a Python that does nothing."""
    new, known, again, nothing = zip(*(_tasks() for _ in range(TASK_ROUNDS)))
    bare = statistics.median(nothing)
    print(f"tasks by --json, {TASK_ROUNDS} rounds       ms   ratio to python -c pass")
    for name, seconds in (
        ("a bundled function, new folder", new),
        ("its node, known", known),
        ("the same form again in a session", again),
    ):
        middle = statistics.median(seconds)
        print(f"  {name:34} {middle * 1000:8.1f} {middle / bare:8.1f}")


def _tasks() -> tuple[float, float, float, float]:
    """The seconds of a new task, of a known node, of a form repeated, and of bare Python."""
    ours = [sys.executable, str(PROJECT / "chat_cli.py"), "--offline", "--json", "--quiet"]
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(home)

        def once(argv: list[str], lines: str = "") -> tuple[float, str]:
            began = time.perf_counter()
            done = subprocess.run(
                argv, check=True, env=environment, input=lines, capture_output=True, text=True
            )
            return time.perf_counter() - began, done.stdout

        new, known = once([*ours, "is 97 prime"])[0], once([*ours, "is 91 prime"])[0]
        answers = once(ours, "is 97 prime\nis 91 prime\nis 89 prime\n")[1].splitlines()
        bare = once([sys.executable, "-c", "pass"])[0]
    return new, known, json.loads(answers[-1])["seconds"], bare


def _environment(home: str) -> dict[str, str]:
    """The environment of a start; bytecode is cached, as it is after an installation."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"CODE_EVOLVER_HOME": home, "TERM": "xterm-256color"}


def _start(argv: list[str], home: str) -> Start:
    environment = _environment(home)
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(argv[0], argv, environment)
    try:
        _read_until(terminal, b"CodeEvolver>")
        wall = time.perf_counter() - began
        process = psutil.Process(pid)
        times, memory = process.cpu_times(), process.memory_info().rss / 2**20
        time.sleep(SETTLED_SECONDS)
        settled = process.memory_info().rss / 2**20
        return Start(wall, times.user + times.system, memory, settled)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def _read_until(terminal: int, text: bytes) -> None:
    seen = b""
    while text not in seen:
        if not select.select([terminal], [], [], 30)[0]:
            raise TimeoutError(f"no prompt in 30 s, but {seen[-300:]!r}")
        piece = os.read(terminal, 65536)
        seen += piece
        if b"\x1b[6n" in piece:
            os.write(terminal, b"\x1b[1;1R")


def _interleaved(left: list[str], right: list[str]) -> tuple[float, float]:
    """The median wall seconds of two commands that take turns."""

    def once(argv: list[str]) -> float:
        began = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    pairs = [(once(left), once(right)) for _ in range(3 * ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


if __name__ == "__main__":
    sys.exit(main())
