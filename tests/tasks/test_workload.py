"""Workloads are the task's sentence with other values, the same for the same seed."""

import re

import pytest

from src.language.task_reading import read_task
from src.tasks.workload import workload_for


def made(typed: str, seed: int, size: int, *variations: str) -> str:
    workload = workload_for(read_task(typed), variations)
    assert workload is not None
    space: dict[str, object] = {}
    exec(workload.source, space)  # our own text
    make_input = space["make_input"]
    assert callable(make_input)
    given = make_input(seed, size)
    assert isinstance(given, dict)
    return str(given["description"])


def test_the_same_seed_makes_the_same_sentence_and_another_makes_another() -> None:
    assert made("add 10 and 20", 1, 10) == made("add 10 and 20", 1, 10)
    assert len({made("add 10 and 20", seed, 1000) for seed in range(20)}) > 15


def test_only_the_numbers_vary() -> None:
    said = made("what is 5 percent of 2.5 on day2 in @f1.csv-free text", 3, 10)

    assert re.fullmatch(r"what is \d+ percent of [\d.]+ on day2 in @f1.csv-free text", said)


def test_a_list_grows_with_the_size() -> None:
    short = made("sort the numbers 3, 1, 2", 1, 5)
    long = made("sort the numbers 3, 1, 2", 1, 50)

    assert short.count(",") == 4
    assert long.count(",") == 49


def test_a_number_grows_with_the_size() -> None:
    values = [int(made("first 10 primes", 1, size).split()[1]) for size in (10, 1000)]

    assert 5 <= values[0] <= 20
    assert 500 <= values[1] <= 2000


def test_a_task_without_numbers_is_varied_by_what_else_is_known_of_it() -> None:
    said = {made('reverse "ab"', seed, 10, 'reverse "cd"') for seed in range(4)}

    assert said == {'reverse "ab"', 'reverse "cd"'}


def test_a_task_that_cannot_be_varied_has_no_workload() -> None:
    assert workload_for(read_task("print the alphabet")) is None


def test_a_task_with_a_file_is_measured_as_it_is() -> None:
    assert made("sum column 3 of @sales.csv", 5, 10) == "sum column 3 of @sales.csv"


@pytest.mark.parametrize("typed", ['say "it\'s {x}" 3 times', "zähle bis 5 😀", "a\\b 3"])
def test_any_text_makes_a_workload_that_runs(typed: str) -> None:
    assert made(typed, 1, 10).startswith(typed[:3])
