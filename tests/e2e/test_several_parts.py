"""A task that is really several: its parts become nodes, and the whole a node that calls them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from src.app.run_mode import RunMode
from src.cli.chat import ChatCLI
from src.cli.outcome_report import outcome_object
from src.config.manager import ConfigManager
from tests.e2e.program import NO_OLLAMA, environment
from tests.fakes.model_server import model_server
from tests.fakes.task_families import SEVERAL

HAIKU = 'take this text "{}", count its words, and write a haiku about the most frequent one'


@contextmanager
def program(home: Path, ollama: str = "") -> Iterator[ChatCLI]:
    """The program with real processes for what runs, in this process itself."""
    config = ConfigManager(environment=environment(home, ollama or NO_OLLAMA))
    cli = ChatCLI(config, mode=RunMode(offline=not ollama))
    yield cli
    cli.close()


@pytest.fixture(name="cli", scope="module")
def _cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatCLI]:
    """One that several tests use, without a model."""
    with program(tmp_path_factory.mktemp("home")) as cli:
        yield cli


def answered(cli: ChatCLI, text: str) -> dict[str, Any]:
    """What `--json` prints."""
    return outcome_object(cli.line_handler.ask(text))


def solved(cli: ChatCLI, text: str) -> dict[str, Any]:
    said = answered(cli, text)
    assert said["status"] == "solved", said
    return said


def names_of(said: dict[str, Any]) -> list[str]:
    return [step["name"] for step in said["trace"]]


def test_offline_the_parts_are_library_functions(cli: ChatCLI) -> None:
    first = solved(cli, HAIKU.format("rain sun rain"))
    again = solved(cli, HAIKU.format("snow and ice and snow"))
    alone = solved(cli, 'count the words in "a b c d"')

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
    text: str, right: list[str], tmp_path: Path
) -> None:
    with model_server() as server, program(tmp_path, server.url) as cli:
        said = solved(cli, text)
        asked = len(server.asked())
        again = solved(cli, text)
        asked_again = len(server.asked()) - asked

    results = said["result"].values() if isinstance(said["result"], dict) else [said["result"]]
    assert all(one in str(result) for one, result in zip(right, results, strict=True))
    assert said["origin"] == "written" and "split" in names_of(said)
    # The second time no program is written: at most the joke is asked for.
    assert again["reused"] and asked_again <= 1


def test_the_order_of_the_parts_counts_when_a_task_comes_again(cli: ChatCLI) -> None:
    first = solved(cli, "sort 3, 1, 2; reverse it")
    again = solved(cli, "sort 2, 9, 4; reverse it")
    other = answered(cli, "reverse 3, 1, 2; sort it")

    assert (first["result"], again["result"], again["reused"]) == ([3, 2, 1], [9, 4, 2], True)
    assert not other["reused"]


def test_a_result_is_named_after_the_values_asked_for(cli: ChatCLI) -> None:
    solved(cli, "check if 7 is prime and then calculate fibonacci of 7")
    again = solved(cli, "check if 9 is prime and then calculate fibonacci of 9")

    assert again["reused"]
    assert list(again["result"]) == ["check if 9 is prime", "calculate fibonacci of 9"]
    assert again["result"]["check if 9 is prime"] is False


def test_an_empty_result_is_a_result(cli: ChatCLI) -> None:
    text = 'remove the vowels from "{}" and count the characters in it'

    first = solved(cli, text.format("abc"))
    again = solved(cli, text.format("aei"))

    assert (first["result"], again["result"], again["reused"]) == (2, 0, True)


def test_the_parts_may_read_the_file_that_the_task_names(cli: ChatCLI, tmp_path: Path) -> None:
    table = tmp_path / "sales.csv"
    table.write_text("item,price\npen,4\nink,6\n")
    text = f"sum the price column in @{table} and convert the result to roman numerals"

    first = solved(cli, text)
    table.write_text("item,price\npen,4\nink,7\n")
    again = solved(cli, text)

    assert (first["result"], again["result"]) == ("X", "XI")
    assert again["reused"]
