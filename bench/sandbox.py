"""What confinement costs: ratios to the same work done unconfined, taken in turn in one run."""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from src.analyzers.catalogue import all_analyzers
from src.domain.json_value import JSONObject
from src.domain.ports import Sandbox, Session
from src.domain.program_run import Limits, Profile, Program
from src.sandbox.interpreter import current_interpreter
from src.sandbox.sandbox import ConfinedSandbox

NODE = """import json
import sys


def main():
    given = json.load(sys.stdin)
    numbers = [int(word) for word in given["description"].split() if word.isdigit()]
    print(json.dumps({"result": sum(numbers)}))


if __name__ == "__main__":
    main()
"""
SUITE = "def test_it():\n    assert 2 + 3 == 5\n"
GIVEN: JSONObject = {"description": "add 10 and 20"}
ROUNDS = 60
CALLS = 500
LIMITED_RUNS = 30
MOST_LATE_MS = 20


def main() -> int:
    """Print the table; 1 if a bound is missed."""
    folder = Path(tempfile.mkdtemp())
    missed = 0
    try:
        for tier in ("A", "B"):
            if tier == "A" and not shutil.which("bwrap"):
                continue
            with ConfinedSandbox(Limits(), tiers=(tier,)) as sandbox:
                print(f"tier {sandbox.tier}: {sandbox.explanation.split(';')[0]}")
                missed += sum(
                    [_nodes(sandbox, folder), _suites(sandbox, folder), _reviews(sandbox, folder)]
                )
                missed += _throughput(sandbox) + _lateness(sandbox)
                _print_costs(sandbox)
    finally:
        shutil.rmtree(folder)
    return int(missed > 0)


def _nodes(sandbox: ConfinedSandbox, folder: Path) -> bool:
    path = folder / "node.py"
    path.write_text(NODE)
    bare = [current_interpreter().executable, "-I", "-S", "-B", str(path)]
    with sandbox.open(Program(NODE)) as session:
        session.run(GIVEN)
        confined, plain = _in_turn(
            lambda: session.run(GIVEN), lambda: _command(bare, json.dumps(GIVEN)), ROUNDS
        )
    return _show("a node, to python -I -S -B node.py", confined, plain, 0.4)


def _suites(sandbox: ConfinedSandbox, folder: Path) -> bool:
    (folder / "test_it.py").write_text(SUITE)
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null"]
    pytest += ["--rootdir", str(folder), str(folder / "test_it.py")]
    program = Program(SUITE, Profile.SUITE, calls={"outcome": lambda given: True})
    with sandbox.open(program) as session:
        session.run("")
        confined, plain = _in_turn(lambda: session.run(""), lambda: _command(pytest, ""), 10)
    return _show("a suite, to python -m pytest", confined, plain, 0.25)


def _reviews(sandbox: ConfinedSandbox, folder: Path) -> bool:
    """All four analyzers on a program of 40 lines, caches ready on both sides."""
    source = NODE + "\n\n" + "\n".join(f"VALUE_{n} = {n}" for n in range(25)) + "\n"
    (folder / "subject.py").write_text(source)
    recorder = _Recorder(sandbox)
    begun = time.perf_counter()
    for analyzer in all_analyzers(cast(Sandbox, recorder)):
        analyzer.review(source)
    cold = time.perf_counter() - begun
    commands = [[sys.executable, "-m", *arguments] for arguments in recorder.seen]

    def unconfined() -> None:
        for command in commands:
            _command(command, "", folder)

    def confined() -> None:
        for analyzer in all_analyzers(sandbox):
            analyzer.review(source)

    unconfined()
    ours, theirs = _in_turn(confined, unconfined, 5)
    missed = _show("flake8+pylint+mypy+black, to the commands", ours, theirs, 0.3)
    print(f"  {'the same, the first time (cold)':<46}{cold / theirs:6.2f}   {cold * 1000:8.1f} ms")
    return missed


class _Recorder:
    """A sandbox that remembers the analyzers' command lines."""

    def __init__(self, sandbox: ConfinedSandbox) -> None:
        self._sandbox = sandbox
        self.seen: list[tuple[str, ...]] = []
        self.tier = sandbox.tier

    def open(self, program: Program) -> Session:
        self.seen.append(program.arguments)
        return self._sandbox.open(program)


def _throughput(sandbox: ConfinedSandbox) -> bool:
    one, two = [], []
    for _ in range(3):
        one.append(_runs_per_second(sandbox, 1))
        two.append(_runs_per_second(sandbox, 2))
    ratio = statistics.median(two) / statistics.median(one)
    mark = "" if ratio >= 1.6 else "  MISSED"
    print(
        f"  {'runs a second, two workers to one (>= 1.6)':<46}{ratio:6.2f}   "
        f"{statistics.median(one):.0f}/s and {statistics.median(two):.0f}/s{mark}"
    )
    return ratio < 1.6


def _runs_per_second(sandbox: ConfinedSandbox, workers: int) -> float:
    counts = [0] * workers
    end = time.perf_counter() + 1

    def work(place: int) -> None:
        with sandbox.open(Program(NODE)) as session:
            while time.perf_counter() < end:
                session.run(GIVEN)
                counts[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _lateness(sandbox: ConfinedSandbox) -> bool:
    sleeping = Program("import time\ntime.sleep(9)", limits=Limits(wall_seconds=0.5))
    with sandbox.open(sleeping) as session:
        runs = [session.run("").metrics for _ in range(LIMITED_RUNS)]
    late = [run.latency_ms + run.start_ms - 500 for run in runs]
    mark = "" if max(late) <= MOST_LATE_MS else "  MISSED"
    named = f"a limit of 0.5 s fires late by (<= {MOST_LATE_MS} ms)"
    print(
        f"  {named:<55}{statistics.median(late):8.1f} ms, "
        f"{max(late):.1f} ms at the worst of {LIMITED_RUNS}{mark}"
    )
    return max(late) > MOST_LATE_MS


def _print_costs(sandbox: ConfinedSandbox) -> None:
    _print_calls(sandbox)
    with sandbox.open(Program(NODE), fresh=True) as session:
        begun = time.perf_counter()
        session.run(GIVEN)
    seconds = time.perf_counter() - begun
    print(f"  {'the first run of all, its zygote started':<55}{seconds * 1000:8.1f} ms")
    for zygote in sandbox.state:
        print(f"  {'memory of a zygote: ' + zygote.kind:<55}{zygote.memory_mb:8.1f} MiB")


def _print_calls(sandbox: ConfinedSandbox) -> None:
    """A tool's call from inside, to a line and its answer over a socketpair, taken in turn."""
    source = (
        "import time\nfrom node_runtime import call_tool\ncall_tool('x')\n"
        f"begun = time.perf_counter()\nfor _ in range({CALLS}):\n    call_tool('x', 'y')\n"
        f"print((time.perf_counter() - begun) / {CALLS} * 1e6)"
    )
    confined, bare = [], []
    with sandbox.open(Program(source, calls={"call_tool": lambda given: ""})) as session:
        for _ in range(5):
            confined.append(float(session.run("").stdout))
            bare.append(_bare_exchange())
    ours, theirs = statistics.median(confined), statistics.median(bare)
    what = "a call_tool, to a line over a bare socketpair"
    print(f"  {what:<46}{ours / theirs:6.2f}   {ours:8.1f} µs to {theirs:.1f} µs")
    sort = Program("", Profile.EXECUTABLE, arguments=("/usr/bin/sort",))
    with sandbox.open(sort) as session:
        session.run("b\na\n")
        started, plain = _in_turn(
            lambda: session.run("b\na\n"), lambda: _command(["/usr/bin/sort"], "b\na\n"), ROUNDS
        )
    print(
        f"  {'an executable (sort), to the command':<46}{started / plain:6.2f}   "
        f"{started * 1000:8.1f} ms to {plain * 1000:.1f} ms"
    )


def _bare_exchange() -> float:
    """Microseconds for a line to another process and one back."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        while line := theirs.recv(4096):
            theirs.sendall(line)
        os._exit(0)
    theirs.close()
    line = b'{"jsonrpc": "2.0", "id": 1, "method": "call_tool", "params": {}}\n'
    begun = time.perf_counter()
    for _ in range(CALLS):
        ours.sendall(line)
        ours.recv(4096)
    seconds = time.perf_counter() - begun
    ours.close()
    os.waitpid(child, 0)
    return seconds / CALLS * 1e6


def _in_turn(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """The medians, in seconds, of both done in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for act, taken in zip((one, other), times, strict=True):
            begun = time.perf_counter()
            act()
            taken.append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


def _command(command: list[str], given: str, folder: Path | None = None) -> None:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=120,
        check=False,
    )


def _show(what: str, ours: float, theirs: float, bound: float) -> bool:
    ratio = ours / theirs
    mark = "" if ratio <= bound else "  MISSED"
    named = f"{what} (<= {bound:g})"
    print(f"  {named:<46}{ratio:6.2f}   {ours * 1000:8.1f} ms to {theirs * 1000:.1f} ms{mark}")
    return ratio > bound


if __name__ == "__main__":
    sys.exit(main())
