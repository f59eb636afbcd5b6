"""Is a user slowed down by auto-evolution, and does it ever keep what is no better?

python -m bench.auto [--tasks 40] [--neutral 200]
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure_subjects import PRICED
from bench.measure_trials import LOCK, real_comparer
from src.app.app import App, build_app
from src.measure.error_budget import LastingBudget
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.events import Event
from src.domain.json_value import to_json
from src.domain.node import Lineage, NodeDraft
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.domain.signature import function_ending
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.measure.paired import PairedComparer
from src.tasks.case_writer import case_suite

SETTLED = 2.0
MOST_SLOWER, MOST_FIRST_MS, MOST_KEPT = 1.05, 100.0, 1
# Work that no rewrite makes faster and that no candidate ends: auto-evolution stays at it.
SLOW = '''"""Steps of Collatz sequences."""


def longest_collatz(most: int) -> int:
    """Steps of the longest Collatz sequence up to a number."""
    longest = 0
    for start in range(1, most):
        number, steps = start, 0
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            steps += 1
        if steps > longest:
            longest = steps
    return longest
'''


@dataclass
class Answered:
    """Milliseconds until the first event, and until the answer, of tasks in one condition."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] = ()) -> bool:
    """Print both; True if a claim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.auto")
    parser.add_argument("--tasks", type=int, default=40, help="tasks in each condition")
    parser.add_argument("--neutral", type=int, default=200, help="neutral candidates")
    parser.add_argument(
        "--seconds", type=float, default=400.0, help="stop the latter after so long"
    )
    options = parser.parse_args(arguments)
    missed = _foreground(options.tasks)
    return _neutral(options.neutral, options.seconds) or missed


def _foreground(tasks: int) -> bool:
    answered = {False: Answered(), True: Answered()}
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CODE_EVOLVER_HOME": folder, "XDG_CONFIG_HOME": folder}
        flags = {"auto.candidates": "1000000", "auto.minutes": "1000000"}
        config = ConfigManager(flags=flags, environment=environment)
        app = build_app(config, RunMode(offline=True))
        try:
            _keep_slow_node(app)
            app.solve("add 1 and 2", lambda event: None)
            for number in range(tasks):
                for on in (False, True) if number % 2 else (True, False):
                    app.auto_switch.turn(on)
                    # It is in the middle of an attempt when the user begins; off, the machine
                    # has rested just as long.
                    time.sleep(SETTLED)
                    _answer(app, number, answered[on])
        finally:
            app.close()
    pairs = zip(answered[True].whole, answered[False].whole, strict=True)
    ratio = statistics.median(on / off for on, off in pairs)
    first = statistics.median(answered[True].first)
    print(f"{tasks} tasks with auto-evolution on, and as many with it off, in turn")
    for on, name in ((False, "off"), (True, "on")):
        one = answered[on]
        print(
            f"  {name:<4} first event {statistics.median(one.first):6.1f} ms (worst"
            f" {max(one.first):.1f}), answer {statistics.median(one.whole):6.1f} ms"
        )
    print(
        f"  answers take {ratio:.3f} times as long with it on, median of pairs (claimed: at most"
        f" {MOST_SLOWER})"
    )
    print(f"  first response {first:.1f} ms with it on (claimed: at most {MOST_FIRST_MS:.0f})")
    return ratio > MOST_SLOWER or first > MOST_FIRST_MS


def _answer(app: App, number: int, answered: Answered) -> None:
    began = time.perf_counter()
    first: list[float] = []

    def hear(_event: Event) -> None:
        if not first:
            first.append(time.perf_counter() - began)

    outcome = app.solve(f"add {number} and 2", hear)
    answered.whole.append((time.perf_counter() - began) * 1000)
    answered.first.append(first[0] * 1000)
    assert outcome.result == number + 2


def _keep_slow_node(app: App) -> None:
    plan = Specification(
        read_task("longest Collatz sequence up to 2000"),
        TaskKind.ALGORITHM,
        "collatz",
        "the longest",
        examples=(Example("longest_collatz(most=10)", 19, {"most": 10}),),
        function="longest_collatz",
        signature="longest_collatz(most: int) -> int",
        arguments={"most": 2000},
    )
    suite = case_suite(plan)
    adapters = app._adapters  # pylint: disable=protected-access
    adapters.nodes.keep(
        NodeDraft(
            "collatz",
            "longest_collatz",
            "ALGORITHM",
            SLOW + function_ending("longest_collatz"),
            suite.source,
            Lineage(Origin.WRITTEN),
            specification={"plan": to_json(plan), "suite": to_json(suite)},
        )
    )
    run = RunResult(Ending.FINISHED, '{"result": 19}', metrics=RunMetrics(50.0, 50.0, 0.1))
    adapters.memory.record("longest_collatz_node", 1, run, {"arguments": {"most": 10}})


def _neutral(candidates: int, seconds: float) -> bool:
    """Neutral candidates, one after the other, within the budget that outlives the process."""
    kept = tried = 0
    ends_at = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, real_comparer() as (sandbox, _):
        budget = LastingBudget.kept_in(Path(folder, "budget"))
        comparer = PairedComparer(sandbox, sandbox.isolated_copy, LOCK, budget)
        while tried < candidates and time.monotonic() < ends_at:
            subject = PRICED[tried % len(PRICED)]
            (other,) = subject.neutral(1, 5000 + tried)
            verdict = comparer.compare(subject.costing(20), other, subject.workload, "solve")
            kept, tried = kept + verdict.kept, tried + 1
    print(f"{kept} of {tried} neutral candidates were kept (claimed: at most {MOST_KEPT} of 200)")
    return kept > MOST_KEPT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
