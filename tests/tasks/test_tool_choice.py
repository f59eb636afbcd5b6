"""The overseer is offered the tools that fit its task."""

from collections.abc import Sequence
from pathlib import Path

from src.domain.errors import MemoryUnavailable
from src.domain.task import Classification, TaskKind
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.tasks.function_generator import ToolChoice

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
    memory = RagMemory(store, EmbeddedIndex(store), choose_embedder("auto"))
    choice = ToolChoice(lambda: CARDS, memory.tools.rank, most)
    return [card.name for card in choice.choose(read_task(text), kind)]


def test_only_tools_that_share_a_word_with_the_task_are_offered(tmp_path: Path) -> None:
    assert choose(tmp_path, "split the number 84 into its prime factors") == ["prime_factors"]
    assert choose(tmp_path, "add 1 and 2") == []


def test_words_of_most_tasks_offer_no_tool(tmp_path: Path) -> None:
    assert choose(tmp_path, "count the lines of a text") == []
    assert choose(tmp_path, "the wrapper of lines of a text") == ["line_wrapper"]


def test_of_many_that_fit_memory_ranks_the_best_first(tmp_path: Path) -> None:
    task = "sort the lines by the clock, translate them, and mail them to the weather station"

    assert len(choose(tmp_path, task, most=3)) == 3


def test_the_content_generator_is_offered_for_every_text(tmp_path: Path) -> None:
    task = "tell me the weather of Berlin and the time in Tokyo"

    for_content = choose(tmp_path, task, CONTENT, most=2)
    for_others = choose(tmp_path, task, most=2)

    assert for_content == ["content_generator", "weather"]
    assert "content_generator" not in for_others


MAIL = "translate the weather and the recipes"


def test_few_that_fit_are_all_offered_and_nothing_is_asked() -> None:
    away = Away()
    choice = ToolChoice(lambda: CARDS, away.rank)

    names = [card.name for card in choice.choose(read_task(MAIL), ALGORITHM)]

    assert names == ["weather", "translator", "recipes"] and away.asked == 0


def test_the_first_that_fit_are_offered_while_memory_is_away() -> None:
    away = Away()
    choice = ToolChoice(lambda: CARDS, away.rank, 2)

    names = [card.name for card in choice.choose(read_task(MAIL), ALGORITHM)]

    assert names == ["weather", "translator"] and away.asked == 1
