"""Every bundled program passes its own suite in the real sandbox, and opposites stay apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.json_value import JSONObject, JSONValue, agrees
from src.domain.model_request import Role
from src.domain.outcome import AttemptPlan, OutcomeStatus
from src.domain.program_run import Limits
from src.language.task_reading import read_task
from src.library.pattern_planner import OfflineOverseer
from src.library.pattern_programs import OfflineGenerator
from src.library.pattern_suite import OfflineSuiteWriter
from src.library.patterns import Pattern, PatternBook
from src.library.rule_classifier import OfflineClassifier
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.node_suite_runner import ContractSuiteRunner

BOOK = PatternBook(Path(__file__).resolve().parents[2] / "tools" / "patterns")
PLAN = AttemptPlan(1, Role.FAST, 0.1)
PATTERNS = list(BOOK.patterns.values())
OPPOSITES = [(p.name, other) for p in PATTERNS for other in p.manifest.opposites]


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


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_a_confined_program_passes_the_suite_of_its_pattern(
    pattern: Pattern, sandbox: ConfinedSandbox
) -> None:
    task = read_task(pattern.examples[-1].description)
    specification = OfflineOverseer(BOOK).specify(task, OfflineClassifier(BOOK).classify(task))
    candidate = OfflineGenerator(BOOK).write(specification, PLAN)
    suite = OfflineSuiteWriter(BOOK).write(specification)

    report = ContractSuiteRunner(sandbox, no_tool, Path.cwd()).run(candidate, suite, specification)

    assert candidate.source == pattern.source
    assert report.all_passed, (report.failures, report.trouble)


def no_tool(given: JSONObject) -> JSONValue:
    """A suite replays replies; nothing may call a tool for real."""
    raise AssertionError(f"called for real: {given}")


def solve_both(app: App, name: str, other: str) -> None:
    """Solve a task of one pattern, then one of its opposite: each must get its own result."""
    for pattern in (BOOK.patterns[name], BOOK.patterns[other]):
        example = pattern.examples[0]
        outcome = app.solve(example.description, lambda event: None)

        assert outcome.status is OutcomeStatus.SOLVED, outcome.error
        assert agrees(outcome.result, example.expected), outcome


@pytest.mark.soak
@pytest.mark.parametrize("name, other", OPPOSITES)
def test_opposites_stay_apart_through_the_whole_chain(app: App, name: str, other: str) -> None:
    solve_both(app, name, other)


@pytest.mark.parametrize("name, other", OPPOSITES[::10])
def test_a_tenth_of_the_opposites_stay_apart_through_the_whole_chain(
    app: App, name: str, other: str
) -> None:
    solve_both(app, name, other)
