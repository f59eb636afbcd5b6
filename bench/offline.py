"""With no model: how much of what users type is solved, is anything wrong, how long it takes."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.newcomer_tasks import (
    chatty_tasks,
    conversations,
    declined_with_reason,
    function_requests,
)
from bench.offline_tasks import ANY, declined_tasks, solved_tasks
from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.events import Notify
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
            newcomers = _newcomers(app, step)
        finally:
            app.close()
    _report(first, again, others)
    _report_newcomers(newcomers)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What came of the wordings of newcomers, by their kind."""

    chatty: list[Tried]
    functions: list[Tried]
    turns: list[Tried]
    declined: list[tuple[Tried, str]]


def _newcomers(app: App, step: int) -> Newcomers:
    chatty = [_try(app, text, expected) for text, expected in list(chatty_tasks())[::step]]
    functions = [_try(app, text, None) for text in function_requests()[::step]]
    turns: list[Tried] = []
    for one in list(conversations())[::step]:
        app.session.conversation.exchanges.clear()
        turns += [_try(app, text, expected, app.session.solve) for text, expected in one.lines]
    declined = [(_try(app, text, None), why) for text, why in list(declined_with_reason())[::step]]
    return Newcomers(chatty, functions, turns, declined)


def _report_newcomers(them: Newcomers) -> None:
    wrong = [tried for tried in them.chatty + them.turns if tried.wrong]
    unsolved = [tried for tried in them.chatty + them.turns if not tried.right]
    false = [tried for tried, why in them.declined if why not in tried.outcome.error]
    print(f"chatty          {_share([t.right for t in them.chatty])}")
    print(f"functions       {_share([t.outcome.code_is_result for t in them.functions])}")
    print(f"follow-ups      {_share([t.right for t in them.turns])}")
    print(f"true reasons    {_share([t not in false for t, _ in them.declined])}   goal 100%")
    print(f"wrong           {len(wrong)}   goal 0")
    for tried in unsolved + false:
        print(f"  {tried.text!r}: {tried.outcome.result!r} {tried.outcome.error}")


def _try(
    app: App,
    text: str,
    expected: JSONValue,
    solve: Callable[[str, Notify], Outcome] | None = None,
) -> Tried:
    start = time.perf_counter()
    outcome = (solve or app.solve)(text, lambda event: None)
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
