"""A run whose evaluator is a function in this process; as a program, runs that can be killed."""

import os
import re
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from src.domain.events import Event, Progressed
from src.evolve.attempts import Parts
from src.evolve.budgets import Budgets
from src.evolve.constant_tuning import ConstantTuning
from src.evolve.evaluation import Evaluation
from src.evolve.evolution_session import Evolution
from src.evolve.problem import Problem
from src.evolve.run_settings import RunSettings
from src.evolve.run_store import RunStore
from src.evolve.search import Operator, make_search
from tests.evolve.problems import GAIN

Score = Callable[[str], float]


def gain_of(source: str) -> float:
    """How near the program's constant is to 1000."""
    found = re.search(r"^GAIN = (-?\d+)", source.replace("(", "").replace(")", ""), re.MULTILINE)
    return -abs(1000.0 - int(found.group(1))) if found else float("nan")


class FunctionEvaluator:
    """An Evaluator that calls a function with the program's text."""

    def __init__(self, score: Score) -> None:
        self._score = score
        self.evaluated: list[str] = []

    def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
        """The function's value as the score."""
        self.evaluated.append(source)
        return Evaluation({"combined_score": self._score(source)})

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Both values."""
        return self.evaluate(source), self.evaluate(other)

    def close(self) -> None:
        """Hold nothing."""


class CountingClock:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self._seconds = count()

    def now(self) -> float:
        """The next second."""
        return float(next(self._seconds))

    def monotonic(self) -> float:
        """The next second."""
        return float(next(self._seconds))


def problem_in(folder: Path, source: str = GAIN) -> Problem:
    """A problem whose evaluator's file is there and is never run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluator.py").write_text("")
    return Problem(folder / "gain.py", source, folder / "evaluator.py", "")


def begin(
    folder: Path,
    evaluator: FunctionEvaluator,
    budgets: Budgets,
    settings: RunSettings = RunSettings(),
    operators: tuple[Operator, ...] = (),
    notify: Callable[[Event], None] = lambda event: None,
    change: Callable[[Parts], Parts] = lambda parts: parts,
) -> tuple[Evolution, RunStore]:
    """A run that is new, or continues what the folder holds."""
    problem = problem_in(folder)
    store = RunStore(folder / "run", CountingClock().now, create=True)
    tuning = ConstantTuning(problem)
    parts = Parts(problem, evaluator, (*operators, tuning), make_search(settings), CountingClock())
    evolution = Evolution(change(parts), store, budgets, settings.seed, notify)
    if store.counts()["programs"]:
        evolution.restore()
    else:
        store.note("setup", {"file": str(problem.file)})
        first = evaluator.evaluate(problem.source)
        evolution.start((first, evaluator.evaluate(problem.source)))
    return evolution, store


def main(folder: str) -> None:
    """For each line of input, run on in a new process, until it is killed.

    That process prints what it resumed, its id, and each iteration that is acknowledged; "ended"
    follows. All are forked from this one: nothing is imported twice.
    """
    for _ in sys.stdin:
        process = os.fork()
        if not process:
            run_on(Path(folder))
        os.waitpid(process, 0)
        print("ended", flush=True)


def run_on(folder: Path) -> None:
    """Run without end."""

    def tell(event: Event) -> None:
        if isinstance(event, Progressed):
            print(event.done, flush=True)

    evolution, store = begin(folder, FunctionEvaluator(gain_of), Budgets(10**6), notify=tell)
    print("resumed", store.counts()["iterations"], os.getpid(), flush=True)
    evolution.run()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
