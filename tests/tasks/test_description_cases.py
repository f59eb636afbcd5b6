"""How a program of version 1, which reads a description, is tested by the examples it came with."""

import json
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin, Suite, SuiteReport
from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Program, RunResult
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_runner import OWN_TASK, CaseRunner
from tests.fakes.pipeline_steps import FakeSandbox, printed, suite_of

TASK = read_task("add 10 and 20")
SPECIFICATION = Specification(TASK, TaskKind.ARITHMETIC, "add", "add numbers")
CANDIDATE = Candidate("the program", Origin.WRITTEN, model="fake")
SUITE = suite_of(("add 1 and 2", 3), ("add 2 and 5", 7))

Node = Callable[[Program, JSONObject | str], RunResult]


def add(program: Program, given: JSONObject | str) -> RunResult:
    assert isinstance(given, dict)
    words = str(given["description"]).split()
    return printed(json.dumps({"result": int(words[1]) + int(words[3])}))


def run(node: Node, suite: Suite = SUITE, plan: Specification = SPECIFICATION) -> SuiteReport:
    def no_tools(given: JSONObject) -> JSONValue:
        raise ToolFailed("no tools here")

    return CaseRunner(FakeSandbox(node), no_tools, Path("/data")).run(CANDIDATE, suite, plan)


def test_a_program_that_answers_its_examples_and_its_task_passes() -> None:
    report = run(add)

    assert report.all_passed
    assert report.passed == ("test_1", "test_2", OWN_TASK)


def test_a_wrong_answer_fails_with_the_description_and_what_was_expected() -> None:
    report = run(lambda program, given: printed('{"result": 30}'))

    assert [failure.name for failure in report.failures] == ["test_1", "test_2"]
    assert report.failures[0].reason == "add 1 and 2 gave 30, expected 3"


def test_a_suite_without_examples_passes_nothing_where_the_task_fails() -> None:
    report = run(lambda program, given: printed("no JSON"), suite=Suite(()))

    assert not report.all_passed


def test_held_out_examples_decide_and_what_they_expect_is_not_told() -> None:
    suite = replace(SUITE, held_out=(Example("add 4 and 4", 9),))

    report = run(add, suite)

    assert [f.name for f in report.failures] == [name for name, _ in suite.named_held_out]
    assert report.failures[0].reason == "add 4 and 4 gave 8, which is wrong"


def test_code_that_cannot_do_its_own_task_fails() -> None:
    def only_small(program: Program, given: JSONObject | str) -> RunResult:
        if given == {"description": TASK.text}:
            return RunResult(Ending.OUT_OF_TIME)
        return add(program, given)

    report = run(only_small)

    assert [failure.name for failure in report.failures] == [OWN_TASK]


def test_files_are_granted_by_their_absolute_path() -> None:
    granted: list[tuple[tuple[str, ...], JSONObject | str]] = []
    task = read_task("sum the price in @sales.csv")

    def node(program: Program, given: JSONObject | str) -> RunResult:
        granted.append((program.readable, given))
        return printed('{"result": 3}')

    run(node, suite_of((task.text, 3)), replace(SPECIFICATION, task=task))

    assert granted == [(("/data/sales.csv",), {"description": "sum the price in @/data/sales.csv"})]
