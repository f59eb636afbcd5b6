"""The program that calls the nodes of a task's parts, and the suite that tests it."""

import json
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin, SuiteReport
from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject, JSONValue
from src.domain.node_contract import grant_files, read_answer
from src.domain.program_run import Limits, Program
from src.domain.split import SolvedPart
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.compound_program import Composition
from src.tasks.compound_suite import composed_suite
from src.tasks.case_runner import CaseRunner

TEXT = (
    "take \"red 'sky' red\", count its words & say it in 3, 4 and 5 lines; praise 7 and 7 (twice)"
)
STEPS = (
    SolvedPart("count_node", "count the words in {a}", "count its words"),
    SolvedPart("frequent_node", "most frequent word in {a}, {b}, {c}", "hidden"),
    SolvedPart("praise_node", 'praise "{2}" {1} times', 'praise "it"'),
)
ANSWERS: tuple[JSONValue, ...] = (3, 'a "quoted" one', "lovely")
WHOLE = Composition(read_task(TEXT), STEPS, (1, 3))


def judged(source: str, whole: Composition, answers: tuple[JSONValue, ...]) -> SuiteReport:
    def unheard(given: object) -> JSONValue:
        raise ToolFailed(f"asked something else: {given}")

    specification = Specification(
        whole.task, TaskKind.TEXT, "t", "g", tools=tuple(s.node_id for s in whole.steps)
    )
    suite = composed_suite(
        whole, answers, lambda text: grant_files(text, Path("/"), whole.task.files)[0]
    )
    with ConfinedSandbox(Limits()) as sandbox:
        runner = CaseRunner(sandbox, unheard, Path("/"))
        return runner.run(Candidate(source, Origin.WRITTEN), suite, specification)


def test_the_steps_are_asked_in_order_for_these_and_other_values() -> None:
    report = judged(WHOLE.source(), WHOLE, ANSWERS)

    assert report.all_passed, report.first_failure
    assert report.total == 4


def test_blanks_within_quotes_are_handed_on_as_they_stand() -> None:
    whole = Composition(
        read_task('reverse  "a   c" and count it'),
        (
            SolvedPart("reverse_node", "reverse {a}", "reverse"),
            SolvedPart("count_node", 'count "{1}"', "count"),
        ),
        (2,),
    )

    report = judged(whole.source(), whole, ("c   a", 5))

    assert '"a   c"' in whole.task.text
    assert report.all_passed, report.first_failure
    folded = whole.source().replace(
        "plain = BLANKS", "description = ' '.join(description.split())\n    plain = BLANKS"
    )
    assert not judged(folded, whole, ("c   a", 5)).all_passed


def test_the_answer_names_what_no_step_takes() -> None:
    assert WHOLE.result(TEXT, ANSWERS, str) == {"count its words": 3, 'praise "it"': "lovely"}
    assert Composition(WHOLE.task, STEPS, (3,)).result(TEXT, ANSWERS, str) == "lovely"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("count the words in {a}", "count the words in {b}"),
        ('praise "{2}" {1} times', 'praise "{1}" {2} times'),
        ("SHOWN = (1, 3)", "SHOWN = (1, 2)"),
    ],
    ids=["another value", "results swapped", "another answer"],
)
def test_a_program_that_mixes_its_steps_up_fails(right: str, wrong: str) -> None:
    source = WHOLE.source().replace(right, wrong)

    assert source != WHOLE.source()
    assert not judged(source, WHOLE, ANSWERS).all_passed


def test_a_task_without_values_is_tested_on_itself() -> None:
    whole = Composition(
        read_task("tell a joke and count its words"),
        (
            SolvedPart("joke_node", "tell a joke", "tell a joke"),
            SolvedPart("count_node", 'count the words in "{1}"', "count its words"),
        ),
        (2,),
    )

    report = judged(whole.source(), whole, ("ha\nha", 2))

    assert report.all_passed, report.first_failure


def one_after_the_other(text: str, *asks: str) -> Composition:
    """All results shown; every step asks a node of its own."""
    steps = tuple(SolvedPart(f"n{n}_node", ask, ask) for n, ask in enumerate(asks, 1))
    return Composition(read_task(text), steps, tuple(range(1, len(steps) + 1)))


@pytest.mark.parametrize(
    ("whole", "answers"),
    [
        (
            one_after_the_other("is 7 prime, then tell 7 and 31", "is {a} prime", "tell {b}"),
            (True, 4),
        ),
        (one_after_the_other("sum @my.csv, round it", "sum {a}", "round {1}"), (2.5, 3)),
        (
            one_after_the_other('tell a joke, reverse "hi"', "tell a joke", "reverse {a}"),
            ("ha", "ih"),
        ),
        (one_after_the_other('say "", then tell it', "say {a}", 'tell "{1}"'), ("", "")),
        (
            one_after_the_other(
                "print 1 x 2 x 3 x 4 x 5 x 6 x 7 x 8 x 9", "print {a}", "tell {b} to {i}"
            ),
            (1, []),
        ),
        (
            one_after_the_other('count \\" and {x} ```, tell "b"', "count {a}", "tell {a}"),
            (None, {"a": [1]}),
        ),
        (
            one_after_the_other("read it as @notes.txt, tell 5", "read {a}", 'tell "{1}" {b}'),
            ("@notes.txt", 1),
        ),
    ],
    ids=[
        "7",
        "file and comma",
        "no values",
        "empty",
        "nine values",
        "odd signs",
        "a name as result",
    ],
)
def test_any_task_has_a_program_that_passes_its_suite(
    whole: Composition, answers: tuple[JSONValue, ...]
) -> None:
    report = judged(whole.source(), whole, answers)

    assert report.all_passed, report.first_failure


def asked_by(
    program: str, description: str, sandbox: ConfinedSandbox
) -> tuple[object, list[object]]:
    """What a program answers whose nodes answer what they are asked, and all it asked."""
    asked: list[object] = []

    def echo(given: JSONObject) -> JSONValue:
        asked.append(given["prompt"])
        return json.dumps(given["prompt"])

    with sandbox.open(Program(program, calls={"call_tool": echo})) as session:
        answer = read_answer(session.run({"description": description}))
    return answer.result if answer.ok else answer.refusal, asked


@pytest.mark.parametrize(
    ("description", "asked"),
    [
        ('UPPERCASE "x" and reverse "x"', ['uppercase "x"', 'reverse "x"']),
        ('uppercase "x" and reverse "X"', []),
        ('uppercase "x"   and reverse "x"!', ['uppercase "x"', 'reverse "x"']),
        ('uppercase "x", reverse "x"', []),
    ],
    ids=["case of words", "case of values", "blanks", "another form"],
)
def test_a_program_takes_tasks_of_its_form_only(description: str, asked: list[str]) -> None:
    whole = one_after_the_other('uppercase "ab" and reverse "ab"', "uppercase {a}", "reverse {a}")

    with ConfinedSandbox(Limits()) as sandbox:
        result, questions = asked_by(whole.source(), description, sandbox)

    assert questions == asked
    assert isinstance(result, dict) is bool(asked)


def test_results_are_named_after_the_values_of_the_task_at_hand() -> None:
    whole = one_after_the_other("square 11 and then double 12", "square {a}", "double {b}")

    with ConfinedSandbox(Limits()) as sandbox:
        result, _ = asked_by(whole.source(), "square 5 and then double 6", sandbox)

    assert result == {"square 5": "square 5", "double 6": "double 6"}


def test_a_text_of_another_form_is_refused_at_once() -> None:
    whole = one_after_the_other("tell 1 x 2 x 3 x 4 x 5 x 6 x 7 now", "tell {a}", "tell {b} to {g}")

    with ConfinedSandbox(Limits(cpu_seconds=2.0)) as sandbox:
        result, _ = asked_by(whole.source(), "tell " + "1 x " * 60 + "never", sandbox)

    assert isinstance(result, str) and result.startswith("this program does one form")
