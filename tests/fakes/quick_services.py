"""What a real pipeline is made with in tests of many tasks: its slow parts are fakes."""

from pathlib import Path

from msgspec.structs import replace

from src.app.adapters import Adapters
from src.app.pipeline_factory import PipelineServices
from src.domain.ports import LanguageModel
from src.tasks.own_functions import OwnFunctions
from tests.fakes.pipeline_steps import (
    FakeMemory,
    FakeNodeStore,
    FakeOptimizer,
    FakeReviewer,
)


def services_over(adapters: Adapters, model: LanguageModel) -> PipelineServices:
    """The services of a task's pipeline: sandbox and library are real, nothing is kept or tried."""
    memory, nodes = FakeMemory(), FakeNodeStore()
    return replace(
        adapters.pipeline_services,
        model=model,
        memory=memory,
        nodes=nodes,
        reviewer=FakeReviewer(),
        own=OwnFunctions(memory, nodes),
        make_optimizer=lambda improvers, notify: FakeOptimizer(),
        folder=Path.cwd(),
    )
