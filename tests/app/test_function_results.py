"""A task that asks for a function ends with the function, offline, as new code and as a node."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.cli.chat import ChatCLI
from src.cli.outcome_report import outcome_object
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import UncertainFunction
from src.domain.outcome import Outcome, OutcomeStatus
from tests.autoevolve.evolving import adapters_of, open_app

ASKED = "write a function that tells whether a number is prime"


@pytest.fixture(name="app", scope="module")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = open_app(tmp_path_factory.mktemp("functions"))
    yield app
    app.close()


def solve(app: App, text: str) -> Outcome:
    return app.solve(text, lambda event: None)


def test_the_function_is_the_result_and_is_kept_with_its_cases(app: App) -> None:
    outcome = solve(app, ASKED)

    assert outcome.code_is_result and outcome.result is None
    assert outcome.source.rstrip().endswith("range(5, math.isqrt(n) + 1, 6))")
    assert ({"n": 91}, False) in [(case.arguments, case.expected) for case in outcome.cases]
    assert app.nodes.load(outcome.node_id).function == "is_prime"
    assert "run" not in [step.name for step in outcome.trace]


def test_a_function_that_is_the_result_itself_can_be_rated(app: App) -> None:
    outcome = solve(app, ASKED)

    assert app.good(outcome).startswith("Noted as good: is_prime_node")


def test_a_kept_function_is_shown_again_and_serves_tasks_with_values(app: App) -> None:
    solve(app, ASKED)

    again = solve(app, "define a function which checks if n is a prime number")
    called = solve(app, "write a function to check whether a number is prime: 7")

    assert (again.origin, again.code_is_result) == (Origin.RECALLED, True)
    assert (called.result, called.reused, called.code_is_result) == (True, True, False)
    assert called.source == again.source


def test_an_uncertain_function_is_shown_and_called_as_uncertain_until_it_is_called_good(
    app: App,
) -> None:
    node_id = solve(app, ASKED).node_id
    adapters_of(app).nodes.note_confidence(node_id, {"level": "low"})

    uncertain = [solve(app, ASKED), solve(app, "is 7 prime")]
    app.good()
    confirmed = [solve(app, ASKED), solve(app, "is 7 prime")]

    for outcomes, level in ((uncertain, "low"), (confirmed, "high")):
        shown = [outcome_object(outcome)["confidence"] for outcome in outcomes]
        assert [one["level"] for one in shown if isinstance(one, dict)] == [level, level]


def test_an_uncertain_function_warns_where_python_is_given_it(app: App) -> None:
    node_id = solve(app, ASKED).node_id
    adapters_of(app).nodes.note_confidence(node_id, {"level": "low"})

    with pytest.warns(UncertainFunction, match="is_prime is uncertain: no second version agrees"):
        is_prime = app.function(ASKED)

    assert is_prime(7) is True
    app.good(solve(app, ASKED))


def test_json_has_the_function_of_every_typed_answer(app: App) -> None:
    shown = outcome_object(solve(app, ASKED))
    called = outcome_object(solve(app, "is 7 prime"))
    declined = outcome_object(solve(app, "write a function that predicts the weather"))

    function = shown["function"]
    assert isinstance(function, dict)
    assert function.keys() == {"name", "signature", "source", "node"}
    assert (shown["result"], shown["source"]) == (None, function["source"])
    assert (called["result"], called["function"], called["source"]) == (True, function, None)
    assert (declined["function"], declined["source"]) == (None, None)


def test_an_example_of_the_user_decides(app: App) -> None:
    wrong = solve(app, 'write a function that reverses a string\nreverse("ab") => "ab"')
    right = solve(app, 'write a function that reverses a string\nreverse("ab") => "ba"')

    assert wrong.status is OutcomeStatus.FAILED
    assert right.solved and right.cases[0].expected == "ba"


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ("write a script that prints the weather", "whole program"),
        ('def f(a: int) -> int:\n    """Add one."""', "a signature of your own"),
        ("write a function that tells whether a number is NOT prime", "no bundled function"),
    ],
)
def test_what_the_library_has_not_is_declined_with_the_reason(
    app: App, task: str, reason: str
) -> None:
    outcome = solve(app, task)

    assert outcome.status is OutcomeStatus.DECLINED
    assert reason in outcome.error


def test_a_session_shows_code_table_and_command(app: App, tmp_path: Path) -> None:
    stream = io.StringIO()
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    cli = ChatCLI(ConfigManager(environment=environment), build=lambda: app, stream=stream)

    cli.line_handler.take(ASKED)

    assert "def is_prime(n: int) -> bool:" in stream.getvalue()
    assert "is_prime(17)       true" in stream.getvalue()
    assert "Run it: run is_prime_node n=17" in stream.getvalue()
    assert "RESULT" not in stream.getvalue()
