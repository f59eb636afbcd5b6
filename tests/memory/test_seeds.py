"""Library functions and tools are found for the overseer like anything else."""

from pathlib import Path

from src.domain.artifact import ArtifactType
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.library.bundled import function_artifact
from src.library.catalogue import bundled_functions
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.memory.seeds import tool_artifact
from src.tasks.lessons import Recaller

SOURCE = "def sort_ascending(numbers): ..."


def seeded(folder: Path) -> RagMemory:
    store = ArtifactStore(folder / "memory.db")
    memory = RagMemory(store, EmbeddedIndex(store), choose_embedder("auto"))
    cards = [
        ToolCard("jokes", "Jokes", "llm", "writes jokes about a topic", Effects.NONE),
        ToolCard("weather", "Weather", "http", "tells the weather of a city", Effects.READ),
    ]
    sort = bundled_functions()["sort_ascending"]
    memory.seed([*map(tool_artifact, cards), function_artifact(sort, SOURCE)])
    return memory


def test_a_near_library_function_is_found_and_not_offered_to_copy(tmp_path: Path) -> None:
    memory, text = seeded(tmp_path), "sort the numbers 5, 4, 9 by their last digit"

    near = memory.recall(text, types=(ArtifactType.PATTERN.value,))

    assert near[0].artifact.content["implementation"] == SOURCE
    assert Recaller(memory).recall(read_task(text)).related == ()
