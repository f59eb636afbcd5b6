"""A reason for declining is true: it names what the task really lacks, over all of the bench."""

import re

import pytest

from bench.newcomer_tasks import chatty_tasks, conversations, declined_with_reason
from bench.offline_tasks import declined_tasks
from src.language.task_reading import read_task
from src.library.unknown_tasks import other_language
from tests.library.answers import LIBRARY

CAUSES = {
    "the list is empty": lambda text: re.search(r"\[\s*\]", text),
    "it seems to be in": lambda text: len(re.findall(r"[^\W\d_]+", text)) > 2 or not text.isascii(),
    "is too long": lambda text: len(text) > 100_000,
    "is missing": lambda text: not re.search(r"\d+ .*\d+", text) or "convert" in text,
    "depends on whether case counts": lambda text: text != text.lower(),
}


@pytest.mark.parametrize(("text", "reason"), tuple(declined_with_reason()))
def test_a_newcomers_task_is_declined_for_its_reason(text: str, reason: str) -> None:
    understood = LIBRARY.understand(read_task(text))

    assert understood.plan is None
    assert reason in understood.miss


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("amount in @sales.csv", "a measure such as sum or average is missing"),
        ("convert @sales.csv", "a format is missing"),
        ("convert to meters", "a number and a unit are missing"),
        ("how many rows", "a table such as @name.csv is missing"),
        ("how many days where rain over 0 in @sales.csv", ""),
        ("orders after 2024-02-01 in @sales.csv", ""),
        ("longest line in @poem.txt", ""),
        ("second highest amount in @sales.csv", ""),
        ("names in @people.txt", ""),
        ("numbers in 3, 4", ""),
    ],
)
def test_what_is_missing_is_named_only_where_nothing_else_is_wrong(text: str, lacks: str) -> None:
    missed = LIBRARY.understand(read_task(text)).miss

    assert missed.endswith(lacks) if lacks else "missing" not in missed


def test_no_reason_is_given_whose_cause_is_not_there() -> None:
    english = [*declined_tasks(), *(text for text, _ in chatty_tasks())]
    english += [line for one in conversations() for line, _ in one.lines]
    missed = {text: LIBRARY.understand(read_task(text)).miss for text in english}

    false = [
        (text, miss)
        for text, miss in missed.items()
        for said, has_cause in CAUSES.items()
        if said in miss and not has_cause(text)
    ]

    assert false == []
    assert [text for text in english if other_language(text)] == [
        text for text in ("berechne die summe von 3 und 4", "calcule la suite de fibonacci")
    ]
