"""Texts from templates: about the topic, in good English, and hardly ever the same."""

from pathlib import Path

import pytest

from src.domain.errors import Declined
from src.library.text_templates import TemplateWriter, syllables

WRITER = TemplateWriter(Path(__file__).resolve().parents[2] / "tools" / "grammars")
KINDS = ["joke", "haiku", "poem", "short story", "greeting"]
TOPICS = [
    "programmers",
    "a cat",
    "rain",
    "my boss",
    "Anna",
    "old computers",
    "a cat and a dog",
    "3 bears",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("topic", TOPICS)
def test_of_fifty_draws_most_differ_and_none_says_anything_twice(kind: str, topic: str) -> None:
    link = "for" if kind == "greeting" else "about"

    texts = [WRITER.write(f"write me a {kind} {link} {topic}", seed) for seed in range(50)]

    assert len(set(texts)) > 25
    for text in texts:
        lines = [line.lower().split() for line in text.splitlines()]
        assert all(a != b for words in lines for a, b in zip(words, words[1:])), text
        assert "{" not in text and "  " not in text
        assert not any(f" a {vowel}" in text for vowel in "aeio"), text


def test_the_same_seed_writes_the_same_text() -> None:
    assert WRITER.write("a joke about tea", 7) == WRITER.write("a joke about tea", 7)


def test_a_text_is_about_the_topic_that_was_named() -> None:
    texts = [WRITER.write("write a short story about dragons", seed) for seed in range(20)]

    assert all("dragons" in text for text in texts)


@pytest.mark.parametrize("seed", range(0, 50, 5))
def test_a_haiku_has_five_seven_and_five_syllables(seed: int) -> None:
    lines = WRITER.write("write a haiku about winter", seed).splitlines()

    assert [syllables(line) for line in lines] == [5, 7, 5]


@pytest.mark.parametrize(
    "prompt",
    [
        "write an essay about rain",
        "an essay about a joke",
        "translate this",
        "write a limerick",
        "",
    ],
)
def test_a_kind_of_text_without_a_grammar_is_declined(prompt: str) -> None:
    with pytest.raises(Declined, match="no template"):
        WRITER.write(prompt, 1)


@pytest.mark.parametrize(
    "prompt",
    ["write a poem about love in two lines", "write a 50-word story", "write a 4-line haiku"],
)
def test_a_text_of_a_certain_length_is_declined(prompt: str) -> None:
    with pytest.raises(Declined, match="no template keeps to a length"):
        WRITER.write(prompt, 1)
