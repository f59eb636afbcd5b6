"""How long until the prompt, as ratios to a prompt that does nothing: wall, CPU and memory."""

import contextlib
import json
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = 12
TASK_ROUNDS = 5
SETTLED_SECONDS = 1.0
MOST_MIB = 350
"""Of a session and all its processes after ten tasks; shared pages are counted once (PSS)."""
TASKS = (
    *("add 10 and 20", "is 97 prime", "reverse the text hello", "sort 3, 1, 2", "factorial of 5"),
    *("average of 1, 2 and 3", "convert 20 celsius to fahrenheit", "write a joke about cats"),
    *("fibonacci of 10", "count the words in 'red sky red'"),
)
# 1.2 s, 0.5 s and 0.1 s where Python starts in 15 ms.
TASK_GOALS = {
    "a bundled function, new folder": 80,
    "its node, known": 33,
    "the same form again in a session": 7,
}
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
    missed = _report_tasks() or missed
    used = _memory_after_tasks()
    print(f"  {'MiB (PSS) of all processes after ten tasks':44} {used:6.1f}   {MOST_MIB}")
    return int(missed or versions / nothings > 4 or used > MOST_MIB)


def _report_tasks() -> bool:
    """Print how long one-shot tasks take, as ratios to bare Python; True if one misses its goal."""
    *tasks, nothing = zip(*(_tasks() for _ in range(TASK_ROUNDS)))
    bare = statistics.median(nothing)
    print(f"tasks by --json, {TASK_ROUNDS} rounds       ms   ratio to python -c pass   goal")
    middles = [statistics.median(seconds) for seconds in tasks]
    for (name, goal), middle in zip(TASK_GOALS.items(), middles, strict=True):
        print(f"  {name:34} {middle * 1000:8.1f} {middle / bare:8.1f}   {goal}")
    return any(m / bare > goal for m, goal in zip(middles, TASK_GOALS.values()))


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


def _memory_after_tasks() -> float:
    """The MiB of a session, its interpreters and all else that it started, after the tasks."""
    argv = [sys.executable, str(PROJECT / "chat_cli.py"), "--offline"]
    with tempfile.TemporaryDirectory() as home, _terminal(argv, home) as (pid, terminal):
        _read_until(terminal, b"CodeEvolver>")
        for task in TASKS:
            os.write(terminal, task.encode() + b"\r")
            _read_until(terminal, b"RESULT:.*CodeEvolver>")
        time.sleep(SETTLED_SECONDS)
        session = psutil.Process(pid)
        tree = [session, *session.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in tree) / 2**20


@contextlib.contextmanager
def _terminal(argv: list[str], home: str) -> Iterator[tuple[int, int]]:
    """Run a program in a terminal of its own, and kill it; its process id and the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(argv[0], argv, _environment(home))
    try:
        yield pid, terminal
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def _start(argv: list[str], home: str) -> Start:
    began = time.perf_counter()
    with _terminal(argv, home) as (pid, terminal):
        _read_until(terminal, b"CodeEvolver>")
        wall = time.perf_counter() - began
        process = psutil.Process(pid)
        times, memory = process.cpu_times(), process.memory_info().rss / 2**20
        time.sleep(SETTLED_SECONDS)
        settled = process.memory_info().rss / 2**20
        return Start(wall, times.user + times.system, memory, settled)


def _read_until(terminal: int, pattern: bytes) -> None:
    seen = b""
    while not re.search(pattern, seen, re.DOTALL):
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
