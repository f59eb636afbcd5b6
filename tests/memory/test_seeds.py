"""Bundled patterns and tools are found for the overseer like anything else."""

from pathlib import Path

from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.qdrant_index import embedded_index
from src.memory.rag_memory import RagMemory
from src.memory.seeds import BundledPattern, pattern_artifact, tool_artifact
from src.tasks.recaller import Recaller


def seeded(folder: Path) -> RagMemory:
    store = ArtifactStore(folder / "memory.db")
    memory = RagMemory(store, embedded_index(store), choose_embedder("auto"))
    cards = [
        ToolCard("jokes", "Jokes", "llm", "writes jokes about a topic", Effects.NONE),
        ToolCard("weather", "Weather", "http", "tells the weather of a city", Effects.READ),
    ]
    sort = BundledPattern(
        "sort_numbers",
        "Sort numbers",
        "sorts numbers",
        "ALGORITHM",
        "def solve(): ...",
        tasks=("sort 3, 1, 2 ascending",),
    )
    memory.seed([*map(tool_artifact, cards), pattern_artifact(sort)])
    return memory


def test_a_near_bundled_pattern_is_offered_to_build_on_and_never_run(tmp_path: Path) -> None:
    memory = seeded(tmp_path)

    recall = Recaller(memory).recall(read_task("sort the numbers 5, 4, 9 by their last digit"))

    assert recall.related[0].artifact.content["implementation"] == "def solve(): ..."
