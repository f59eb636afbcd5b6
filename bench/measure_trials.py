"""What measuring benchmarks share: the comparer on real processes, load, records, naive rivals."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure_subjects import Priced
from src.domain.candidate import Candidate
from src.domain.program_run import Limits
from src.measure.error_budget import SharedBudget
from src.measure.paired import PairedComparer
from src.measure.sampling import cost_of
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.subject_program import subject_program

LOCK = str(Path(tempfile.gettempdir(), "code-evolver-measuring.lock"))
NAIVE: dict[str, Callable[[list[float]], float]] = {
    "single run": lambda walls: walls[0],
    "best of 3": lambda walls: min(walls[:3]),
    "mean of 5": lambda walls: sum(walls) / len(walls),
}
_SPIN = "while True: pass"


@contextmanager
def real_comparer(candidates: int = 24) -> Iterator[tuple[ConfinedSandbox, PairedComparer]]:
    """A comparer as the program uses it: for one of so many candidates, or 1 as in `compare`."""
    with ConfinedSandbox(Limits()) as sandbox:
        budget = SharedBudget(candidates=candidates)
        yield sandbox, PairedComparer(sandbox, sandbox.isolated_copy, LOCK, budget)


@contextmanager
def busy_cores(count: int) -> Iterator[None]:
    """So many processes that do nothing but spin."""
    spinning: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            spinning.append(subprocess.Popen([sys.executable, "-c", _SPIN]))
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def naive_keeps(
    sandbox: ConfinedSandbox, a: Candidate, b: Candidate, subject: Priced, size: int
) -> dict[str, bool]:
    """Whether the usual methods would keep B: five wall-clock runs of A, then five of B."""
    walls = []
    for candidate in (a, b):
        with sandbox.open(subject_program(candidate, subject.workload, "solve")) as session:
            walls.append([cost_of(session, 0, size).latency for _ in range(5)])
    return {name: figure(walls[1]) < figure(walls[0]) for name, figure in NAIVE.items()}


def read_records(path: Path | None) -> list[dict[str, object]]:
    """What an earlier, interrupted run wrote."""
    if path is None or not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def add_record(path: Path | None, record: dict[str, object]) -> None:
    """Write it down at once, so that nothing is lost when the run is stopped."""
    if path is not None:
        with path.open("a") as file:
            file.write(json.dumps(record) + "\n")


def pair_for(subject: Priced, ratio: float, seed: int) -> tuple[Candidate, Candidate]:
    """A and B, differently written, where A costs `ratio` times what B costs."""
    rounds = round(20 * ratio)
    wordings = subject.neutral(12, seed)
    return subject.costing(rounds), random.Random(seed).choice(wordings)
