"""The program that calls the nodes of a task's parts, and the suite that tests it."""

from pathlib import Path

import pytest

from src.core.candidate import Candidate, Origin, SuiteReport
from src.core.errors import ToolFailed
from src.core.jsonvalue import JSONValue
from src.core.parts import Step
from src.core.running import Limits
from src.core.task import Specification, Task, TaskKind
from src.sandbox.sandbox import ConfinedSandbox
from src.stages.composer import Composition
from src.stages.suite_runner import ContractSuiteRunner

TEXT = (
    "take \"red 'sky' red\", count its words & say it in 3, 4 and 5 lines; praise 7 and 7 (twice)"
)
STEPS = (
    Step("count_node", "count the words in {a}", "count its words", False),
    Step("frequent_node", "most frequent word in {a}, {b}, {c}", "hidden", True),
    Step("praise_node", 'praise "{2}" {1} times', 'praise "it"', True),
)
ANSWERS: tuple[JSONValue, ...] = (3, 'a "quoted" one', "lovely")
WHOLE = Composition(Task.from_text(TEXT), STEPS, (1, 3))


def judged(source: str, whole: Composition, answers: tuple[JSONValue, ...]) -> SuiteReport:
    def unheard(given: object) -> JSONValue:
        raise ToolFailed(f"asked something else: {given}")

    specification = Specification(
        whole.task, TaskKind.TEXT, "t", "g", tools=tuple(s.node_id for s in whole.steps)
    )
    suite = whole.suite(answers, lambda text: text)
    with ConfinedSandbox(Limits()) as sandbox:
        runner = ContractSuiteRunner(sandbox, unheard, Path("/"))
        return runner.run(Candidate(source, Origin.WRITTEN), suite, specification)


def test_the_steps_are_asked_in_order_for_these_and_other_values() -> None:
    report = judged(WHOLE.source(), WHOLE, ANSWERS)

    assert report.all_passed, report.first_failure
    assert report.total == 4


def test_the_answer_names_what_no_step_takes() -> None:
    assert WHOLE.result(ANSWERS) == {"count its words": 3, 'praise "it"': "lovely"}
    assert Composition(WHOLE.task, STEPS, (3,)).result(ANSWERS) == "lovely"


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
        Task.from_text("tell a joke and count its words"),
        (
            Step("joke_node", "tell a joke", "tell a joke", True),
            Step("count_node", 'count the words in "{1}"', "count its words", False),
        ),
        (2,),
    )

    report = judged(whole.source(), whole, ("ha\nha", 2))

    assert report.all_passed, report.first_failure
