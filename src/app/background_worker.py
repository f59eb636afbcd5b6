"""What auto-evolution does with a node while nobody waits: mends it, or tries to improve it."""

from ..autoevolve.hourly_quota import HourlyQuota, QuotaUse
from ..autoevolve.node_health import Health
from ..autoevolve.worker import NodeRank, ShouldStop
from ..domain.audit_log import EvolutionEvent
from ..domain.errors import EvolverError, MemoryUnavailable
from ..domain.events import Event, FellBack, IterationEnded
from ..domain.measurement import Decision
from ..measure.error_budget import ErrorBudget
from .adapters import Adapters
from .node_improver import Effort, NodeImprover
from .node_ranking import URGENCY, NodeRanking
from .rollback import RollbackMonitor

ROUNDS, SECONDS = 2, 60.0
NONSENSE, FIRST_REST, LONGEST_REST = 3, 120.0, 3600.0
"""After so many useless replies in a row a model is left alone, twice as long each time (s)."""


def effort_within(left: QuotaUse, tokens: int, rounds: int, seconds: float) -> Effort:
    """What may be tried: the bounds given, and not more than is left."""
    return Effort(
        rounds, max(1, left.candidates), min(seconds, 60 * left.minutes), min(tokens, left.tokens)
    )


class _GivenUp(EvolverError):
    """The user wants the machine."""


class ModelBackoff:
    """How long a model that answers nonsense is left alone; `now` in seconds."""

    def __init__(self) -> None:
        self._in_vain = 0
        self._rest = FIRST_REST
        self._until = 0.0

    def may_ask(self, now: float) -> bool:
        """Whether the model may be asked again."""
        return now >= self._until

    def hear(self, event: Event, now: float) -> None:
        """Count what was of no use; a candidate that passed its tests is a sign of sense."""
        useless = isinstance(event, FellBack) and event.stage == "improve"
        if isinstance(event, IterationEnded) and event.iteration.by != "rewrite":
            if event.iteration.verdict.decision not in (Decision.FAILED, Decision.DIFFERENT):
                self._in_vain, self._rest = 0, FIRST_REST
                return
            useless = True
        self._in_vain += useless
        if self._in_vain >= NONSENSE:
            self._in_vain = 0
            self._until, self._rest = now + self._rest, min(2 * self._rest, LONGEST_REST)


class BackgroundWorker:
    """Ranks the nodes by what there is to gain, and works on one of them, within the allowance."""

    def __init__(self, adapters: Adapters, budget: ErrorBudget, allowance: HourlyQuota) -> None:
        self._adapters = adapters
        self._budget = budget
        self._allowance = allowance
        self._sandbox = adapters.sandbox.apart()
        self._patience = ModelBackoff()
        self._caretaker = RollbackMonitor(adapters, self._sandbox)
        self._standings = NodeRanking(adapters.nodes, adapters.memory, self._tell_once)
        self._told: set[str] = set()

    def rank(self) -> tuple[NodeRank, ...]:
        """Every node that was run, with its use, its own time and its health.

        None while the hour's allowance is used up, but for those that fail: mending is free.
        """
        try:
            standings = self._standings.all()
            used_up = self._allowance.is_used_up
        except EvolverError as error:
            self._tell_once(f"auto-evolution waits: {error}")
            return ()
        return tuple(s for s in standings if not used_up or s.urgency >= URGENCY[Health.FAILING])

    def improve(self, standing: NodeRank, should_stop: ShouldStop) -> str:
        """The line to tell, or "" if nothing was kept or the user wanted the machine."""
        now = self._adapters.clock.monotonic

        def hear(event: Event) -> None:
            self._patience.hear(event, now())
            if isinstance(event, IterationEnded) and should_stop():
                raise _GivenUp("the user wants the machine")

        improver = NodeImprover(self._adapters, self._sandbox, self._budget, hear)
        try:
            node = self._adapters.nodes.load(standing.node_id)
            mended = self._caretaker.look_at(node)
            if mended or self._allowance.is_used_up:
                return mended
            improved = improver.improve(node, self._effort())
        except _GivenUp:
            return self._kept_since(standing)
        except EvolverError as error:
            self._note(standing, f"{standing.node_id}: left alone, {error}")
            return ""
        if improved.kept:
            return self._kept_since(standing)
        if not should_stop():
            self._note(standing, f"{standing.node_id}: nothing better found: {improved.reason}")
        return ""

    def interrupt(self) -> None:
        """End what runs."""
        self._sandbox.interrupt()

    def close(self) -> None:
        """Give its processes back."""
        self._sandbox.close()

    def _effort(self) -> Effort:
        left = self._allowance.left()
        may_ask = self._patience.may_ask(self._adapters.clock.monotonic())
        return effort_within(left, left.tokens if may_ask else 0, ROUNDS, SECONDS)

    def _kept_since(self, standing: NodeRank) -> str:
        """The line about what was kept of the node since it was taken up, if anything was."""
        node = self._adapters.nodes.load(standing.node_id)
        if node.version == standing.version:
            return ""
        version = self._adapters.nodes.version(node.id, node.version)
        reason = version.verdict.get("reason", version.lineage.note)
        return f"auto-evolution kept version {node.version} of {node.id}: {reason}"

    def _note(self, standing: NodeRank, text: str) -> None:
        try:
            deed = EvolutionEvent("tried", text, standing.node_id, standing.version)
            self._adapters.memory.evolution.add(deed)
        except MemoryUnavailable as error:
            self._tell_once(f"auto-evolution's log cannot be written: {error}")

    def _tell_once(self, text: str) -> None:
        """What would be found again and again is said at the prompt once."""
        if text not in self._told:
            self._told.add(text)
            self._adapters.notes.append(text)
