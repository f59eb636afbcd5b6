"""A node whose bundled function has changed since is solved again, as a new version."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.events import Event, Noted
from src.domain.outcome import Outcome, OutcomeStatus
from src.language.task_reading import read_task
from src.library.catalogue import bundled_functions
from src.library.function_book import FunctionBook
from src.library.function_library import FunctionLibrary
from tests.library.answers import LIBRARY

TASK = 'reverse "abc"'


def reverse_text(text: str) -> str:
    """The text from its end to its start, as the library once did it."""
    return "".join(text[place] for place in range(len(text) - 1, -1, -1))


BEFORE = FunctionLibrary(
    FunctionBook(
        {"reverse_text": replace(bundled_functions()["reverse_text"], function=reverse_text)}
    )
)


@pytest.fixture(name="adapters")
def offline_adapters(tmp_path: Path) -> Iterator[Adapters]:
    """The adapters of the program, offline, on a data folder of their own."""
    environment = {"CODE_EVOLVER_HOME": str(tmp_path)}
    config = ConfigManager(flags={"optimizer.rounds": "0"}, environment=environment)
    opened = Adapters(config, RunMode(offline=True))
    yield opened
    opened.close()


def solve(
    adapters: Adapters, library: FunctionLibrary, task: str = TASK
) -> tuple[Outcome, list[str]]:
    """What comes of a task with a library, and what was noted."""
    heard: list[Event] = []
    services = replace(adapters.pipeline_services, library=library)
    outcome = make_pipeline(services, adapters.rules, heard.append).solve(read_task(task))
    return outcome, [event.text for event in heard if isinstance(event, Noted)]


def test_a_node_of_a_function_that_changed_gets_a_new_version(adapters: Adapters) -> None:
    solve(adapters, BEFORE)
    old = adapters.nodes.load("reverse_text_node")

    outcome, notes = solve(adapters, LIBRARY)

    new = adapters.nodes.load("reverse_text_node")
    assert (outcome.result, outcome.node_id, outcome.reused) == ("cba", new.id, False)
    assert "the bundled function of reverse_text_node has changed since it was kept" in notes
    assert (old.version, new.version) == (1, 2)
    assert "range(len(text)" in old.source and "range(len(text)" not in new.source


def test_a_node_of_a_function_that_is_what_it_was_is_reused(adapters: Adapters) -> None:
    solve(adapters, LIBRARY)

    outcome, notes = solve(adapters, LIBRARY)

    assert (outcome.result, outcome.reused, notes) == ("cba", True, [])
    assert adapters.nodes.load("reverse_text_node").version == 1


def test_what_a_bundled_function_refuses_is_declined_at_once(adapters: Adapters) -> None:
    solve(adapters, LIBRARY, 'maximum of a in "a\\n1"')

    outcome, notes = solve(adapters, LIBRARY, 'maximum of b in "a\\n1"')

    assert (outcome.status, notes) == (OutcomeStatus.DECLINED, [])
    assert outcome.error == "no column b; there are: a"


def test_a_node_that_was_edited_is_a_function_of_its_own(adapters: Adapters) -> None:
    solve(adapters, BEFORE)
    main = adapters.config.home / "nodes" / "reverse_text_node" / "main.py"
    main.write_text(main.read_text().replace("range(len(text)", "range(0 + len(text)"))

    outcome, notes = solve(adapters, LIBRARY)

    assert (outcome.result, outcome.reused, notes) == ("cba", True, [])
    assert "range(0 + len(text)" in adapters.nodes.load("reverse_text_node").source
