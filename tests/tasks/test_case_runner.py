"""What the cases of a typed function are worth: each is a run of its own, compared in the host."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin, Suite, SuiteReport
from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Program, RunResult
from src.domain.task import Example, GivenFunction, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_runner import DOCTESTS, OWN_TASK, CaseRunner
from src.tasks.case_writer import case_suite
from tests.fakes.pipeline_steps import FakeSandbox, printed

PLAN = Specification(
    read_task("add 10 and 20"),
    TaskKind.ARITHMETIC,
    "add",
    "Add two numbers.",
    examples=(
        Example("add(a=1, b=2)", 3, {"a": 1, "b": 2}),
        Example("add(a=2, b=5)", 7, {"a": 2, "b": 5}),
    ),
    function="add",
    signature="add(a: int, b: int) -> int",
    arguments={"a": 10, "b": 20},
)
HELD_OUT = (Example("add(a=-1, b=1)", 0, {"a": -1, "b": 1}),)
CANDIDATE = Candidate("the program", Origin.WRITTEN)

Answer = Callable[[JSONObject], JSONObject]


def run(
    answer: Answer,
    suite: Suite | None = None,
    plan: Specification = PLAN,
    source: str = "the program",
) -> SuiteReport:
    def printed_answer(program: Program, given: JSONObject | str) -> RunResult:
        assert isinstance(given, dict) and isinstance(given["arguments"], dict)
        return printed(json.dumps(answer(given["arguments"])))

    def no_tools(given: JSONObject) -> JSONValue:
        raise ToolFailed("no tools here")

    runner = CaseRunner(FakeSandbox(printed_answer), no_tools, Path("/data"))
    candidate = replace(CANDIDATE, source=source)
    return runner.run(candidate, suite or case_suite(plan, held_out=HELD_OUT), plan)


def add(arguments: JSONObject) -> JSONObject:
    return {"result": arguments["a"] + arguments["b"]}  # type: ignore[operator]


def test_correct_code_passes_its_cases_the_held_out_ones_and_the_task_itself() -> None:
    report = run(add)

    assert report.all_passed
    assert report.total == 4 and report.passed[-1] == OWN_TASK


def test_a_function_that_is_itself_the_result_is_judged_by_its_cases_alone() -> None:
    plan = replace(PLAN, arguments={}, function_only=True)

    report = run(add, plan=plan)

    assert report.all_passed
    assert report.total == 3 and OWN_TASK not in report.passed


def test_wrong_code_is_told_the_call_and_both_results() -> None:
    report = run(lambda arguments: {"result": 3})

    assert report.first_failure == "test_case_2: add(a=2, b=5) gave 3, expected 7"


def test_what_was_held_out_is_not_told() -> None:
    report = run(lambda given: add(given) if given["a"] != -1 else {"result": 9})

    assert [f.reason for f in report.failures] == ["add(a=-1, b=1) gave 9, which is wrong"]


@pytest.mark.parametrize(
    ("signature", "source", "fails"),
    [
        ("add(a: int, b: int) -> int", "def add(a, b):\n    if a > 50:\n        return a\n", True),
        ("add(a: int, b: int) -> int", "def add(a, b):\n    return None\n", False),
        ("add(a: int, b: int) -> int | None", "def add(a, b):\n    return {}.get(a)\n", False),
        ("add(a: int, b: int)", "def add(a, b):\n    return {}.get(a)\n", False),
    ],
    ids=["by mistake", "as the code says", "as the plan says", "of any type"],
)
def test_no_result_for_the_task_itself_fails_unless_the_plan_or_the_code_says_none(
    signature: str, source: str, fails: bool
) -> None:
    plan = replace(PLAN, signature=signature, examples=())

    report = run(lambda given: {"result": None}, case_suite(plan), plan, source)

    assert report.first_failure == (f"{OWN_TASK}: it gave None, not int" if fails else "")


def test_written_code_that_refuses_its_task_fails_and_a_library_function_may() -> None:
    def refuses(given: JSONObject) -> JSONObject:
        return add(given) if given["a"] != 10 else {"error": "10 is too large"}

    assert run(refuses).first_failure == f"{OWN_TASK}: 10 is too large"
    assert run(refuses, plan=replace(PLAN, pattern="add")).all_passed


def test_code_that_ran_out_of_time_is_not_called_again() -> None:
    called: list[JSONObject | str] = []

    def endless(program: Program, given: JSONObject | str) -> RunResult:
        called.append(given)
        return RunResult(Ending.OUT_OF_TIME)

    runner = CaseRunner(FakeSandbox(endless), lambda given: None, Path("/data"))
    report = runner.run(CANDIDATE, case_suite(PLAN, held_out=HELD_OUT), PLAN)

    assert called == [{"arguments": {"a": 1, "b": 2}}]
    assert len(report.failures) == 4 and "out of time" in report.first_failure


def test_probes_are_called_and_shown_but_judge_nothing() -> None:
    suite = replace(case_suite(PLAN), probes=({"a": 7, "b": 7},))

    report = run(lambda given: add(given) if given["a"] != 7 else {"error": "not seven"}, suite)

    assert report.all_passed
    assert dict(report.answers) == {
        '{"a": 1, "b": 2}': "3",
        '{"a": 2, "b": 5}': "7",
        '{"a": 10, "b": 20}': "30",
        '{"a": 7, "b": 7}': "",
    }


def test_a_models_cases_are_votes_and_those_the_plan_has_are_not_repeated() -> None:
    votes = (PLAN.examples[0], Example("add(a=0, b=0)", 1, {"a": 0, "b": 0}))

    tests = case_suite(PLAN, votes=votes).tests

    assert [(test.name, test.is_vote) for test in tests] == [
        ("test_case_1", False),
        ("test_case_2", False),
        ("test_case_3", True),
    ]


def test_the_suite_is_plain_pytest() -> None:
    user = Example("add(a=3, b=4)", 7, {"a": 3, "b": 4})
    plan = replace(PLAN, task=replace(PLAN.task, examples=(user,)))

    assert case_suite(plan).source == (
        "from main import add\n\n\n"
        "def test_users_example_1():\n    assert add(a=3, b=4) == 7\n\n\n"
        "def test_case_1():\n    assert add(a=1, b=2) == 3\n\n\n"
        "def test_case_2():\n    assert add(a=2, b=5) == 7\n"
    )


DOCSTRING = """The area of a circle.

>>> round(area(1.0), 2)
3.14
>>> area(-1.0)
Traceback (most recent call last):
    ...
ValueError: a radius is positive
>>> area(of_my_own_module())
1.0
"""
RIGHT = (
    "    if r < 0:\n        raise ValueError('a radius is positive')\n    return 3.14159 * r * r\n"
)


def in_this_process(program: Program, _given: JSONObject | str) -> RunResult:
    """A run of a harmless program, without a sandbox."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program.source, {"__name__": "__main__"})  # pylint: disable=exec-used
    return printed(out.getvalue())


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (RIGHT, ""),
        ("    return 3.14159 * abs(r) ** 2\n", "area(-1.0) Expected: Traceback"),
        (RIGHT.replace("3.14159", "3"), "round(area(1.0), 2) Expected: 3.14 Got: 3.0"),
        ("    return math.pi * r * r\n", "round(area(1.0), 2) Exception raised:"),
    ],
    ids=["right", "accepts what it should refuse", "another number", "misses an import"],
)
def test_examples_of_a_docstring_that_are_no_plain_calls_decide(body: str, trouble: str) -> None:
    given = GivenFunction("area", "area(r: float) -> float", DOCSTRING, notes=("round(...)",))
    plan = Specification(
        replace(read_task("area"), given=given),
        TaskKind.ALGORITHM,
        "area",
        "area",
        function="area",
        signature=given.signature,
        function_only=True,
    )
    candidate = Candidate(f"def area(r: float) -> float:\n{body}", Origin.WRITTEN)
    runner = CaseRunner(FakeSandbox(in_this_process), lambda given: None, Path("/data"))

    report = runner.run(candidate, case_suite(plan), plan)

    failed = {one.name: one.reason for one in report.failures}
    assert failed.get(DOCTESTS, "").startswith(trouble)
    assert report.all_passed is (not trouble)
