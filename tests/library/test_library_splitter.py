"""Which tasks the rules take for several, and how their parts hang together."""

import pytest

from src.language.task_reading import read_task
from src.library.library_splitter import LibrarySplitter
from tests.library.answers import LIBRARY

SPLITTER = LibrarySplitter(LIBRARY)


def parts_of(text: str) -> list[str]:
    return [part.ask for part in SPLITTER.split(read_task(text)).parts]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (
            'take this text "red sky red", count its words, and write a haiku about the most'
            " frequent one",
            [
                "count the words in {a}",
                "the most frequent word in {a}",
                'write a haiku about "{2}"',
            ],
        ),
        ("sort 3, 1, 2 and reverse the result", ["sort {a}", "reverse the list {1}"]),
        (
            'reverse "hello" and count the vowels in it',
            ["reverse {a}", 'count the vowels in "{1}"'],
        ),
        (
            "add 10 and 20, then tell me if the result is prime",
            ["add {a}", "tell me if {1} is prime"],
        ),
        (
            "sum the price column in @sales.csv and convert the result to roman numerals",
            ["sum the price column in {a}", "convert {1} to roman numerals"],
        ),
        (
            "sort the list 3, 1, 2, remove the duplicates and sum them",
            ["sort the list {a}", "remove the duplicates {1}", "sum {2}"],
        ),
        ("take the numbers 4, 8, 15 and find their average", ["find the average in {a}"]),
        (
            "calculate the factorial of 5 and find its prime factors",
            ["calculate the factorial of {a}", "find the prime factors of {1}"],
        ),
        (
            "check if 7 is prime and then calculate fibonacci of 7",
            ["check if {a} is prime", "calculate fibonacci of {a}"],
        ),
    ],
)
def test_parts_say_what_they_need_of_each_other(text: str, asks: list[str]) -> None:
    assert parts_of(text) == asks


@pytest.mark.parametrize(
    "text",
    [
        "add 10 and 20",
        "add 10 and 20 and then multiply by 3",
        "write a story about space and translate it to French",
        "sort 3, 1, 2 and make me rich",
        'take "{1}", count its words and reverse them',
        "write the longest one and count it",
        "sort 3, 2, 1 and sum 4, 5, 6 and add them",
        "count the words in hello world and reverse them",
    ],
    ids=[
        "one",
        "one sum",
        "no function translates",
        "nobody can",
        "marks of its own",
        "of nothing",
        "of two results",
        "a number is not them",
    ],
)
def test_what_is_one_task_or_not_answered_whole_is_not_split(text: str) -> None:
    assert parts_of(text) == []


def test_what_may_mean_the_count_or_the_text_is_not_guessed() -> None:
    assert parts_of('take "a b c", count its words and reverse it') == []


def test_each_part_is_named_as_the_user_put_it() -> None:
    split = SPLITTER.split(read_task('reverse "hello" and count the vowels in it'))

    assert [part.label for part in split.parts] == ["reverse {a}", "count the vowels in it"]
    assert split.by == "rules"
