"""The overseer is offered the tools that fit its task."""

from collections.abc import Sequence
from pathlib import Path

from src.domain.errors import MemoryUnavailable
from src.domain.task import Classification, TaskKind
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.qdrant_index import embedded_index
from src.memory.rag_memory import RagMemory
from src.tasks.tool_choice import ToolChoice

TWELVE = {
    "weather": "tells the weather of a city today",
    "translator": "translates a text into another language",
    "summarizer": "makes a long text short",
    "prime_factors": "splits a whole number into its prime factors",
    "line_sorter": "sorts the lines of a text",
    "line_wrapper": "wraps a text into lines of a given width",
    "clock": "tells the time of day in a time zone",
    "mailer": "sends an e-mail to an address",
    "currency": "converts an amount of money into another currency",
    "recipes": "finds a cooking recipe for some ingredients",
    "chess": "finds the best move in a position of chess",
    "content_generator": "writes stories, poems and jokes",
}
CARDS = tuple(ToolCard(n, n, "python", d, Effects.NONE) for n, d in TWELVE.items())
ALGORITHM = Classification(TaskKind.ALGORITHM, "", "keywords")
CONTENT = Classification(TaskKind.SIMPLE_CONTENT, "", "keywords")


class Away:
    """A memory that is away, and counts who asked."""

    def __init__(self) -> None:
        self.asked = 0

    def rank(self, text: str, cards: Sequence[ToolCard]) -> tuple[ToolCard, ...]:
        self.asked += 1
        raise MemoryUnavailable("the database is locked")


def choose(folder: Path, text: str, kind: Classification = ALGORITHM, most: int = 6) -> list[str]:
    store = ArtifactStore(folder / "memory.db")
    memory = RagMemory(store, embedded_index(store), choose_embedder("auto"))
    choice = ToolChoice(lambda: CARDS, memory.tools, most)
    return [card.name for card in choice.choose(read_task(text), kind)]


def test_of_twelve_tools_the_fitting_is_offered_and_the_far_are_not(tmp_path: Path) -> None:
    offered = choose(tmp_path, "split the number 84 into its prime factors")

    assert offered[0] == "prime_factors"
    assert len(offered) == 6
    assert not {"mailer", "recipes"} & set(offered)


def test_the_content_generator_is_offered_for_every_text(tmp_path: Path) -> None:
    task = "tell me the weather of Berlin and the time in Tokyo"

    for_content = choose(tmp_path, task, CONTENT, most=2)
    for_others = choose(tmp_path, task, most=2)

    assert for_content == ["content_generator", "weather"]
    assert "content_generator" not in for_others


def test_few_tools_are_all_offered_and_nothing_is_asked() -> None:
    choice = ToolChoice(lambda: CARDS[:3], away := Away())

    assert choice.choose(read_task("add 1 and 2"), ALGORITHM) == CARDS[:3]
    assert away.asked == 0


def test_all_tools_are_offered_while_memory_is_away() -> None:
    choice = ToolChoice(lambda: CARDS, away := Away())

    assert choice.choose(read_task("add 1 and 2"), ALGORITHM) == CARDS
    assert away.asked == 1
