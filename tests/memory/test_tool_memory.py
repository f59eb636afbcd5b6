"""Tools as memory ranks them: by what they say of themselves, and by how their calls went."""

from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from msgspec.structs import replace

from src.domain.errors import MemoryUnavailable
from src.domain.tool import Effects, ToolCard
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.memory.seeds import tool_artifact
from src.memory.tool_memory import TIERS
from src.toolbox.tool_manifest import ToolManifest
from tests.fakes.embedding import FakeEmbedder


def open_memory(folder: Path, embedder: FakeEmbedder | None = None) -> RagMemory:
    store = ArtifactStore(folder / "memory.db")
    return RagMemory(store, EmbeddedIndex(store), embedder or choose_embedder("auto"))


def card(name: str, description: str = "writes jokes about a topic") -> ToolCard:
    return ToolCard(name, "A tool", "llm", description, Effects.NONE)


def ranked(memory: RagMemory, *cards: ToolCard, text: str = "write jokes about cats") -> list[str]:
    return [found.name for found in memory.tools.rank(text, cards)]


def test_the_tool_that_fits_comes_first_though_memory_was_never_told_of_it(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)

    found = ranked(memory, card("weather", "tells the weather of a city"), card("jester"))

    assert found == ["jester", "weather"]


def test_of_like_tools_the_cheap_fast_and_good_comes_first(tmp_path: Path) -> None:
    slow = replace(card("a"), cost_tier="high", speed_tier="slow", quality_tier="low")
    quick = replace(card("b"), cost_tier="low", speed_tier="fast", quality_tier="excellent")

    assert ranked(open_memory(tmp_path), slow, quick) == ["b", "a"]


def test_each_tier_of_a_manifest_has_a_worth_and_no_other_has() -> None:
    allowed = {name: get_args(kind) for name, kind in get_type_hints(ToolManifest).items()}

    assert {name: set(worth) for name, worth in TIERS.items()} == {
        name: set(tiers) for name, tiers in allowed.items() if name.endswith("_tier")
    }


def test_a_tool_that_fails_often_ranks_lower(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    before = ranked(memory, card("a"), card("b"))
    for _ in range(5):
        memory.tools.record("a", 0.1, False)
        memory.tools.record("b", 0.1, True)

    assert (before, ranked(memory, card("a"), card("b"))) == (["a", "b"], ["b", "a"])


def test_a_tool_that_is_slow_ranks_lower(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    memory.tools.record("a", 20.0, True)
    memory.tools.record("b", 0.01, True)

    assert ranked(memory, card("a"), card("b")) == ["b", "a"]


def test_calls_are_kept_by_what_they_took_and_whether_they_succeeded(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    for seconds, succeeded in ((0.1, True), (0.3, True), (9.0, False)):
        memory.tools.record("jester", seconds, succeeded)

    memory.close()
    calls = open_memory(tmp_path).tools.calls_of("jester")

    # As if four calls before had succeeded.
    assert (calls.count, calls.latency_ms) == (3, pytest.approx(200.0))
    assert calls.success_rate == pytest.approx(6 / 7)


def test_many_calls_are_written_before_anybody_asks(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    for _ in range(60):
        memory.tools.record("jester", 0.1, True)

    # Another program reads the database; this one was not asked and is not closed.
    written = open_memory(tmp_path).tools.calls_of("jester").count

    assert written == 50
    assert memory.tools.calls_of("jester").count == 60


def test_a_tool_that_the_user_found_bad_is_left_out(tmp_path: Path) -> None:
    memory = open_memory(tmp_path)
    ranked(memory, card("a"), card("b"))
    memory.give_verdict(tool_artifact(card("a")).id, good=False)

    assert ranked(memory, card("a"), card("b")) == ["b"]


def test_a_tool_is_embedded_once_and_again_when_it_says_something_else(tmp_path: Path) -> None:
    memory = open_memory(tmp_path, embedder := FakeEmbedder())
    ranked(memory, card("a"))
    after_one = len(embedder.asked)
    ranked(memory, card("a"))
    after_two = len(embedder.asked)

    ranked(memory, card("a", "tells the weather"))

    # A question is one call, too.
    assert (after_one, after_two, len(embedder.asked)) == (2, 3, 5)


def test_without_its_embedder_tools_cannot_be_ranked(tmp_path: Path) -> None:
    memory = open_memory(tmp_path, embedder := FakeEmbedder())
    embedder.away = True

    with pytest.raises(MemoryUnavailable):
        ranked(memory, card("a"))
