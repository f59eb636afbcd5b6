"""Why does a program built to cost twice as much not come out at exactly 2x?

python -m bench.measure_twice [--runs 100] [--times 3]

Programs of 0, 1, 20 and 40 rounds are run in turn. Twice is 40 to 20 rounds, either less what an
empty program cost, as a comparison takes it off, or less what the program itself costs that does
no round: its import and its call. A first round that is dearer than the later ones is warming up.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from bench.measure_subjects import PRICED, Priced
from src.domain.program_run import Limits
from src.measure.sampling import cost_of
from src.measure.scaling import find_scale
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.subject_program import subject_program

ROUNDS = (0, 1, 20, 40)


def main(arguments: Sequence[str] = ()) -> None:
    """Print a line for each program and each time."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure_twice")
    parser.add_argument("--runs", type=int, default=100, help="runs of each program")
    parser.add_argument("--times", type=int, default=3, help="how often all is done anew")
    options = parser.parse_args(arguments)
    print("program             empty costs   2x less empty   2x less no round   first/later round")
    for _ in range(options.times):
        for subject in PRICED:
            with ConfinedSandbox(Limits()) as sandbox:
                _show(subject.name, *_costs(sandbox, subject, options.runs))


def _costs(sandbox: ConfinedSandbox, subject: Priced, runs: int) -> tuple[float, dict[int, float]]:
    """CPU ms of an empty program, and of the subject by its rounds."""
    programs = {
        rounds: subject_program(subject.costing(rounds), subject.workload, "solve")
        for rounds in ROUNDS
    }
    scale = find_scale(sandbox, programs[40], subject.workload.start_size)
    taken: dict[int, list[float]] = {rounds: [] for rounds in ROUNDS}
    with ExitStack() as held:
        sessions = {r: held.enter_context(sandbox.open(programs[r])) for r in ROUNDS}
        for session in sessions.values():
            cost_of(session, 0, 1)
        for seed in range(runs):
            for rounds in random.sample(ROUNDS, len(ROUNDS)):
                taken[rounds].append(cost_of(sessions[rounds], seed, scale.size).cpu)
    return scale.overhead.cpu, {rounds: _low(costs) for rounds, costs in taken.items()}


def _low(costs: list[float]) -> float:
    """The mean of the lowest quarter, as comparisons take it."""
    lowest = sorted(costs)[: max(1, len(costs) // 4)]
    return sum(lowest) / len(lowest)


def _show(name: str, empty: float, cost: dict[int, float]) -> None:
    usual = (cost[40] - empty) / (cost[20] - empty)
    without = (cost[40] - cost[0]) / (cost[20] - cost[0])
    first, later = cost[1] - cost[0], (cost[40] - cost[1]) / 39
    print(
        f"{name:<20}{empty:8.2f} ms {usual:13.3f}x {without:17.3f}x {first / later:17.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
