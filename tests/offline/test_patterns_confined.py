"""Every bundled program passes its own suite in the real sandbox, and opposites stay apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.config.manager import ConfigManager
from src.core.candidate import Candidate, Origin
from src.core.contract import node_input, read_answer
from src.core.jsonvalue import agrees
from src.core.outcome import Status
from src.core.running import Limits, Program
from src.offline.overseer import CONTENT_TOOL
from src.offline.patterns import Pattern, PatternBook
from src.sandbox.sandbox import ConfinedSandbox

BOOK = PatternBook(Path(__file__).resolve().parents[2] / "tools" / "patterns")
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
    opened = build_app(config, offline=True)
    yield opened
    opened.close()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_a_confined_program_gives_the_results_of_its_examples(
    pattern: Pattern, sandbox: ConfinedSandbox
) -> None:
    reply = pattern.manifest.tool_reply
    calls = {"call_tool": lambda given: reply} if CONTENT_TOOL in pattern.source else {}
    candidate = Candidate(pattern.source, Origin.PATTERN)

    with sandbox.open(Program(candidate.source, calls=calls)) as session:
        answers = [
            (example, read_answer(session.run(node_input(example.description))))
            for example in pattern.examples
        ]

    wrong = [(e, a) for e, a in answers if not a.ok or not agrees(a.result, e.expected)]
    assert wrong == []


def solve_both(app: App, name: str, other: str) -> None:
    """Solve a task of one pattern, then one of its opposite: each must get its own result."""
    for pattern in (BOOK.patterns[name], BOOK.patterns[other]):
        example = pattern.examples[0]
        outcome = app.solve(example.description, lambda event: None)

        assert outcome.status is Status.SOLVED, outcome.error
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
