"""What is shown of a task's events, and what only once."""

import io

import pytest
from msgspec.structs import replace

from src.cli.command_line import Verbosity
from src.cli.event_text import SHOW_HINT
from src.cli.screen import Screen
from src.cli.task_view import TaskView
from src.cli.theme import TerminalFeatures
from src.domain import events
from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan, Confidence, Level, Outcome, OutcomeStatus
from src.domain.signature import function_ending
from src.domain.task import Classification, TaskKind
from src.language.task_reading import read_task

PLAN = AttemptPlan(1, Role.FAST, 0.1)
PASSED = SuiteReport(("gives_two",), ())
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


def test_a_case_that_two_attempts_dispute_alike_is_shown_once() -> None:
    alike, other = "f(1) gave 2, expected 3", "f(1) gave 4, expected 3"

    screen = shown(*(events.CaseDisputed("case_1", said) for said in (alike, alike, other)))

    assert screen.splitlines() == [f"Disputed case: {said}" for said in (alike, other)]


def test_a_session_is_told_once_over_all_its_tasks() -> None:
    stream, announced = io.StringIO(), set[str]()
    for _ in range(2):
        with TaskView(Screen(stream, TerminalFeatures()), announced=announced) as view:
            view(DOWN)

    assert stream.getvalue().count("not running") == 1


def test_how_to_see_the_code_is_said_once_also_where_models_answer() -> None:
    announced = {SHOW_HINT, "Ollama is not running at x"}

    with TaskView(Screen(io.StringIO(), TerminalFeatures()), announced=announced) as view:
        view(ASKED)
        view(events.TextArrived("def"))

    assert announced == {SHOW_HINT}


ASKED = events.WriterChosen("Fast Code Generator", "gemma3:4b", PLAN)
OFFLINE = events.WriterChosen("Bundled functions", "", PLAN, "add")


def test_a_model_is_named_once_it_answered_and_not_where_it_is_down() -> None:
    assert shown(ASKED) == ""
    assert shown(ASKED, events.TextArrived("def")) == "> Using Fast Code Generator (gemma3:4b)\n"
    assert shown(ASKED, DOWN, ASKED, OFFLINE).splitlines()[1:] == [
        "> Offline: using the bundled function add; no language model was used"
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


def test_the_moving_line_says_how_far_the_optimization_is_until_it_ends() -> None:
    begun = events.StepBegan("optimize", "optimize")
    far = events.Progressed("round 1 of 3, version 2 of at most 8, 14 of 40 pairs", 0, 0)

    assert "round 1 of 3, version 2 of at most 8, 14 of 40 pairs" in moved(begun, far)
    assert "round" not in moved(begun, far, events.StepBegan("run", "run"))


def replaced(first: Attempt, confidence: Confidence | None = None) -> str:
    second = Attempt(
        replace(PLAN, sample=2), Candidate("def f():\n    return 2\n", Origin.WRITTEN), PASSED
    )
    outcome = Outcome(
        read_task("give 2"),
        OutcomeStatus.SOLVED,
        result=2,
        origin=Origin.WRITTEN,
        attempts=(first, second),
        source=second.candidate.source if second.candidate else "",
        confidence=confidence,
    )
    return shown(events.TaskEnded(outcome))


def test_a_version_that_was_streamed_and_replaced_is_named_with_the_reason() -> None:
    one = Candidate("def f():\n    return 1\n", Origin.WRITTEN)
    ending = function_ending("f")
    same = Candidate(f"def f():  # 2\n    return 2\n{ending}", Origin.WRITTEN)
    failed = SuiteReport((), (FailedCase("gives_two", "1 is not 2"),))
    agreed = Confidence(Level.MEDIUM, 3, 2, 40)

    assert replaced(Attempt(PLAN, one, failed)) == (
        "> Version 1 was replaced: gives_two: 1 is not 2\n"
    )
    assert "replaced: 2 of 3 versions agree on 40 inputs" in replaced(
        Attempt(PLAN, one, failed), agreed
    )
    assert "replaced: another version behaves the same and passes more cases" in replaced(
        Attempt(PLAN, one, failed), replace(agreed, candidates=2)
    )
    assert replaced(Attempt(PLAN, same, PASSED)) == ""


def test_a_bundled_function_is_not_called_offline_where_a_model_was_there_but_failed() -> None:
    chosen = events.WriterChosen("Bundled functions", "", PLAN, "fibonacci")
    broken = events.FellBack("overseer", "the reply is no JSON")

    assert "> Offline: using the bundled function fibonacci" in shown(DOWN, chosen)
    assert "> Using the bundled function fibonacci\n" in shown(broken, chosen)


TASK = read_task("add 10 and 20")
STAGES = (
    events.TaskStarted(TASK),
    events.TaskClassified(Classification(TaskKind.ARITHMETIC, "basic", "arithmetic")),
    OFFLINE,
    events.VersionAccepted(SuiteReport(("a", "b"), ())),
    events.NodeKept("add_node", 1),
)
SOLVED = Outcome(
    TASK,
    OutcomeStatus.SOLVED,
    kind="ARITHMETIC",
    result=30,
    origin=Origin.LIBRARY,
    node_id="add_node",
    function="add",
)


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (SOLVED, "> ARITHMETIC: bundled function add, 2 tests passed, kept as add_node"),
        (replace(SOLVED, reused=True, origin=Origin.RECALLED), "> ARITHMETIC: reused add_node"),
    ],
)
def test_what_needed_no_model_is_one_line(outcome: Outcome, line: str) -> None:
    text = shown(*STAGES, events.TaskEnded(outcome))

    assert text.splitlines() == [line, "Type show to see its code."]


def test_the_conventions_of_a_result_are_told_behind_the_line() -> None:
    text = shown(*STAGES, events.TaskEnded(replace(SOLVED, notes=("rounded half to even",))))

    assert text.splitlines()[-1] == "Rounded half to even"


def test_a_corrected_task_is_shown_as_it_was_read() -> None:
    typed = events.TaskStarted(read_task("ad 10 and 20"))

    assert "> Read as: add 10 and 20" in shown(typed, *STAGES[1:], events.TaskEnded(SOLVED))


def test_the_stages_of_a_task_are_shown_once_a_model_works_on_it() -> None:
    begun = (*STAGES[:2], ASKED)

    assert shown(*begun) == ""
    assert shown(*begun, events.TextArrived("def")).splitlines() == [
        "> Task classified as ARITHMETIC (basic)",
        "> Using Fast Code Generator (gemma3:4b)",
    ]


def test_nothing_is_told_of_the_stages_of_what_was_not_solved() -> None:
    failed = Outcome(TASK, OutcomeStatus.DECLINED)

    assert shown(*STAGES[:2], DOWN, events.TaskEnded(failed)).startswith("! Ollama is not running")
    assert "classified" not in shown(*STAGES[:2], events.TaskEnded(failed))


def test_verbose_shows_every_stage_of_any_task() -> None:
    text = shown(*STAGES, events.TaskEnded(SOLVED), verbosity=Verbosity.VERBOSE)

    assert "classified as" in text and "Tests passed (2)" in text and "Kept as add_node" in text


@pytest.mark.parametrize(
    ("told", "said"), [(STAGES[:3], "Nothing was kept."), (STAGES, "Kept until then: add_node")]
)
def test_a_cancelled_task_says_what_was_kept(told: tuple[events.Event, ...], said: str) -> None:
    stream = io.StringIO()

    with pytest.raises(KeyboardInterrupt), TaskView(Screen(stream, TerminalFeatures())) as view:
        for event in told:
            view(event)
        raise KeyboardInterrupt

    assert said in stream.getvalue()
