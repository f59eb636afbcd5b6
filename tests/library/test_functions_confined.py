"""Every bundled function passes its own suite in the real sandbox, and neighbours stay apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.candidate import Candidate, Origin
from src.domain.json_value import JSONObject, JSONValue, agrees
from src.domain.outcome import OutcomeStatus
from src.domain.program_run import Limits
from src.language.task_reading import read_task
from src.library.bundled import BundledFunction
from src.library.catalogue import bundled_functions
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.case_runner import CaseRunner
from src.tasks.case_writer import case_suite
from tests.library.answers import FUNCTIONS, LIBRARY

# A file that every machine has cannot be named: functions of files have no examples.
WITH_EXAMPLES = [entry for entry in FUNCTIONS if entry.examples]
# Opposites stand next to each other in their family.
PAIRS = [
    (one.name, other.name)
    for one, other in zip(WITH_EXAMPLES, WITH_EXAMPLES[1:])
    if one.function.__module__ == other.function.__module__
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    """The strongest sandbox of this machine."""
    with ConfinedSandbox(Limits()) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The whole program, offline, on a data folder of its own."""
    home = tmp_path_factory.mktemp("home")
    config = ConfigManager(
        flags={"optimizer.rounds": "0"}, environment={"CODE_EVOLVER_HOME": str(home)}
    )
    opened = build_app(config, RunMode(offline=True))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "entry",
    # A quarter of them each time: what they give unconfined is tested of every one.
    [
        entry if number % 4 == 0 else pytest.param(entry, marks=pytest.mark.soak)
        for number, entry in enumerate(WITH_EXAMPLES)
    ],
    ids=lambda e: e.name,
)
def test_a_confined_function_passes_the_suite_of_its_plan(
    entry: BundledFunction, sandbox: ConfinedSandbox
) -> None:
    plan = LIBRARY.understand(read_task(entry.examples[-1][0])).plan
    assert plan is not None and plan.function == entry.name
    candidate = Candidate(LIBRARY.source(plan), Origin.LIBRARY)
    suite = case_suite(plan, tool_reply=LIBRARY.tool_reply(plan))

    report = CaseRunner(sandbox, no_tool, Path.cwd()).run(candidate, suite, plan)

    assert len(suite.tests) >= 3
    assert report.all_passed, (report.failures, report.trouble)


def no_tool(given: JSONObject) -> JSONValue:
    """A suite replays replies; nothing may call a tool for real."""
    raise AssertionError(f"called for real: {given}")


def solve_both(app: App, name: str, other: str) -> None:
    """Solve a task of one function, then one of its neighbour: each must get its own result."""
    for task, expected in (bundled_functions()[one].examples[0] for one in (name, other)):
        outcome = app.solve(task, lambda event: None)

        assert outcome.status is OutcomeStatus.SOLVED, outcome.error
        assert agrees(outcome.result, expected), outcome


@pytest.mark.soak
@pytest.mark.parametrize("name, other", PAIRS)
def test_neighbours_stay_apart_through_the_whole_chain(app: App, name: str, other: str) -> None:
    solve_both(app, name, other)


@pytest.mark.parametrize("name, other", PAIRS[::15])
def test_a_fifteenth_of_the_neighbours_stay_apart_through_the_whole_chain(
    app: App, name: str, other: str
) -> None:
    solve_both(app, name, other)
