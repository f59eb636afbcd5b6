"""Where a wish that is really several falls apart."""

import pytest

from src.language.task_parts import clauses_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("count the words and write a poem", ("count the words", "write a poem")),
        (
            'take "a, then sort b", count its words, and then write a haiku',
            ('take "a, then sort b"', "count its words", "write a haiku"),
        ),
        ("reverse it; sort it. Print it!", ("reverse it", "sort it", "Print it")),
        (
            "sum the price column in @and.csv and round it",
            ("sum the price column in @and.csv", "round it"),
        ),
        ("take @my.txt, count its words", ("take @my.txt", "count its words")),
        ("sort 3, 1, 2 finally reverse them", ("sort 3, 1, 2", "reverse them")),
    ],
)
def test_wishes_are_told_apart_in_front_of_a_verb(text: str, clauses: tuple[str, ...]) -> None:
    assert clauses_of(text) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "add 10 and 20",
        "sum of 3, 4 and 5",
        "days between monday and friday",
        'replace "cut, and paste" by "and then write"',
        "",
        "and write",
        "salt and pepper, bread and butter",
    ],
)
def test_one_wish_stays_whole(text: str) -> None:
    assert len(clauses_of(text)) == 1
