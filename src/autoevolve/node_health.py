"""How a version does in use: watched at first, then only now and then, brought back by drift.

Drift is told by a sequential test against the version's own record: Page's cumulative sum of
log-likelihood ratios (Biometrika 41, 1954), which alarms falsely at most once in e^ALARM runs
on average (Lorden, Annals of Mathematical Statistics 42, 1971).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

WATCHED_RUNS = 20
SAMPLED_EVERY = 10
ALARM = math.log(1000)

USUAL_SLOW, DRIFTED_SLOW = 0.15, 0.50
"""The share of runs dearer than all in the record: as ever, at most, and after a drift."""
USUAL_FAILURES, DRIFTED_FAILURES = 0.05, 0.40


class Health(StrEnum):
    """What is known of a version in use."""

    UNKNOWN = "never run"
    WATCHED = "watched"
    STEADY = "steady"
    DRIFTED = "slower than it was"
    FAILING = "failing"


class Run(Protocol):
    """One run: whether it finished, and its CPU time in ms."""

    @property
    def finished(self) -> bool:
        """True if it ended by itself, with an answer or a refusal."""

    @property
    def cpu_ms(self) -> float:
        """Of the program and its children."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A version's health, from so many runs, so many of which failed."""

    health: Health
    runs: int = 0
    failures: int = 0

    @property
    def share_of_success(self) -> float:
        """Laplace's estimate: one run that went well proves less than ten."""
        return (self.runs - self.failures + 1) / (self.runs + 2)


def condition_of(runs: Sequence[Run]) -> Condition:
    """The health of one version from its runs, oldest first."""
    failures = sum(not run.finished for run in runs)
    if not runs:
        return Condition(Health.UNKNOWN)
    record, later = runs[:WATCHED_RUNS], runs[WATCHED_RUNS:]
    if len(runs) <= WATCHED_RUNS:
        # A new version: one failure is enough to look at it closely.
        return Condition(Health.FAILING if failures else Health.WATCHED, len(runs), failures)
    if alarms([not run.finished for run in runs], USUAL_FAILURES, DRIFTED_FAILURES):
        return Condition(Health.FAILING, len(runs), failures)
    # Of twenty runs the dearest: a lower rank, of so few, would often be an unlucky one.
    usual = max((run.cpu_ms for run in record if run.finished), default=0.0)
    slow = [run.cpu_ms > usual for run in later if run.finished]
    drifted = usual > 0 and alarms(slow, USUAL_SLOW, DRIFTED_SLOW)
    return Condition(Health.DRIFTED if drifted else Health.STEADY, len(runs), failures)


def is_due(condition: Condition, looked_at_runs: int) -> bool:
    """Whether to look again: at each run of a watched version, at each tenth of a steady one."""
    news = condition.runs - looked_at_runs
    return news >= (SAMPLED_EVERY if condition.health is Health.STEADY else 1)


def alarms(odd: Sequence[bool], usual: float, drifted: float) -> bool:
    """Whether odd events come at the rate `drifted` rather than at the `usual` one by now.

    It looks at the end of the sequence: what was once odd and is not any more is forgiven.
    """
    up = math.log(drifted / usual)
    down = math.log((1 - drifted) / (1 - usual))
    total = 0.0
    for one in odd:
        total = min(max(0.0, total + (up if one else down)), 2 * ALARM)
    return total > ALARM
