"""A task that is really several: its parts become nodes, and the whole a node that calls them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import run_script
from tests.fakes.model_server import model_server
from tests.fakes.task_families import SEVERAL

HAIKU = 'take this text "{}", count its words, and write a haiku about the most frequent one'


@pytest.fixture(name="lived_in", scope="module")
def _lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that several tests use: filling a new one's memory takes seconds."""
    return tmp_path_factory.mktemp("home")


def solved(home: Path, text: str, *arguments: str, ollama: str = "") -> dict[str, Any]:
    more = {"ollama": ollama} if ollama else {}
    ended = run_script(home, *arguments, "--json", text, **more)
    said: dict[str, Any] = json.loads(ended.stdout)
    assert said["status"] == "solved", ended.stderr
    return said


def names_of(said: dict[str, Any]) -> list[str]:
    return [step["name"] for step in said["trace"]]


def test_offline_the_parts_are_library_functions(tmp_path: Path) -> None:
    first = solved(tmp_path, HAIKU.format("rain sun rain"), "--offline")
    again = solved(tmp_path, HAIKU.format("snow and ice and snow"), "--offline")
    alone = solved(tmp_path, 'count the words in "a b c d"', "--offline")

    counted, haiku = first["result"].values()
    assert counted == 3 and len(haiku.splitlines()) == 3
    assert [n for n in names_of(first) if n.startswith("part")] == ["part 1", "part 2", "part 3"]
    assert again["reused"] and again["node"] == first["node"]
    assert again["result"]["count its words"] == 5
    # Each part is a node of its own, of use by itself.
    assert alone["reused"] and alone["result"] == 4


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param(tuple(SEVERAL)[0], ["4"], id="find and count", marks=pytest.mark.soak),
        pytest.param(tuple(SEVERAL)[1], ["100"], id="sort, find, convert"),
        pytest.param(
            tuple(SEVERAL)[2],
            ["summer warm one", "summer"],
            id="reverse and joke",
            marks=pytest.mark.soak,
        ),
    ],
)
def test_with_models_the_overseer_splits_and_the_whole_is_reused(
    text: str, right: list[str], lived_in: Path
) -> None:
    with model_server() as server:
        said = solved(lived_in, text, ollama=server.url)
        asked = len(server.asked())
        again = solved(lived_in, text, ollama=server.url)
        asked_again = len(server.asked()) - asked

    results = said["result"].values() if isinstance(said["result"], dict) else [said["result"]]
    assert all(one in str(result) for one, result in zip(right, results, strict=True))
    assert said["origin"] == "written" and "split" in names_of(said)
    # The second time no program is written: at most the joke is asked for.
    assert again["reused"] and asked_again <= 1


def test_the_order_of_the_parts_counts_when_a_task_comes_again(lived_in: Path) -> None:
    first = solved(lived_in, "sort 3, 1, 2; reverse it", "--offline")
    again = solved(lived_in, "sort 2, 9, 4; reverse it", "--offline")
    ended = run_script(lived_in, "--offline", "--json", "reverse 3, 1, 2; sort it")

    assert (first["result"], again["result"], again["reused"]) == ([3, 2, 1], [9, 4, 2], True)
    assert not json.loads(ended.stdout)["reused"]


def test_a_result_is_named_after_the_values_asked_for(lived_in: Path) -> None:
    solved(lived_in, "check if 7 is prime and then calculate fibonacci of 7", "--offline")
    again = solved(lived_in, "check if 9 is prime and then calculate fibonacci of 9", "--offline")

    assert again["reused"]
    assert list(again["result"]) == ["check if 9 is prime", "calculate fibonacci of 9"]
    assert again["result"]["check if 9 is prime"] is False


def test_an_empty_result_is_a_result(lived_in: Path) -> None:
    text = 'remove the vowels from "{}" and count the characters in it'

    first = solved(lived_in, text.format("abc"), "--offline")
    again = solved(lived_in, text.format("aei"), "--offline")

    assert (first["result"], again["result"], again["reused"]) == (2, 0, True)


def test_the_parts_may_read_the_file_that_the_task_names(tmp_path: Path) -> None:
    table = tmp_path / "sales.csv"
    table.write_text("item,price\npen,4\nink,6\n")
    text = f"sum the price column in @{table} and convert the result to roman numerals"

    first = solved(tmp_path, text, "--offline")
    table.write_text("item,price\npen,4\nink,7\n")
    again = solved(tmp_path, text, "--offline")

    assert (first["result"], again["result"]) == ("X", "XI")
    assert again["reused"]
