"""Every line that is said about an event is true."""

import errno
from pathlib import Path

from msgspec.structs import replace

from src.cli.command_line import Verbosity
from src.cli.error_log import error_output
from src.cli.event_text import closing_lines, doing, plot_of_scores, sentence, tell
from src.cli.output import Branch, Line
from src.domain import events
from src.domain.artifact import Artifact, ArtifactType, Recollection, Sameness
from src.domain.candidate import (
    Candidate,
    FailedCase,
    Finding,
    Origin,
    Review,
    Severity,
    SuiteReport,
)
from src.domain.measurement import Decision, Iteration, Verdict
from src.domain.model_request import Role
from src.domain.outcome import AttemptPlan, Confidence, Level, Outcome, OutcomeStatus, TraceStep
from src.domain.understanding import Split, TaskPart
from src.language.task_reading import read_task

FIRST = AttemptPlan(1, Role.FAST, 0.1)
THIRD = AttemptPlan(3, Role.ESCALATION, 0.5)


def texts(event: events.Event, *, verbose: bool = False) -> list[str]:
    return [part.text for part in tell(event, verbose) if isinstance(part, Line)]


def test_a_model_is_named_only_where_one_writes() -> None:
    with_model = events.WriterChosen("Fast Code Generator", "gemma3:4b", FIRST)
    without = events.WriterChosen("Bundled functions", "", FIRST, "fibonacci")
    later = events.WriterChosen("Powerful model", "qwen2.5-coder:14b", THIRD)

    assert texts(with_model) == ["Using Fast Code Generator (gemma3:4b)"]
    assert texts(without) == [
        "Offline: using the bundled function fibonacci; no language model was used"
    ]
    assert texts(later) == ["Attempt 3: Powerful model (qwen2.5-coder:14b), temperature 0.5"]


def test_code_of_the_library_is_not_called_generated() -> None:
    bundled = Candidate("print(1)\n", Origin.LIBRARY)
    written = Candidate("x = call_tool('a', 'b')\n", Origin.WRITTEN, repairs=("added import json",))

    assert texts(events.CandidateWritten(bundled)) == []
    assert texts(events.CandidateWritten(written)) == [
        "Generated 1 line of code with call_tool()",
        "repaired: added import json",
    ]


def test_failed_tests_are_counted_and_the_first_reason_shown() -> None:
    report = SuiteReport(("a", "b"), (FailedCase("test_c", "expected 3, got 4"),))

    assert texts(events.SuiteRan(report, FIRST), verbose=True) == [
        "Tests: 2 of 3 passed; test_c: expected 3, got 4"
    ]
    assert texts(events.SuiteRan(report, FIRST)) == []


def test_what_no_case_tests_is_not_said_to_have_passed() -> None:
    untested = events.VersionAccepted(SuiteReport((), ()))
    tested = events.VersionAccepted(SuiteReport(("test_case_1",), ()))

    assert texts(untested) == ["Untested: it has no cases. Try it before you rely on it"]
    assert texts(tested) == ["Tests passed (1)"]


def test_a_node_that_is_reused_without_confirmation_is_called_uncertain() -> None:
    low, high = (Confidence(level, note="they differ") for level in (Level.LOW, Level.HIGH))

    assert texts(events.NodeReused("a_node", "as before", low)) == [
        "Reusing a_node: as before",
        "Uncertain: they differ. Give an example to decide: TASK => RESULT",
    ]
    assert len(texts(events.NodeReused("a_node", "as before", high))) == 1


def test_findings_are_counted_by_analyzer() -> None:
    findings = tuple(Finding("flake8", "E501", n, "too long", Severity.STYLE) for n in range(5))
    review = Review("", findings, ("flake8", "mypy"), (("pylint", "out of time"),))

    said = texts(events.CandidateReviewed(review))

    assert said[0] == "Static analysis: 5 findings (flake8 5)"
    assert len(said) == 1 + 3 + 1
    assert said[-1] == "Not looked at by pylint: out of time"


def test_an_optimization_without_gain_says_so() -> None:
    nothing = events.OptimizationEnded(0, 1.0, "starting the program is the cost")
    verdict = Verdict(Decision.WITHIN_NOISE, "1.00x, within noise")
    tried = events.OptimizationEnded(0, 1.0, "no version was faster", (_round(1, verdict),))

    assert texts(nothing) == ["Nothing to optimize (score 1.00): starting the program is the cost"]
    (tree,) = tell(tried)
    assert isinstance(tree, Branch)
    assert "no improvement (score 1.00): no version was faster" in tree.label
    assert tree.branches[1].label == "Iteration 1: discarded, 1.00x, within noise; use a set"


def test_a_reason_that_says_nothing_more_is_not_said_twice() -> None:
    verdict = Verdict(Decision.WITHIN_NOISE, "1.00x, within noise")
    (tree,) = tell(events.OptimizationEnded(0, 1.0, "no improvement", (_round(1, verdict),)))

    assert isinstance(tree, Branch)
    assert tree.label == "Optimization complete, no improvement (score 1.00)"


def test_an_optimization_with_gain_shows_the_measured_numbers() -> None:
    verdict = Verdict(
        Decision.KEPT,
        "1.12x faster (1.09-1.16): kept",
        ratio=1.12,
        score=1.15,
        pairs=20,
        latency_ms=(950.0, 850.0),
        cpu_ms=(940.0, 840.0),
        memory_mb=(2.1, 1.9),
    )
    (tree,) = tell(events.OptimizationEnded(1, 1.15, "", (_round(1, verdict),)))

    assert isinstance(tree, Branch)
    assert tree.label == "Optimization complete: 1.12x faster (best score 1.15, iteration 1)"
    assert tree.branches[0].label == (
        "First version: score 1.00, latency 950.0 ms, CPU 940.0 ms, memory 2.1 MiB"
    )
    assert tree.branches[1].label == (
        "Iteration 1: 1.12x faster (1.09-1.16): kept, score 1.15, latency 850.0 ms,"
        " CPU 840.0 ms, memory 1.9 MiB; use a set"
    )
    assert tree.branches[-1].label == "Best version selected: iteration 1"


def test_scores_are_drawn_from_the_first_version_to_the_best() -> None:
    better = Verdict(Decision.KEPT, "", score=1.5, pairs=20)
    noise = Verdict(Decision.WITHIN_NOISE, "", score=1.0, pairs=8)
    rounds = (_round(1, noise), _round(2, better), _round(3, noise), _round(4, better))

    assert plot_of_scores(rounds) == "Score by iteration: ▁▁▄▄█ (1.00 to 2.25)"


def test_only_a_related_recollection_is_mentioned() -> None:
    artifact = Artifact("1", ArtifactType.CODE, "", "write a story about dragons", "", {})
    related = Recollection(artifact, 0.85, Sameness.RELATED)
    different = Recollection(artifact, 0.3, Sameness.DIFFERENT)

    assert texts(events.Recalled(related)) == [
        'Recalled a related task: "write a story about dragons" (85% similar)'
    ]
    assert texts(events.Recalled(different)) == texts(events.Recalled(None)) == []


def test_only_a_command_is_what_a_model_is_started_with() -> None:
    def told(hint: str) -> list[str]:
        return texts(events.FellBack("classify", "no answer", hint, True))

    rest = "Working offline meanwhile."
    assert told("on gpu: ollama serve") == [
        f"No answer. Start it with: on gpu: ollama serve. {rest}"
    ]
    assert told("write http://host:port") == [f"No answer. Write http://host:port. {rest}"]
    assert told("start the server of x:1") == [f"No answer. Start the server of x:1. {rest}"]


def test_a_message_and_its_hint_are_one_sentence_each() -> None:
    assert sentence("Ollama is not running at x", "Start it with: ollama serve.") == (
        "Ollama is not running at x. Start it with: ollama serve."
    )
    assert sentence("It broke!", "Try again") == "It broke! Try again"


def test_the_trace_is_one_line_and_marks_what_failed() -> None:
    trace = (TraceStep("rag", "rag", 0.1, True), TraceStep("generate", "llm", 1.0, False))
    outcome = Outcome(read_task("x"), OutcomeStatus.FAILED, seconds=1.1, trace=trace)

    assert closing_lines(outcome, Verbosity.NORMAL) == ()
    (line,) = closing_lines(outcome, Verbosity.VERBOSE)
    assert line.text == "rag › llm: generate ✗ (1.10s)"


def _round(number: int, verdict: Verdict) -> Iteration:
    return Iteration(number, "d", "use a set", verdict)


def test_the_parts_of_a_task_are_told_with_their_results() -> None:
    split = Split((TaskPart("count {a}"), TaskPart("praise {1}")), "rules")
    outcome = Outcome(read_task("count 3"), OutcomeStatus.SOLVED, result={"x": "y" * 200})

    said = [
        *tell(events.TaskSplit(split)),
        *tell(events.PartBegan(1, 2, "count 3")),
        *tell(events.PartEnded(1, outcome)),
        *tell(events.PartEnded(1, replace(outcome, status=OutcomeStatus.FAILED))),
    ]

    lines = [part.text for part in said if isinstance(part, Line)]
    assert lines[0] == "The task is 2 parts, solved one after the other"
    assert lines[1] == "Part 1 of 2: count 3"
    assert len(lines) == 3 and len(lines[2]) < 140
    assert doing("part 2") == "solving part 2"


def test_a_result_s_notes_are_told_at_the_end() -> None:
    outcome = Outcome(read_task("tip"), OutcomeStatus.SOLVED, notes=("the tip alone",))

    (line,) = tell(events.TaskEnded(outcome))

    assert isinstance(line, Line) and line.text.startswith("The tip alone")


def test_a_data_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    error = OSError(errno.EROFS, "Read-only file system", str(tmp_path / ".auto.lock"))

    first, _ = error_output(error, tmp_path / "logs" / "evolver.log").parts

    assert isinstance(first, Line)
    assert first.text == f"{tmp_path} cannot be used: Read-only file system"
