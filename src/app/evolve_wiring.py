"""Wires evolution with an evaluator: where runs are kept, and what confines candidates."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..domain.ports import Sandbox
from ..evolve.candidate_host import MOST_IMPORTS
from ..evolve.evolution_runs import EvolutionRuns, EvolveServices
from ..sandbox.sandbox import ConfinedSandbox
from .adapters import Adapters
from .sandbox_wiring import limits_of_programs


def make_evolution_runs(adapters: Adapters) -> EvolutionRuns:
    """Return the runs in the data folder."""
    open_sandboxes: list[ConfinedSandbox] = []

    @contextmanager
    def open_sandbox(parallel: int) -> Iterator[Sandbox]:
        settings = adapters.config.settings.sandbox
        sandbox = ConfinedSandbox(
            limits_of_programs(settings),
            workers=parallel * MOST_IMPORTS,
            readable=settings.readable,
            allow_weak=adapters.mode.weak or settings.allow_weak,
        )
        open_sandboxes.append(sandbox)
        try:
            yield sandbox
        finally:
            open_sandboxes.remove(sandbox)
            sandbox.close()

    def interrupt() -> None:
        adapters.interrupt()
        for sandbox in tuple(open_sandboxes):
            sandbox.interrupt()

    worker = f"{__name__.partition('.')[0]}.cluster.cluster_worker"
    services = EvolveServices(open_sandbox, adapters.model, adapters.clock, interrupt, worker)
    return EvolutionRuns(adapters.config.home / "evolve", services)
