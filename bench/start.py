"""How long until the prompt, as ratios to a prompt that does nothing: wall, CPU and memory."""

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
        ("wall", 1000, 1.5),
        ("cpu", 1000, 1.5),
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
    return int(missed or versions / nothings > 4)


def _start(argv: list[str], home: str) -> Start:
    environment = os.environ | {"CODE_EVOLVER_HOME": home, "TERM": "xterm-256color"}
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
