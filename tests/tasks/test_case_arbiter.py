"""A wrong test falls to independent programs and the evaluator; wrong code does not get by."""

import json
import re
from collections.abc import Callable

import pytest

from src.domain.candidate import Candidate, FailedCase, Origin, Suite, SuiteReport, SuiteTest
from src.domain.errors import ModelUnavailable
from src.domain.json_value import JSONValue, agrees
from src.domain.model_request import Request, Role
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_arbiter import CaseArbiter
from src.tasks.plain_tests import example_tests
from tests.fakes.pipeline_steps import FakeModel

SPECIFICATION = Specification(
    read_task("add 10 and 20"), TaskKind.ARITHMETIC, "add", "Add the numbers."
)
RIGHT = {"add 10 and 20": 30, "add 2 and 3": 5, "add 1 and 1": 2, "add 0 and 4": 4}
WRONG_TEST = Example("add 2 and 3", 6)
ONE, OTHER = "def solve(d): return sum(d)", "def solve(d): return d[0] + d[1]"


def suite(
    *examples: Example, user: tuple[Example, ...] = (), held_out: tuple[Example, ...] = ()
) -> Suite:
    stated = [e for e in examples] or [
        Example(text, value) if text != WRONG_TEST.description else WRONG_TEST
        for text, value in RIGHT.items()
    ]
    return Suite(tuple(example_tests(stated, user)), held_out=held_out)


def attempt(
    source: str, tested: Suite, answers: dict[str, int], model: str = "m", number: int = 1
) -> Attempt:
    """An attempt with the report that the suite's examples give these answers."""
    stated = [(t.name, t.example) for t in tested.tests if t.example]
    stated += tested.named_held_out
    passed, failures = [], []
    for name, example in stated:
        right = agrees(answers.get(example.description), example.expected)
        (passed if right else failures).append(name)
    report = SuiteReport(
        tuple(passed),
        tuple(FailedCase(name, "wrong") for name in failures),
        answers=tuple((text, repr(value)) for text, value in answers.items()),
    )
    candidate = Candidate(source, Origin.WRITTEN, model=model)
    return Attempt(AttemptPlan(number, Role.FAST, 0.1), candidate, report)


def evaluator(right: Callable[[str, JSONValue], bool]) -> FakeModel:
    """An evaluator that chooses the result of which `right(description, result)` is true."""

    def say(request: Request) -> str:
        asked = re.search(r'^Description: (".*")$', request.text, re.MULTILINE)
        assert asked is not None
        for letter in ("A", "B"):
            found = re.search(rf"^Result {letter}: (.*)$", request.text, re.MULTILINE)
            if found and right(json.loads(asked.group(1)), json.loads(found.group(1))):
                return json.dumps({"reason": f"{letter} it is", "right": letter})
        return json.dumps({"reason": "neither", "right": "neither"})

    return FakeModel(say)


HONEST = evaluator(lambda text, value: RIGHT.get(text) == value)
MISLED = evaluator(lambda text, value: RIGHT.get(text) != value)


def test_a_wrong_test_falls_to_two_programs_and_the_evaluator() -> None:
    tested = suite()
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT, number=2)]

    dropped = CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts)

    assert [failure.name for failure in dropped] == ["test_add_2_and_3"]
    assert "2 independent programs give 5" in dropped[0].reason
    assert "the test expects 6" in dropped[0].reason


def test_the_evaluator_is_asked_in_both_orders_without_being_told_whose_result_is_whose() -> None:
    tested = suite()
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT, number=2)]
    model = evaluator(lambda text, value: RIGHT.get(text) == value)

    CaseArbiter(model).arbitrate(SPECIFICATION, tested, attempts)

    first, second = (request.text for request in model.requests)
    assert "Result A: 5\nResult B: 6" in first and "Result A: 6\nResult B: 5" in second
    assert all(r.role is Role.EVALUATOR and r.temperature == 0 for r in model.requests)
    assert "test" not in first.lower()


def test_one_program_alone_does_not_overrule_a_test() -> None:
    tested = suite()

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, [attempt(ONE, tested, RIGHT)]) == ()


def test_the_same_program_twice_is_one_program() -> None:
    tested = suite()
    renamed = ONE.replace("(d)", "(text)")
    attempts = [attempt(ONE, tested, RIGHT), attempt(renamed, tested, RIGHT, number=2)]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts) == ()


def test_the_same_program_by_another_model_counts_again() -> None:
    tested = suite()
    attempts = [attempt(ONE, tested, RIGHT), attempt(ONE, tested, RIGHT, model="larger")]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts)


def test_programs_that_disagree_with_each_other_do_not_overrule_a_test() -> None:
    tested = suite()
    other = {**RIGHT, "add 2 and 3": 7}
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, other)]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts) == ()


def test_a_program_that_passes_the_test_keeps_it() -> None:
    tested = suite()
    passing = {**RIGHT, "add 2 and 3": 6}
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, passing)]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts) == ()


def test_the_users_example_is_never_dropped() -> None:
    tested = suite(user=(WRONG_TEST,))
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT)]
    model = evaluator(lambda text, value: RIGHT.get(text) == value)

    assert CaseArbiter(model).arbitrate(SPECIFICATION, tested, attempts) == ()
    assert model.requests == []


def test_wrong_programs_that_agree_are_rejected_by_an_honest_evaluator() -> None:
    right_suite = suite(*(Example(text, value) for text, value in RIGHT.items()))
    wrong = {**RIGHT, "add 2 and 3": -1}
    attempts = [attempt(ONE, right_suite, wrong), attempt(OTHER, right_suite, wrong)]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, right_suite, attempts) == ()


def test_programs_wrong_in_half_of_all_examples_have_no_say_even_with_a_misled_evaluator() -> None:
    right_suite = suite(*(Example(text, value) for text, value in RIGHT.items()))
    wrong = {**RIGHT, "add 2 and 3": -1, "add 1 and 1": -2}
    attempts = [attempt(ONE, right_suite, wrong), attempt(OTHER, right_suite, wrong)]

    assert CaseArbiter(MISLED).arbitrate(SPECIFICATION, right_suite, attempts) == ()


def test_an_evaluator_that_always_takes_the_first_decides_nothing() -> None:
    tested = suite()
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT)]
    model = FakeModel(lambda _: '{"reason": "A looks good", "right": "A"}')

    assert CaseArbiter(model).arbitrate(SPECIFICATION, tested, attempts) == ()
    assert len(model.requests) == 4


def test_an_evaluator_that_cannot_be_asked_decides_nothing() -> None:
    tested = suite()
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT)]
    down = FakeModel(lambda _: ModelUnavailable("nobody there"))

    assert CaseArbiter(down).arbitrate(SPECIFICATION, tested, attempts) == ()
    assert CaseArbiter(None).arbitrate(SPECIFICATION, tested, attempts) == ()


def test_a_wrong_held_out_example_falls_too() -> None:
    right_suite = suite(*(Example(t, v) for t, v in RIGHT.items() if t != "add 2 and 3"))
    tested = Suite(right_suite.tests, held_out=(WRONG_TEST,))
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT)]

    dropped = CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts)

    assert [failure.name for failure in dropped] == [tested.named_held_out[0][0]]
    assert tested.without([failure.name for failure in dropped]).held_out == ()


def test_attempts_without_code_or_answers_have_no_say() -> None:
    tested = suite()
    nothing = Attempt(AttemptPlan(1, Role.FAST, 0.1), None, None, trouble="no code")
    attempts = [nothing, attempt(ONE, tested, {}), attempt(OTHER, tested, RIGHT)]

    assert CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, attempts) == ()


@pytest.mark.parametrize("extra", [0, 1])
def test_a_property_that_all_right_programs_fail_is_dropped(extra: int) -> None:
    right_suite = suite(*(Example(text, value) for text, value in RIGHT.items()))
    source = "def test_kind(answer):\n    assert answer('add 2 and 3') > 99\n"
    tested = Suite((*right_suite.tests, SuiteTest("test_kind", source)))
    attempts = [attempt(ONE, tested, RIGHT), attempt(OTHER, tested, RIGHT)][: 1 + extra]
    failing = [
        Attempt(
            a.plan,
            a.candidate,
            SuiteReport(
                a.report.passed, (FailedCase("test_kind", "no"),), answers=a.report.answers
            ),
        )
        for a in attempts
        if a.report
    ]

    dropped = CaseArbiter(HONEST).arbitrate(SPECIFICATION, tested, failing)

    assert [failure.name for failure in dropped] == ["test_kind"] * extra
