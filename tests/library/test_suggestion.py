"""A task that nothing answers is met with the one that was probably meant; it is never solved."""

import pytest

from src.language.task_reading import read_task
from src.library.function_book import Miss
from src.tasks.function_chooser import asked_words
from tests.library.answers import LIBRARY


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
    understood = LIBRARY.understand(read_task(typed))

    assert understood.plan is None
    assert understood.hint.startswith(f"did you mean “{meant}”? Or, ")


@pytest.mark.parametrize(
    "text", ["make me a website", "negotiate peace", "weather in paris", "x" * 5000]
)
def test_what_is_like_nothing_is_given_no_suggestion(text: str) -> None:
    understood = LIBRARY.understand(read_task(text))

    assert understood.plan is None
    assert "did you mean" not in understood.hint


@pytest.mark.parametrize(
    "text", ["make me a website", "who is the president", "of 10 and to 20", "optimise my code"]
)
def test_words_that_say_nothing_make_no_function_near(text: str) -> None:
    assert LIBRARY.book.nearest(text) == ()


def test_numbers_from_one_to_another_are_a_range_and_no_pair() -> None:
    found = LIBRARY.read("add the numbers 1 to 10")

    assert not isinstance(found, Miss) and found.match is not None
    assert found.match.function.name == "sum_of_range"


@pytest.mark.parametrize(
    ("task", "name", "is_of_another"),
    [
        ("count how often each vowel occurs in", "word_frequencies", True),
        ("count how often each word occurs in", "word_frequencies", False),
        ("the product of the first even and odd number of", "first_by_parity", True),
        ("obtain the first even and odd number of", "first_by_parity", False),
    ],
)
def test_a_word_of_other_functions_tells_that_another_is_meant(
    task: str, name: str, is_of_another: bool
) -> None:
    assert LIBRARY.book.names_another(name, asked_words(task)) is is_of_another
