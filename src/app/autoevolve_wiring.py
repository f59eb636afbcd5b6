"""Wires auto-evolution: its switch, what works in the background, what a user asks of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache

from msgspec import Struct

from ..autoevolve.auto_evolution import AutoEvolution, EvolutionBudget
from ..autoevolve.background_worker import BackgroundWorker
from ..autoevolve.candidate_checks import CandidateChecks
from ..autoevolve.effort import BackgroundEffort, Effort, HourlyQuota, QuotaUse
from ..autoevolve.node_improver import NodeImprover
from ..autoevolve.node_ranking import NodeRanking
from ..autoevolve.promotion import Promotion
from ..autoevolve.proposers import AskedModel
from ..autoevolve.rollback import RollbackMonitor
from ..autoevolve.switch import RunningEvolution
from ..autoevolve.worker import AutoEvolver, step_back
from ..domain.events import Notify
from ..measure.error_budget import ErrorBudget, LastingBudget
from ..models.usage import ObservedModel
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.case_runner import CaseRunner
from .adapters import Adapters
from .measure_wiring import make_measuring
from .pipeline_factory import make_generator, make_improver
from .trial_wiring import solve_anew


class BackgroundParts(Struct, frozen=True):
    """What auto-evolution runs on its thread, and the sandbox all of it runs programs in."""

    ranking: NodeRanking
    worker: BackgroundWorker
    quota: HourlyQuota
    sandbox: ConfinedSandbox


def make_auto_evolution(
    adapters: Adapters, foreground: Callable[[], AbstractContextManager[None]]
) -> AutoEvolution:
    """Auto-evolution as a user asks for it, in the sandbox of the user's own tasks."""
    settings = adapters.config.settings.optimizer
    quota, error_budget = make_quota(adapters), _error_budget(adapters)
    return AutoEvolution(
        adapters.nodes,
        make_node_improver(adapters, adapters.sandbox, error_budget),
        Effort(settings.rounds, settings.tries, settings.seconds, settings.tokens),
        lambda text, notify: solve_anew(adapters.pipeline_services, adapters.rules, text, notify),
        foreground,
        log=adapters.memory.evolution.latest,
        budget=lambda: EvolutionBudget(quota.left(), quota.most, error_budget.upcoming_level),
    )


def make_running_evolution(adapters: Adapters) -> RunningEvolution:
    """Return what works while auto-evolution is on."""
    parts = make_background(adapters, _error_budget(adapters))
    evolver = AutoEvolver(
        lambda: parts.ranking.worth_a_try(lambda: parts.quota.is_used_up),
        parts.worker.improve,
        parts.sandbox.interrupt,
        adapters.notes.append,
        begin=step_back,
    )
    return RunningEvolution(evolver, parts.sandbox.close)


def make_background(adapters: Adapters, error_budget: ErrorBudget) -> BackgroundParts:
    """Return what ranks nodes and works on them, in a sandbox that nothing else uses."""
    sandbox, nodes, memory = adapters.sandbox.isolated_copy(), adapters.nodes, adapters.memory
    # Each line is passed on once.
    quota, tell = make_quota(adapters), cache(adapters.notes.append)
    worker = BackgroundWorker(
        nodes,
        RollbackMonitor(nodes, memory.runs, memory.evolution, make_promotion(adapters), sandbox),
        make_node_improver(adapters, sandbox, error_budget),
        BackgroundEffort(quota, adapters.clock.monotonic),
        memory.evolution,
        tell,
    )
    return BackgroundParts(NodeRanking(nodes, memory.runs, tell), worker, quota, sandbox)


def make_node_improver(
    adapters: Adapters, sandbox: ConfinedSandbox, error_budget: ErrorBudget
) -> NodeImprover:
    """Return what improves nodes, its candidates run in this sandbox."""

    def ask_model(tokens: int, listen: Notify) -> AskedModel | None:
        if adapters.model is None:
            return None
        model = ObservedModel(adapters.model, listen)

        return AskedModel(
            make_improver(model, adapters.rules, tokens),
            lambda node: make_generator(model, adapters.toolbox, adapters.memory, adapters.clock),
            lambda: model.tokens,
        )

    suite_runner = CaseRunner(sandbox, adapters.replay_tool, adapters.folder)
    return NodeImprover(
        adapters.nodes,
        ask_model,
        CandidateChecks(suite_runner, sandbox, adapters.memory.runs),
        make_measuring(sandbox, error_budget),
        make_promotion(adapters),
        log=adapters.memory.evolution,
        monotonic=adapters.clock.monotonic,
    )


def make_promotion(adapters: Adapters) -> Promotion:
    """Return what adds versions to nodes."""
    return Promotion(
        adapters.nodes,
        adapters.memory,
        adapters.memory.evolution,
        adapters.notes.append,
        adapters.config.settings.auto.versions,
    )


def make_quota(adapters: Adapters) -> HourlyQuota:
    """Return what auto-evolution may spend in an hour, by the settings and the log."""
    settings, log = adapters.config.settings.auto, adapters.memory.evolution

    def spent_since(at: float) -> QuotaUse:
        tokens, candidates, seconds = log.spent_since(at)
        return QuotaUse(tokens, candidates, seconds / 60)

    most = QuotaUse(settings.tokens, settings.candidates, settings.minutes)
    return HourlyQuota(most, spent_since, adapters.clock.now)


def _error_budget(adapters: Adapters) -> LastingBudget:
    return LastingBudget.kept_in(adapters.config.home / ".auto-evolution-budget")
