"""A task that nothing answers is met with the one that was probably meant; it is never solved."""

from pathlib import Path

import pytest

from src.domain.errors import Declined
from src.domain.task import Classification, TaskKind
from src.language.task_reading import read_task
from src.library.lookup import understand
from src.library.pattern_planner import OfflineOverseer
from src.library.patterns import PatternBook
from src.library.suggestion import suggestion

BOOK = PatternBook(Path(__file__).resolve().parents[2] / "tools" / "patterns")


def suggested(text: str) -> str:
    """The task that is suggested for one that is not read."""

    def is_whole(other: str) -> bool:
        understood = understand(BOOK, other)
        return understood.miss is None and not understood.mended

    return suggestion(BOOK.vocabulary, is_whole, text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ad 10 and 20", "add 10 and 20"),
        ("summ of 3 and 4", "sum of 3 and 4"),
        ("gdc of 12 and 18", "gcd of 12 and 18"),
        ('hwo many vowels in "hello"', 'how many vowels in "hello"'),
    ],
)
def test_a_short_word_mistyped_is_asked_about_and_not_solved(typed: str, meant: str) -> None:
    assert understand(BOOK, typed).miss is not None
    assert suggested(typed) == meant


@pytest.mark.parametrize(
    "text", ["make me a website", "negotiate peace", "weather in paris", "x" * 5000]
)
def test_what_is_like_nothing_is_given_no_suggestion(text: str) -> None:
    assert suggested(text) == ""


@pytest.mark.parametrize("text", ["make me a website", "who is the president", "of 10 and to 20"])
def test_words_that_say_nothing_make_no_pattern_near(text: str) -> None:
    assert BOOK.nearest(text) == ()


def test_the_hint_of_a_declined_task_asks_what_was_meant() -> None:
    task = read_task("ad 10 and 20")

    with pytest.raises(Declined) as declined:
        OfflineOverseer(BOOK).specify(task, Classification(TaskKind.ARITHMETIC, "", ""))

    assert declined.value.hint.startswith("did you mean “add 10 and 20”?")


def test_numbers_from_one_to_another_are_a_range_and_no_pair() -> None:
    found = understand(BOOK, "add the numbers 1 to 10")

    assert found.calculation is None
    assert found.match is not None and found.match.pattern.name == "sum_of_range"
