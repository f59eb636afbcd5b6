"""Wordings with answers on record: the right function gives that answer, or refuses."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from src.domain.json_value import JSONObject
from tests.library.answers import REFUSED, answer_of, is_refused, is_same

FILE = Path(__file__).with_name("known_answers.jsonl")


def answers_by_function() -> Iterator[tuple[str, list[JSONObject]]]:
    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    for name, group in groupby(rows, key=lambda row: row["function"]):
        yield str(name), list(group)


@pytest.mark.parametrize(
    ("name", "rows"), [pytest.param(name, rows, id=name) for name, rows in answers_by_function()]
)
def test_a_function_gives_its_known_answers(name: str, rows: list[JSONObject]) -> None:
    wrong = []
    for row in rows:
        given = answer_of(name, str(row["task"]))
        expected = REFUSED if "refused" in row else row["answer"]
        right = is_refused(given) if "refused" in row else is_same(given, expected)
        if not right:
            wrong.append((row["task"], given, expected))

    assert wrong == []
