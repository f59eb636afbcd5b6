"""What is shown of a task's events, and what only once."""

import io

from src.cli.command_line import Verbosity
from src.cli.screen import Screen
from src.cli.task_view import TaskView
from src.cli.theme import TerminalFeatures
from src.domain import events
from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.measurement import Decision, Iteration, Verdict
from src.domain.model_request import Role
from src.domain.outcome import AttemptPlan

PLAN = AttemptPlan(1, Role.FAST, 0.1)
DOWN = events.FellBack("classify", "Ollama is not running at x", "ollama serve", True)


def shown(
    *told: events.Event,
    features: TerminalFeatures = TerminalFeatures(),
    verbosity: Verbosity = Verbosity.NORMAL,
) -> str:
    stream = io.StringIO()
    with TaskView(Screen(stream, features), verbosity) as view:
        for event in told:
            view(event)
    return stream.getvalue()


def test_a_missing_model_is_told_once_however_many_stages_miss_it() -> None:
    assert shown(DOWN, DOWN, DOWN) == (
        "! Ollama is not running at x. Start it with: ollama serve." " Working offline meanwhile.\n"
    )


def test_a_session_is_told_once_over_all_its_tasks() -> None:
    stream, told = io.StringIO(), set[str]()
    for _ in range(2):
        with TaskView(Screen(stream, TerminalFeatures()), told=told) as view:
            view(DOWN)

    assert stream.getvalue().count("not running") == 1


ASKED = events.WriterChosen("Fast Code Generator", "gemma3:4b", PLAN)
OFFLINE = events.WriterChosen("Bundled functions", "", PLAN, "add")


def test_a_model_is_named_once_it_answered_and_not_where_it_is_down() -> None:
    assert shown(ASKED) == ""
    assert shown(ASKED, events.TextArrived("def")) == "> Using Fast Code Generator (gemma3:4b)\n"
    assert shown(ASKED, DOWN, ASKED, OFFLINE).splitlines()[1:] == [
        "> Offline: using the bundled function add; no code was generated"
    ]


def test_a_model_that_went_away_again_is_told_again() -> None:
    text = shown(ASKED, DOWN, ASKED, DOWN, ASKED, events.TextArrived("def"), ASKED, DOWN)

    assert text.count("not running") == 2


def test_a_failed_attempt_says_why() -> None:
    report = SuiteReport(("a",), (FailedCase("b", "wrong"),))

    text = shown(events.SuiteRan(report, PLAN), events.AttemptFailed(PLAN, "b: wrong", False))

    assert text == "✗ Attempt 1 failed: b: wrong\n"


def test_an_attempt_that_came_to_no_tests_says_why() -> None:
    text = shown(events.AttemptFailed(PLAN, "the reply ended early", False))

    assert text == "✗ Attempt 1 failed: the reply ended early\n"


def test_quiet_shows_nothing_and_verbose_the_code() -> None:
    written = events.CandidateWritten(Candidate("x = 1\n", Origin.WRITTEN))

    assert shown(written, verbosity=Verbosity.QUIET) == ""
    assert "x = 1" in shown(written, verbosity=Verbosity.VERBOSE)
    assert "x = 1" not in shown(written)


def test_where_nothing_may_move_long_steps_say_that_they_begin() -> None:
    begun = events.StepBegan("generate", "llm")

    assert shown(begun, features=TerminalFeatures(terminal=True)) == "writing code ...\n"
    assert shown(begun) == ""


def moved(*told: events.Event) -> str:
    """What the moving line shows last."""
    text = shown(*told, features=TerminalFeatures(terminal=True, moving=True))
    return next(line for line in reversed(text.splitlines()) if "s" in line and "." in line)


def test_a_bar_is_gone_with_the_step_it_belongs_to() -> None:
    begun, half = events.StepBegan("optimize", "optimize"), events.Progressed("pulling x", 1, 2)

    assert "pulling x ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50%" in moved(half)
    assert "pulling x" not in moved(half, begun)
    assert "optimizing" in moved(half, begun)


def test_the_moving_line_counts_what_was_tried() -> None:
    begun = events.StepBegan("optimize", "optimize")
    tried = events.IterationEnded(Iteration(1, "", "", Verdict(Decision.UNDECIDED, "")))

    assert "optimizing, 2 tried, " in moved(begun, tried, tried)
    assert "tried" not in moved(begun, tried, events.StepBegan("run", "run"))


def test_a_bundled_function_is_not_called_offline_where_a_model_was_there_but_failed() -> None:
    chosen = events.WriterChosen("Bundled functions", "", PLAN, "fibonacci")
    broken = events.FellBack("overseer", "the reply is no JSON")

    assert "> Offline: using the bundled function fibonacci" in shown(DOWN, chosen)
    assert "> Using the bundled function fibonacci; no code was generated" in shown(broken, chosen)
