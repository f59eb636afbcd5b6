"""Ranks the nodes in use by how often each runs, what it costs and how its version does.

A version is watched at first, then only now and then, and watched again after drift: a sequential
test against the version's own record shows it, Page's cumulative sum of log-likelihood ratios
(Biometrika 41, 1954), which alarms falsely at most once in e^ALARM runs on average (Lorden, Annals
of Mathematical Statistics 42, 1971).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from ..domain.errors import NodeError
from ..domain.node_runs import RunRecord
from .stores import RunHistory, VersionedNodes
from .worker import NodeRank

WATCHED_RUNS = 20
SAMPLED_EVERY = 10
ALARM = math.log(1000)

USUAL_SLOW, DRIFTED_SLOW = 0.15, 0.50
"""The share of runs dearer than all in the record: at most, as ever, and after a drift."""
USUAL_FAILURES, DRIFTED_FAILURES = 0.05, 0.40


class Health(StrEnum):
    """What is known of a version in use."""

    UNKNOWN = "never run"
    WATCHED = "watched"
    STEADY = "steady"
    DRIFTED = "slower than it was"
    FAILING = "failing"


URGENCY = {Health.FAILING: 1000.0, Health.DRIFTED: 4.0}


class Condition(Struct, frozen=True):
    """A version's health, from so many runs, so many of which failed."""

    health: Health
    runs: int = 0
    failures: int = 0

    @property
    def share_of_success(self) -> float:
        """Laplace's estimate: one run that went well proves less than ten."""
        return (self.runs - self.failures + 1) / (self.runs + 2)


def condition_of(runs: Sequence[RunRecord]) -> Condition:
    """Judge one version by its runs, oldest first."""
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
    """Return whether odd events now come at the rate `drifted` rather than at the `usual` one.

    Only the end of the sequence counts: what was odd once and is not any more is forgiven.
    """
    up = math.log(drifted / usual)
    down = math.log((1 - drifted) / (1 - usual))
    total = 0.0
    for one in odd:
        total = min(max(0.0, total + (up if one else down)), 2 * ALARM)
    return total > ALARM


@dataclass(eq=False, slots=True)
class NodeRanking:
    """Every node that was run; a node that nothing happened to is not read again.

    Auto-evolution looks every few seconds, and mostly nothing has happened in between.
    `report` hears, in a line, of what cannot be read.
    """

    nodes: VersionedNodes
    runs: RunHistory
    report: Callable[[str], None]
    _known: dict[str, tuple[tuple[int, str], NodeRank | None]] = field(
        default_factory=dict, init=False
    )

    def worth_a_try(self, quota_used_up: Callable[[], bool]) -> tuple[NodeRank, ...]:
        """Return the nodes to try to improve. Raises MemoryUnavailable.

        Without quota only those that fail in use: going back to an older version costs nothing.
        """
        ranked, used_up = self.all(), quota_used_up()
        return tuple(r for r in ranked if not used_up or r.urgency >= URGENCY[Health.FAILING])

    def all(self) -> tuple[NodeRank, ...]:
        """Return every node that was run, ranked. Raises MemoryUnavailable."""
        last_runs = self.runs.last_runs()
        known = {}
        for node_id in self.nodes.ids():
            if node_id in last_runs:
                # Before the node is read: a change in the middle is seen by the next look.
                mark = (last_runs[node_id], self.nodes.mark(node_id))
                found = self._known.get(node_id)
                if found is None or found[0] != mark:
                    found = (mark, self._read(node_id))
                known[node_id] = found
        self._known = known
        return tuple(rank for _, rank in known.values() if rank is not None)

    def _read(self, node_id: str) -> NodeRank | None:
        runs = self.runs.runs_of(node_id)
        try:
            node = self.nodes.load(node_id)
        except NodeError as error:
            self.report(f"auto-evolution leaves {node_id} alone: {error}")
            return None
        if node.contract == 1:
            # A program of version 1 is not improved but rewritten; `doctor` counts them.
            return None
        records = self.runs.records_of(node_id)
        health = condition_of([r for r in records if r.version == node.version]).health
        urgency = URGENCY.get(health, 1.0)
        return NodeRank(node_id, node.version, runs.count, runs.cpu_ms, urgency=urgency)
