"""Texts from templates: about the topic, in good English, and never the same within fifty."""

from pathlib import Path

import pytest

from src.domain.errors import Declined
from src.language.inflection import Topic, plural, singular, syllables, with_article
from src.library.text_templates import TemplateWriter

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
def test_fifty_draws_are_fifty_texts_with_nothing_said_twice(kind: str, topic: str) -> None:
    link = "for" if kind == "greeting" else "about"

    texts = [WRITER.write(f"write me a {kind} {link} {topic}", seed) for seed in range(50)]

    assert len(set(texts)) == 50
    for text in texts:
        lines = [line.lower().split() for line in text.splitlines()]
        assert all(a != b for words in lines for a, b in zip(words, words[1:])), text
        assert "{" not in text and "  " not in text
        assert not any(f" a {vowel}" in text for vowel in "aeio"), text


def test_the_same_seed_writes_the_same_text() -> None:
    assert WRITER.write("a joke about tea", 7) == WRITER.write("a joke about tea", 7)


def test_a_text_is_about_the_topic_that_was_named() -> None:
    texts = [WRITER.write("write a short story about dragons", seed) for seed in range(20)]

    assert all("dragon" in text for text in texts)


@pytest.mark.parametrize("seed", range(0, 50, 5))
def test_a_haiku_has_five_seven_and_five_syllables(seed: int) -> None:
    lines = WRITER.write("write a haiku about winter", seed).splitlines()

    assert [syllables(line) for line in lines] == [5, 7, 5]


@pytest.mark.parametrize(
    "prompt", ["write an essay about rain", "translate this", "write a limerick", ""]
)
def test_a_kind_of_text_without_a_grammar_is_declined(prompt: str) -> None:
    with pytest.raises(Declined, match="no template"):
        WRITER.write(prompt, 1)


@pytest.mark.parametrize(
    "word, expected",
    [
        ("hour", "an hour"),
        ("unicorn", "a unicorn"),
        ("apple", "an apple"),
        ("user", "a user"),
        ("one-eyed cat", "a one-eyed cat"),
        ("honest man", "an honest man"),
        ("uncle", "an uncle"),
        ("house", "a house"),
        ("university", "a university"),
        ("umbrella", "an umbrella"),
    ],
)
def test_the_article_goes_by_sound(word: str, expected: str) -> None:
    assert with_article(word) == expected


@pytest.mark.parametrize(
    "one, many",
    [
        ("cat", "cats"),
        ("box", "boxes"),
        ("city", "cities"),
        ("day", "days"),
        ("child", "children"),
        ("wolf", "wolves"),
        ("sheep", "sheep"),
        ("witch", "witches"),
        ("hero", "heroes"),
    ],
)
def test_plurals_are_formed_and_undone(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one


def test_a_topic_knows_whether_it_counts() -> None:
    assert Topic.read("a trip to the moon").many == "trips to the moon"
    assert Topic.read("old computers").one == "an old computer"
    assert not Topic.read("rain").counts
    assert Topic.read("my boss").named
    assert Topic.read("a cat and a dog").plural


@pytest.mark.parametrize(
    "prompt",
    ["write a poem about love in two lines", "write a 50-word story", "write a 4-line haiku"],
)
def test_a_text_of_a_certain_length_is_declined(prompt: str) -> None:
    with pytest.raises(Declined, match="no template keeps to a length"):
        WRITER.write(prompt, 1)
