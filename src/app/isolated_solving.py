"""Solves tasks with nothing recalled: to rewrite an old node, and to compare models."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..domain.events import Notify
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..language.task_reading import read_task
from ..nodes.node_store import FolderNodeStore
from ..nodes.node_imports import SandboxOverNodes
from ..tasks.model_comparison import ForgetfulMemory, SolveWith
from ..tasks.own_functions import OwnFunctions
from ..tasks.recaller import Recaller
from .pipeline_factory import PipelineRules, PipelineServices, make_pipeline


def solve_anew(
    services: PipelineServices, rules: PipelineRules, text: str, tell: Notify
) -> Outcome:
    """Solve a task with nothing recalled; what solves it is kept."""
    memory = ForgetfulMemory(services.memory.tools)
    own = OwnFunctions(memory, services.nodes)
    fresh = replace(services, own=own, recaller=Recaller(memory))
    return make_pipeline(fresh, rules, tell).solve(read_task(text))


def solve_without_memory(services: PipelineServices, rules: PipelineRules) -> SolveWith:
    """What solves a task with one model, with nothing recalled and nothing kept."""
    memory = ForgetfulMemory(services.memory.tools)

    def solve(model: LanguageModel, text: str, listen: Notify) -> Outcome:
        with TemporaryDirectory(prefix="code-evolver-models-") as folder:
            nodes = FolderNodeStore(Path(folder), services.clock.now)
            empty = replace(
                services,
                sandbox=SandboxOverNodes(services.sandbox, Path(folder)),
                model=model,
                memory=memory,
                nodes=nodes,
                own=OwnFunctions(memory, nodes),
                recaller=Recaller(memory),
                out_folder=lambda name: str(Path(folder) / "out" / name),
            )
            return make_pipeline(empty, rules, listen).solve(read_task(text))

    return solve
