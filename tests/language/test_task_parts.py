"""What the parts of a task hand to each other."""

import pytest

from src.domain.json_value import JSONValue
from src.domain.understanding import Split, TaskPart
from src.language.task_parts import abstracted, filled, known_values, value_text


def test_values_have_letters_and_numbers_in_a_row_are_one() -> None:
    text = 'take "red sky", add 3, 4 and 5, read @my.csv, and stop'

    assert known_values(text) == {"a": '"red sky"', "b": "3, 4 and 5", "c": "@my.csv"}


def test_what_is_the_same_twice_has_one_letter() -> None:
    assert known_values("is 7 prime, and what is 9 times 7") == {"a": "7", "b": "9"}


def test_one_that_stands_for_a_thing_is_no_value() -> None:
    assert known_values('the longest one of "a bb"') == {"a": '"a bb"'}


def test_marks_are_put_in_and_filled_again() -> None:
    known = {"a": "10", "b": "100", "1": "x y"}
    ask = abstracted('add 100 to 10 and say "x y"', known)

    assert ask == 'add {b} to {a} and say "{1}"'
    assert filled(ask, known) == 'add 100 to 10 and say "x y"'


def test_a_mark_is_no_value_itself() -> None:
    assert abstracted("add {1} and 1", {"a": "1"}) == "add {1} and {a}"


def test_a_text_between_quotes_loses_its_own() -> None:
    assert filled('reverse "{1}"', {"1": 'say "hi" now'}) == "reverse \"say 'hi' now\""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a text", "a text"),
        (7, "7"),
        (True, "true"),
        ([3, 1.5, "x"], "3, 1.5, x"),
        ([], "[]"),
        ([[1], [2]], "[[1], [2]]"),
        ({"ä": 1}, '{"ä": 1}'),
    ],
)
def test_results_are_put_into_words(value: JSONValue, words: str) -> None:
    assert value_text(value) == words


def test_the_answer_is_what_no_other_part_takes() -> None:
    split = Split((TaskPart("count {a}"), TaskPart("longest of {a}"), TaskPart("praise {2}")))

    assert split.shown == (1, 3)
    assert split.parts[2].takes == (2,)
