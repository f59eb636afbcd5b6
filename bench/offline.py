"""With no model: how much of what users type is solved, is anything wrong, how long it takes."""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass

from bench.offline_tasks import ANY, declined_tasks, solved_tasks
from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.json_value import JSONValue, agrees
from src.domain.outcome import Outcome, OutcomeStatus


@dataclass(frozen=True, slots=True)
class Tried:
    """A task, what came of it, and after how many wall seconds."""

    text: str
    expected: JSONValue
    outcome: Outcome
    seconds: float

    @property
    def right(self) -> bool:
        """True if the task was solved as it should be."""
        if not self.outcome.solved:
            return False
        free = self.expected == ANY
        return bool(self.outcome.result) if free else agrees(self.outcome.result, self.expected)

    @property
    def wrong(self) -> bool:
        """True if there is a result, and it is not the right one."""
        return self.outcome.solved and not self.right


def main() -> None:
    """Run all tasks on a fresh data folder; print the shares, and the medians in seconds.

    A number as argument takes every so many-th task only.
    """
    step = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 1
    tasks = list(solved_tasks())[::step]
    with tempfile.TemporaryDirectory() as home:
        config = ConfigManager(environment={"CODE_EVOLVER_HOME": home})
        app = build_app(config, RunMode(offline=True))
        try:
            _try(app, "add 1 and 1", ANY)
            first = [_try(app, text, expected) for text, expected in tasks]
            again = [_try(app, text, expected) for text, expected in tasks]
            others = [_try(app, text, None) for text in declined_tasks()[::step]]
        finally:
            app.close()
    _report(first, again, others)


def _try(app: App, text: str, expected: JSONValue) -> Tried:
    start = time.perf_counter()
    outcome = app.solve(text, lambda event: None)
    return Tried(text, expected, outcome, time.perf_counter() - start)


def _report(first: list[Tried], again: list[Tried], others: list[Tried]) -> None:
    declined = [tried.outcome.status is OutcomeStatus.DECLINED for tried in others]
    wrong = [tried for tried in first + again if tried.wrong]
    print(f"{len(first)} tasks, none of them a phrase of a function; {len(others)} to be declined")
    print(f"solved          {_share([t.right for t in first])}   goal 85%")
    print(f"solved again    {_share([t.right for t in again])}")
    print(f"wrong           {len(wrong)}   goal 0")
    print(f"declined right  {_share(declined)}   goal 100%")
    print(f"seconds, new    {statistics.median(t.seconds for t in first):.2f}   goal 1.5")
    print(f"seconds, again  {statistics.median(t.seconds for t in again):.2f}   goal 0.3")
    for tried in (t for t in first + again if not t.right):
        print(f"  not solved: {tried.text!r}: {tried.outcome.result!r} {tried.outcome.error}")
    for tried in (t for t, well in zip(others, declined) if not well):
        print(f"  not declined: {tried.text!r}: {tried.outcome.result!r} {tried.outcome.error}")


def _share(ones: list[bool]) -> str:
    return f"{sum(ones) / len(ones):.1%} ({sum(ones)} of {len(ones)})"


if __name__ == "__main__":
    main()
