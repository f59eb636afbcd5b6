"""What a suite's pass is worth: nothing the program does can make one."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from src.domain.candidate import Candidate, Origin, Suite, SuiteReport, SuiteTest
from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Profile, Program, RunResult
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.node_suite_runner import OWN_TASK, ContractSuiteRunner
from tests.fakes.pipeline_steps import FakeSandbox, printed, suite_of

TASK = read_task("add 10 and 20")
SPECIFICATION = Specification(TASK, TaskKind.ARITHMETIC, "add", "add numbers")
CANDIDATE = Candidate("the program", Origin.WRITTEN, model="fake")
SUITE = suite_of(("add 1 and 2", 3), ("add 2 and 5", 7))

Report = Callable[[str, bool, str], None]


def add(program: Program, given: JSONObject | str) -> RunResult:
    assert isinstance(given, dict)
    words = str(given["description"]).split()
    return printed(json.dumps({"result": int(words[1]) + int(words[3])}))


def always(text: str) -> Callable[[Program, JSONObject | str], RunResult]:
    return lambda program, given: printed(text)


def honest(program: Program) -> RunResult:
    """A suite process that asks for each answer and reports each test as it really ended."""
    for number, (text, expected) in enumerate((("add 1 and 2", 3), ("add 2 and 5", 7)), 1):
        try:
            passed = program.calls["answer"]({"description": text}) == expected
        except ToolFailed:
            passed = False
        program.calls["outcome"]({"name": f"test_{number}", "passed": passed, "reason": "no"})
    return printed("")


def claims_all_passed(program: Program) -> RunResult:
    """A suite process that was taken over: it reports what the program wants."""
    for number in (1, 2):
        program.calls["outcome"]({"name": f"test_{number}", "passed": True})
    return printed("2 passed")


def run(
    node: Callable[[Program, JSONObject | str], RunResult],
    pytest_run: Callable[[Program], RunResult] = honest,
    suite: Suite = SUITE,
) -> SuiteReport:
    def answer(program: Program, given: JSONObject | str) -> RunResult:
        return pytest_run(program) if program.profile is Profile.SUITE else node(program, given)

    def no_tools(given: JSONObject) -> JSONValue:
        raise ToolFailed("no tools here")

    runner = ContractSuiteRunner(FakeSandbox(answer), no_tools, Path("/data"))
    return runner.run(CANDIDATE, suite, SPECIFICATION)


def test_correct_code_passes_its_tests_and_the_task_itself() -> None:
    report = run(add)

    assert report.all_passed
    assert report.passed == ("test_1", "test_2", OWN_TASK)


def test_wrong_code_fails_even_if_the_suite_process_claims_it_passed() -> None:
    report = run(always('{"result": 30}'), claims_all_passed)

    assert [failure.name for failure in report.failures] == ["test_1", "test_2"]
    assert "gave 30, expected 3" in report.first_failure


def test_a_suite_process_that_ends_early_passes_nothing() -> None:
    report = run(add, lambda program: printed("2 passed in 0.01s"))

    assert [failure.reason for failure in report.failures] == ["the test did not finish"] * 2


def test_a_suite_process_that_crashes_is_trouble() -> None:
    crash = RunResult(Ending.FAILED, stderr="boom", exit_code=3)

    report = run(add, lambda program: crash)

    assert "could not run" in report.trouble and not report.all_passed


def test_a_test_that_the_suite_does_not_have_is_trouble() -> None:
    def surplus(program: Program) -> RunResult:
        program.calls["outcome"]({"name": "test_extra", "passed": True})
        return honest(program)

    report = run(add, surplus)

    assert "test_extra" in report.trouble and not report.all_passed


def test_a_test_reported_twice_fails() -> None:
    def twice(program: Program) -> RunResult:
        honest(program)
        return honest(program)

    report = run(add, twice)

    assert not report.all_passed


def test_a_suite_without_tests_passes_nothing() -> None:
    report = run(add, suite=Suite(()))

    assert not report.all_passed and report.trouble == "the suite has no test"


def test_a_test_that_asserts_nothing_makes_the_suite_worthless() -> None:
    empty = SuiteTest("test_3", "def test_3(answer):\n    answer('add 1 and 2')\n")

    report = run(add, suite=replace(SUITE, tests=(*SUITE.tests, empty)))

    assert report.trouble == "test_3 asserts nothing" and not report.all_passed


def test_held_out_examples_decide_without_being_told() -> None:
    suite = replace(SUITE, held_out=(Example("add 4 and 4", 9),))

    report = run(add, suite=suite)

    assert [f.name for f in report.failures] == [name for name, _ in suite.named_held_out]
    assert "expected" not in report.first_failure and "add 4" not in report.first_failure


def test_code_that_cannot_do_its_own_task_fails() -> None:
    def only_small(program: Program, given: JSONObject | str) -> RunResult:
        assert isinstance(given, dict)
        if given["description"] == TASK.text:
            return RunResult(Ending.OUT_OF_TIME)
        return add(program, given)

    report = run(only_small)

    assert [failure.name for failure in report.failures] == [OWN_TASK]


def test_files_are_granted_by_their_absolute_path() -> None:
    granted: list[tuple[tuple[str, ...], JSONValue]] = []
    task = read_task("sum the price in @sales.csv")

    def node(program: Program, given: JSONObject | str) -> RunResult:
        assert isinstance(given, dict)
        granted.append((program.readable, given["description"]))
        return printed('{"result": 3}')

    def no_tools(given: JSONObject) -> JSONValue:
        raise ToolFailed("no tools here")

    def answer(program: Program, given: JSONObject | str) -> RunResult:
        return node(program, given) if program.profile is Profile.NODE else printed("")

    runner = ContractSuiteRunner(FakeSandbox(answer), no_tools, Path("/data"))
    suite = suite_of((task.text, 3))
    runner.run(CANDIDATE, suite, replace(SPECIFICATION, task=task))

    assert granted == [(("/data/sales.csv",), "sum the price in @/data/sales.csv")]
