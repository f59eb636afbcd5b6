"""Improves one stored node by the optimizer's rules; each gain is kept as soon as it is sure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..autoevolve.version_repair import Repairer
from ..domain.audit_log import ROLLED_BACK, EvolutionEvent
from ..domain.candidate import Candidate, Origin
from ..domain.errors import NodeError
from ..domain.events import Event, IterationEnded, Notify
from ..domain.node import Node
from ..domain.ports import Evidence, Improver
from ..measure.error_budget import ErrorBudget
from ..models.model_events import ListeningModel
from ..optimize.optimizer import Bounds, OptimizationResult, Optimizer, Subject, Verify
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.node_suite_runner import ContractSuiteRunner
from .adapters import Adapters
from .measure_wiring import make_measuring
from .pipeline_factory import make_generator, make_improver
from .promotion import Promotion
from .replay_check import ReplayCheck
from .retest import suite_of, verify_by_suite


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried on one node: rounds, candidates, wall seconds, a model's tokens."""

    rounds: int
    candidates: int
    seconds: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Improved:
    """What became of an attempt: the node as it stands now, and what was tried."""

    node: Node
    result: OptimizationResult
    refused: str = ""

    @property
    def kept(self) -> bool:
        """Whether a version was kept."""
        return bool(self.result.best_iteration) and not self.refused

    @property
    def reason(self) -> str:
        """Why what was kept was kept, or why nothing was."""
        kept = [one.verdict.reason for one in self.result.iterations if one.verdict.kept]
        return self.refused or (kept[-1] if kept else self.result.reason or "no improvement")


class _Remembering:
    """An Improver that remembers what another one proposed, by its digest."""

    def __init__(self, improver: Improver, known: dict[str, Candidate]) -> None:
        self._improver = improver
        self._known = known

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """What the other proposes."""
        proposed = self._improver.propose(candidate, evidence)
        self._known.update({one.digest: one for one in proposed})
        return proposed


class NodeImprover:
    """Tries to improve stored nodes in a sandbox, within an error budget; `listen` hears it."""

    def __init__(
        self, adapters: Adapters, sandbox: ConfinedSandbox, budget: ErrorBudget, listen: Notify
    ) -> None:
        self._adapters = adapters
        self._sandbox = sandbox
        self._budget = budget
        self._listen = listen

    def improve(self, node: Node, effort: Effort) -> Improved:
        """Try to improve the node. Raises NodeError, and whatever the listener raises.

        A version that was kept stays, whatever happens afterwards.
        """
        now = self._adapters.clock.monotonic
        attempt = _Attempt(self._adapters, node, now())
        known: dict[str, Candidate] = {}
        model = self._model(effort)

        def hear(event: Event) -> None:
            if isinstance(event, IterationEnded):
                attempt.spend(now(), model.tokens if model else 0)
                if event.iteration.verdict.kept:
                    attempt.promote(known[event.iteration.digest], event)
            self._listen(event)

        optimizer = Optimizer(
            [_Remembering(one, known) for one in self._improvers(node, model, effort)],
            make_measuring(self._sandbox, self._budget),
            Bounds(effort.rounds, effort.candidates, effort.seconds),
            now,
            hear,
        )
        subject = _subject_of(node)
        verify = self._verify(subject, attempt)
        try:
            result = optimizer.improve(subject, verify)
        finally:
            attempt.spend(now(), model.tokens if model else 0)
        return Improved(attempt.node, result, attempt.refused)

    def _verify(self, subject: Subject, attempt: "_Attempt") -> Verify:
        """Whether a candidate passes the suite and answers real inputs as the node does.

        Raises NodeError if the node itself fails its suite.
        """
        adapters, node = self._adapters, attempt.node
        runner = ContractSuiteRunner(self._sandbox, adapters.replay_tool, adapters.folder)
        by_suite = verify_by_suite(runner, *suite_of(node))
        if trouble := by_suite(subject.program):
            raise NodeError(
                f"{node.id} fails its own suite, so that nothing can be proven: {trouble}",
                hint=f"edit {node.id} to mend the program, or delete it",
            )
        real_inputs = ReplayCheck(self._sandbox, node, adapters.memory.records_of(node.id))
        return _charged(attempt, by_suite, real_inputs)

    def _model(self, effort: Effort) -> ListeningModel | None:
        model = self._adapters.model
        return ListeningModel(model, self._listen) if model and effort.tokens > 0 else None

    def _improvers(
        self, node: Node, model: ListeningModel | None, effort: Effort
    ) -> Sequence[Improver]:
        """Who proposes, in order: a mended version first, since rewrites would hide its gain."""
        if model is None:
            return (RewriteImprover(),)
        asked = make_improver(model, self._adapters.rules, effort.tokens)
        repairers = [
            Repairer(make_generator(model, self._adapters.pipeline_services), failed, deed.text)
            for deed, failed in self._taken_back(node)
        ]
        return (*repairers, RewriteImprover(), asked)

    def _taken_back(self, node: Node) -> Iterator[tuple[EvolutionEvent, Candidate]]:
        """What the node's current version was put in the place of, if that had failed in use."""
        for deed in self._adapters.memory.evolution.about(node.id, node.version):
            if deed.what == ROLLED_BACK:
                failed = self._adapters.nodes.version(node.id, node.version - 1)
                yield deed, Candidate(failed.source, failed.lineage.origin)


def _subject_of(node: Node) -> Subject:
    """What is improved. Raises NodeError if the node has no suite."""
    specification, suite = suite_of(node)
    program = Candidate(node.source, Origin.RECALLED)
    # What waits for tools is not made faster by another program.
    workload = None if specification.tools else specification.workload
    return Subject(program, workload, specification=specification, suite=suite)


class _Attempt:
    """The node as it stands in the middle of an attempt, and what the attempt has cost."""

    def __init__(self, adapters: Adapters, node: Node, began: float) -> None:
        self.node = node
        self.refused = ""
        self._adapters = adapters
        self._promotion = Promotion(adapters)
        self._until, self._tokens = began, 0

    def charge(self) -> None:
        """Count a candidate, before it is run: a kill does not give it back."""
        self._adapters.memory.evolution.add(
            EvolutionEvent("candidate", "", self.node.id, self.node.version, candidates=1)
        )

    def spend(self, now: float, tokens: int) -> None:
        """Count the seconds and tokens since the last time."""
        seconds, self._until = now - self._until, now
        spent, self._tokens = tokens - self._tokens, tokens
        self._adapters.memory.evolution.add(
            EvolutionEvent(
                "work", "", self.node.id, self.node.version, tokens=spent, seconds=seconds
            )
        )

    def promote(self, best: Candidate, event: IterationEnded) -> None:
        """Keep a gain, unless the node was edited or deleted meanwhile."""
        try:
            new = self._promotion.keep(self.node, best, event.iteration.verdict)
        except NodeError as error:
            self.refused = str(error)
            return
        if new is None:
            self.refused = f"{self.node.id} was changed meanwhile: the gain was given up"
        else:
            self.node = new


def _charged(attempt: _Attempt, suite: Verify, real_inputs: ReplayCheck) -> Verify:
    def verify(candidate: Candidate) -> str:
        attempt.charge()
        return suite(candidate) or real_inputs.trouble(candidate)

    return verify
