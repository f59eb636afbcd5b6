"""Which version of a function may be used, by what its users, the library and others say."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, FailedCase, Origin, Suite, SuiteReport, case_test
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan, Confidence, Level
from src.domain.task import Example
from src.tasks.acceptance import Jury
from src.tasks.case_runner import OWN_TASK, input_key

OWN: JSONObject = {"n": 7}
OTHER: JSONObject = {"n": 2}
VOTES = ("vote_1", "vote_2", "vote_3", "vote_4")


def suite_of(*votes: str, users: str = "") -> Suite:
    example = Example("f(n=1)", 1, {"n": 1})
    tests = [case_test(users, example, from_user=True)] if users else []
    return Suite((*tests, *(case_test(name, example, is_vote=True) for name in votes)))


def attempt(
    source: str,
    own: str = "1",
    failed: tuple[str, ...] = (),
    *,
    other: str = "",
    number: int = 1,
    sample: int = 1,
    suite: Suite = Suite(()),
) -> Attempt:
    """A version that gives these results and fails these tests of the suite."""
    names = [test.name for test in suite.tests]
    answers: Mapping[str, str] = {input_key(OWN): own, input_key(OTHER): other}
    report = SuiteReport(
        tuple(name for name in (*names, OWN_TASK) if name not in failed),
        tuple(FailedCase(name, "wrong") for name in failed),
        answers=tuple(answers.items()),
    )
    plan = AttemptPlan(number, Role.FAST, 0.1, 3, sample)
    return Attempt(plan, Candidate(f"x = {source!r}", Origin.WRITTEN), report)


def ignoring(one: Attempt) -> Attempt:
    """The version if its code did not use the task's n."""
    assert one.candidate is not None
    return replace(one, candidate=replace(one.candidate, unread=("n",)))


BROKEN = Attempt(AttemptPlan(1, Role.FAST, 0.1), None, None, trouble="the reply is empty")


def test_one_version_without_an_example_decides_nothing() -> None:
    suite = suite_of(*VOTES)

    assert Jury(suite, OWN).decide([attempt("a", suite=suite)]) is None
    assert Jury(suite, OWN).decide([BROKEN]) is None
    assert Jury(suite, OWN).decide([]) is None


@pytest.mark.parametrize(
    ("failed", "level"),
    [((), Level.HIGH), (VOTES[:2], Level.HIGH), (VOTES[:3], Level.MEDIUM), (VOTES, Level.MEDIUM)],
)
def test_two_that_agree_are_as_sure_as_the_cases_that_they_pass(
    failed: tuple[str, ...], level: Level
) -> None:
    suite = suite_of(*VOTES)
    versions = [attempt(name, failed=failed, suite=suite) for name in "ab"]

    accepted = Jury(suite, OWN).decide(versions)

    assert accepted is not None and accepted.attempt is versions[0]
    assert accepted.confidence == Confidence(level, 2, 2, 1, 4 - len(failed), 4)


def test_two_that_agree_with_no_case_at_all_are_of_medium_confidence() -> None:
    accepted = Jury(Suite(()), OWN).decide([attempt("a"), attempt("b")])

    assert accepted is not None and accepted.confidence is not None
    assert accepted.confidence.level is Level.MEDIUM
    assert str(accepted.confidence) == "2 of 2 versions agree on 1 inputs"


def test_of_versions_that_agree_the_one_with_more_cases_is_used() -> None:
    suite = suite_of(*VOTES)
    worse, better = attempt("a", failed=VOTES[:2], suite=suite), attempt("b", suite=suite)

    accepted = Jury(suite, OWN).decide([worse, better])

    assert accepted is not None and accepted.attempt is better


def test_the_third_that_agrees_with_the_first_outvotes_the_second() -> None:
    versions = [attempt("a"), attempt("b", "2"), attempt("c")]

    assert Jury(Suite(()), OWN).decide(versions[:2]) is None
    accepted = Jury(Suite(()), OWN).decide(versions)

    assert accepted is not None and accepted.attempt is versions[0]
    assert str(accepted.confidence) == "2 of 3 versions agree on 1 inputs"


@pytest.mark.parametrize(
    ("number", "sample", "decided"),
    [(1, 2, True), (2, 1, False), (2, 2, True)],
    ids=["another sample", "the next attempt's first", "a sample of the next attempt"],
)
def test_the_same_code_again_counts_only_if_it_was_drawn_warmer(
    number: int, sample: int, decided: bool
) -> None:
    versions = [attempt("a"), attempt("a", number=number, sample=sample)]

    assert (Jury(Suite(()), OWN).decide(versions) is not None) is decided


@pytest.mark.parametrize(
    "bad",
    [
        attempt("b", failed=(OWN_TASK,), own=""),
        replace(attempt("b"), report=SuiteReport((), (), trouble="out of memory")),
        replace(attempt("b"), report=None),
        BROKEN,
    ],
    ids=["fails on the task", "cannot be judged", "was not run", "no code"],
)
def test_a_version_that_does_not_work_counts_for_nothing(bad: Attempt) -> None:
    jury = Jury(Suite(()), OWN)

    assert jury.decide([attempt("a"), bad]) is None
    assert jury.settle([bad]) is None
    assert jury.dispute([attempt("a"), bad]) == ""


def test_the_users_example_decides_and_is_never_outvoted() -> None:
    suite = suite_of(users="example")
    wrong = [attempt(name, "9", ("example",), suite=suite) for name in "ab"]
    right = attempt("c", suite=suite)

    assert Jury(suite, OWN).decide(wrong) is None
    assert Jury(suite, OWN).settle(wrong) is None
    accepted = Jury(suite, OWN).decide([*wrong, right])

    assert accepted is not None and accepted.attempt is right
    assert accepted.confidence == Confidence(Level.HIGH, 1, 1, 1, 1, 1)


def test_the_users_example_alone_is_not_enough_against_most_cases() -> None:
    suite = suite_of(*VOTES, users="example")
    lone = attempt("a", failed=VOTES[:3], suite=suite)
    second = attempt("b", failed=VOTES[:3], suite=suite)

    assert Jury(suite, OWN).decide([lone]) is None
    accepted = Jury(suite, OWN).decide([lone, second])

    assert accepted is not None and accepted.confidence is not None
    assert accepted.confidence.level is Level.HIGH


def test_where_the_library_judges_one_version_that_passes_is_enough() -> None:
    held_out = tuple(Example(f"f(n={n})", n, {"n": n}) for n in range(5))
    suite = replace(suite_of(users="example"), held_out=held_out)

    accepted = Jury(suite, OWN, decisive_alone=True).decide([attempt("a", suite=suite)])

    assert accepted is not None and accepted.confidence is not None
    assert accepted.confidence.level is Level.HIGH
    assert str(accepted.confidence) == "agrees with the bundled function on 6 inputs"


def test_one_version_of_a_function_with_tools_is_confirmed_by_the_users_example_alone() -> None:
    suite = suite_of(users="example")

    accepted = Jury(suite, OWN, decisive_alone=True).decide([attempt("a", suite=suite)])

    assert accepted is not None
    assert accepted.confidence == Confidence(Level.HIGH, 1, 1, 1, 1, 1)
    assert str(accepted.confidence) == "1 of 1 cases pass"


def test_where_only_the_form_can_be_checked_nothing_is_said_of_confidence() -> None:
    accepted = Jury(Suite(()), OWN, decisive_alone=True).decide([attempt("a")])

    assert accepted is not None and accepted.confidence is None


def test_in_the_end_the_largest_group_is_used_with_little_confidence_and_the_dispute() -> None:
    suite = suite_of(*VOTES)
    versions = [
        attempt("a", "1", VOTES[:1], suite=suite),
        attempt("b", "2", suite=suite),
        attempt("c", "3", VOTES, suite=suite),
    ]

    accepted = Jury(suite, OWN).settle(versions)

    assert accepted is not None and accepted.attempt is versions[1]
    assert accepted.confidence is not None and accepted.confidence.level is Level.LOW
    assert accepted.confidence.note == "for this task the versions gave 2 and 1"


def test_code_that_ignores_a_value_of_the_task_is_used_only_where_nothing_else_works() -> None:
    suite = suite_of(*VOTES, users="example")
    constant = [ignoring(attempt(name, suite=suite)) for name in "ab"]
    jury = Jury(suite, OWN)

    assert jury.decide(constant) is None and not jury.is_eligible(constant[0])
    last = jury.settle(constant)
    assert last is not None and last.confidence is not None
    assert (last.confidence.level, last.confidence.note) == (
        Level.LOW,
        "the code does not use n",
    )
    lone = attempt("c", "2", failed=VOTES, suite=suite)
    settled = jury.settle([*constant, lone])
    assert settled is not None and settled.attempt is lone


def test_a_text_whose_code_ignores_a_value_is_uncertain() -> None:
    jury = Jury(Suite(()), OWN, decisive_alone=True)

    accepted = jury.decide([ignoring(attempt("a"))])

    assert accepted is not None and accepted.confidence is not None
    assert accepted.confidence.level is Level.LOW


def test_the_input_on_which_versions_differ_is_named() -> None:
    versions = [attempt("a", other="4"), attempt("b", other="5")]

    assert Jury(Suite(()), OWN).dispute(versions) == ('for {"n": 2} the versions gave 4 and 5')
    assert Jury(Suite(()), OWN).dispute(versions[:1]) == ""


def test_a_task_without_values_is_decided_by_the_other_inputs() -> None:
    jury = Jury(Suite(()), None)

    assert jury.decide([attempt("a", other="4"), attempt("b", other="5")]) is None
    assert jury.decide([attempt("a", other="4"), attempt("b", other="4")]) is not None


def test_only_votes_can_be_dropped() -> None:
    suite = suite_of("vote_1", users="example")
    failures = (FailedCase("vote_1", "gave 1"), FailedCase("example", "gave 2"))

    assert Jury(suite, OWN).disputed(SuiteReport((), failures)) == failures[:1]


@pytest.mark.parametrize(
    ("returns", "own", "is_planned"),
    [
        ("int", "2.5", True),
        ("int", '"2.50"', True),
        ("float", "null", True),
        ("str", "[1, 2]", True),
        ("int | None", '"odd"', True),
        ("set[int]", "[1, 2]", True),
        ("int", '"Total: 3"', False),
        ("int", "[1, 2]", False),
        ("bool", '"it is valid"', False),
        ("list[int]", "3", False),
        ("dict[str, int]", "[3]", False),
    ],
)
def test_versions_that_give_another_kind_than_planned_do_not_decide_alone(
    returns: str, own: str, is_planned: bool
) -> None:
    versions = [attempt("a", own), attempt("b", own)]
    jury = Jury(Suite(()), OWN, returns=returns)

    assert (jury.decide(versions) is not None) is is_planned
    settled = jury.settle(versions)
    assert settled is not None and settled.confidence is not None
    assert (f"not {returns}" in settled.confidence.note) is not is_planned


def test_a_function_without_a_call_of_its_own_is_judged_by_all_that_it_gives() -> None:
    jury = Jury(Suite(()), None, returns="int")

    assert jury.flaw(attempt("a", '"odd"', other='"even"')) == 'the code gave "odd", not int'
    assert jury.flaw(attempt("a", '"empty"', other="3")) == ""


def test_the_users_example_counts_more_than_the_planned_kind() -> None:
    suite = suite_of(users="users")

    assert Jury(suite, OWN, returns="int").decide([attempt("a", "[1, 2]", suite=suite)]) is not None
