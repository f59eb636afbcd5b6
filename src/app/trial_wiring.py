"""Wires what solves tasks with nothing remembered, to compare models or to rewrite an old node."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..domain.events import Notify
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..domain.replace import replace
from ..language.task_reading import read_task
from ..memory.artifact_store import ArtifactStore
from ..memory.embedded_index import EmbeddedIndex
from ..memory.embedding.ngrams import HashedNgrams
from ..memory.rag_memory import RagMemory
from ..nodes.node_imports import SandboxOverNodes
from ..nodes.node_store import FolderNodeStore
from ..tasks.model_comparison import SolveWith
from ..tasks.model_bench import ModelTrials
from ..tasks.own_functions import OwnFunctions
from .adapters import Adapters
from .pipeline_factory import PipelineRules, PipelineServices, make_pipeline


def make_model_trials(
    adapters: Adapters, foreground: Callable[[], AbstractContextManager[None]]
) -> ModelTrials:
    """Return the trials of the configured models."""
    rules = replace(adapters.rules, library_first=False)
    solve = solve_without_memory(adapters.pipeline_services, rules)
    return ModelTrials(
        adapters.model,
        # pylint: disable-next=unnecessary-lambda  # offline there is no router
        lambda: adapters.router.states(),
        solve,
        adapters.sandbox,
        foreground,
    )


def solve_anew(
    services: PipelineServices, rules: PipelineRules, text: str, tell: Notify
) -> Outcome:
    """Solve a task with nothing recalled; what solves it is kept."""
    with _empty_memory(services) as (memory, _):
        fresh = replace(services, own=OwnFunctions(memory, services.nodes))
        return make_pipeline(fresh, rules, tell).solve(read_task(text))


def solve_without_memory(services: PipelineServices, rules: PipelineRules) -> SolveWith:
    """Return what solves a task with one model, with nothing recalled and nothing kept."""

    def solve(model: LanguageModel, text: str, listen: Notify) -> Outcome:
        with _empty_memory(services) as (memory, folder):
            nodes = FolderNodeStore(folder / "nodes", services.clock.now)
            empty = replace(
                services,
                sandbox=SandboxOverNodes(services.sandbox, folder / "nodes"),
                model=model,
                memory=memory,
                nodes=nodes,
                own=OwnFunctions(memory, nodes),
                out_folder=lambda name: str(folder / "out" / name),
            )
            return make_pipeline(empty, rules, listen).solve(read_task(text))

    return solve


@contextmanager
def _empty_memory(services: PipelineServices) -> Iterator[tuple[RagMemory, Path]]:
    """Yield a memory that holds nothing, but ranks tools as ever, and its temporary folder."""
    with TemporaryDirectory(prefix="code-evolver-models-") as name:
        store = ArtifactStore(Path(name) / "memory.db")
        memory = RagMemory(store, EmbeddedIndex(store), HashedNgrams())
        memory.tools = services.memory.tools
        with closing(memory):
            yield memory, Path(name)
