"""How many versions are drawn, at which temperatures, what each is told, and what is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.candidate import Suite
from src.domain.errors import (
    BrokenReply,
    EvolverError,
    ModelMissing,
    ModelTimeout,
    ModelUnavailable,
)
from src.domain.events import AttemptFailed, CaseDisputed, Event, Noted, SuiteRan
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.outcome import Level
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_judge import CaseJudge
from src.tasks.case_runner import CaseRunner
from src.tasks.case_writer import case_suite
from src.tasks.escalation import AttemptRule, Escalated, Escalation, Judge, plan_attempts
from src.tasks.function_generator import FunctionGenerator
from src.tasks.trace import Tracer
from src.verify.inputs import variations
from tests.fakes.pipeline_steps import FakeSandbox
from tests.fakes.scripted import ScriptedModel
from tests.fakes.typed_functions import run_here

PLAN = Specification(
    read_task("square 7"),
    TaskKind.ARITHMETIC,
    "square",
    "Square a number.",
    function="square",
    signature="square(n: int) -> int",
    arguments={"n": 7},
)
RULES = (AttemptRule(None, 0.1, 3), AttemptRule(None, 0.3, 2), AttemptRule(Role.ESCALATION, 0.5))
RIGHT = ("n * n", "n**2", "pow(n, 2)", "sum([n] * n) if n > 0 else n * n")
VOTES = tuple(Example(f"square(n={n})", n * n, {"n": n}) for n in (1, 2, 3))
WRONG_VOTE = Example("square(n=4)", 15, {"n": 4})


def code(result: str) -> str:
    return f"def square(n: int) -> int:\n    return {result}\n"


@dataclass
class Drawn:
    """How an escalation ended, what the model was asked, and what was told."""

    ended: Escalated
    model: ScriptedModel
    events: list[Event]

    @property
    def source(self) -> str:
        assert self.ended.accepted is not None and self.ended.accepted.candidate is not None
        return self.ended.accepted.candidate.source

    @property
    def level(self) -> Level | None:
        return self.ended.confidence.level if self.ended.confidence else None

    @property
    def drawn(self) -> list[tuple[int, float]]:
        """The attempt and the temperature of each request."""
        return [(one.attempt, one.temperature) for one in self.model.requests]


def probes(plan: Specification) -> Sequence[JSONObject]:
    return variations(plan.own_arguments or {})


def draw(
    *replies: str | EvolverError,
    suite: Suite | None = None,
    plan: Specification = PLAN,
    rules: Sequence[AttemptRule] = RULES,
    alone: bool = False,
    is_slow: bool = False,
    judge: Judge | None = None,
    doubt: str = "",
) -> Drawn:
    """Draw versions from these replies; a short one is a result."""
    said = [one if isinstance(one, EvolverError) or "def" in one else code(one) for one in replies]
    model, events = ScriptedModel(said), list[Event]()
    tracer = Tracer(events.append, lambda: 0.0, lambda: 0)
    runner = CaseRunner(FakeSandbox(run_here), lambda given: None, Path("/data"))
    escalation = Escalation(
        FunctionGenerator(model, {}),
        runner,
        probes,
        tracer,
        events.append,
        0.8,
        lambda: is_slow,
        judge,
    )
    ended = escalation.until_accepted(
        plan,
        suite or case_suite(plan),
        plan_attempts(plan.kind, rules),
        decisive_alone=alone,
        doubt=doubt,
    )
    return Drawn(ended, model, events)


def test_two_versions_that_agree_at_once_are_enough() -> None:
    made = draw(*RIGHT, suite=case_suite(PLAN, votes=VOTES))

    assert made.drawn == [(1, 0.1), (1, 0.8)]
    assert RIGHT[0] in made.source and made.level is Level.HIGH
    assert str(made.ended.confidence) == "2 of 2 versions agree on 7 inputs; 3 of 3 cases pass"


def test_a_second_that_differs_is_outvoted_by_a_third() -> None:
    made = draw(RIGHT[0], "2 * n", RIGHT[1])

    assert made.drawn == [(1, 0.1), (1, 0.8), (1, 0.8)]
    assert RIGHT[0] in made.source and made.level is Level.MEDIUM


def test_versions_that_are_right_for_the_task_alone_do_not_agree() -> None:
    made = draw("49", RIGHT[0], "n * 7", RIGHT[1])

    assert RIGHT[0] in made.source and len(made.model.requests) == 4


def test_a_later_attempt_asks_the_next_role_with_the_input_that_is_disputed() -> None:
    made = draw("2 * n", "n + 7 + 1", "n * 7 + 1", RIGHT[0], RIGHT[1])

    roles = [request.role for request in made.model.requests]
    assert roles == [Role.FAST] * 5 and RIGHT[0] in made.source
    disputed = "Earlier versions differ: for this task the versions gave 14 and 15."
    assert [disputed in one.text for one in made.model.requests] == [False] * 3 + [True] * 2
    (failed,) = [event for event in made.events if isinstance(event, AttemptFailed)]
    assert failed.reason == disputed.partition(": ")[2].rstrip(".") and not failed.last


def test_of_a_slow_model_fewer_versions_are_drawn_and_that_is_said() -> None:
    rules = (AttemptRule(None, 0.1, 5), AttemptRule(None, 0.3, 2))

    made = draw("2 * n", "n + 8", "n * 7 + 1", RIGHT[0], RIGHT[1], rules=rules, is_slow=True)

    assert [attempt for attempt, _ in made.drawn] == [1, 1, 1, 2, 2]
    (said,) = [event.text for event in made.events if isinstance(event, Noted)]
    assert "fewer than 5 tokens a second" in said


@pytest.mark.parametrize(
    ("rules", "requests"),
    [((AttemptRule(None, 0.1, 2),), 2), ((AttemptRule(None, 0.1), AttemptRule(None, 0.1)), 2)],
    ids=["drawn again warmer", "the first of two attempts"],
)
def test_the_same_code_counts_twice_only_if_it_was_drawn_warmer(
    rules: Sequence[AttemptRule], requests: int
) -> None:
    same = code(RIGHT[0])
    made = draw(same, same + "# again\n", rules=rules)

    assert len(made.model.requests) == requests
    assert made.level is (Level.MEDIUM if len(rules) == 1 else Level.LOW)
    assert len([event for event in made.events if isinstance(event, SuiteRan)]) == 1


def test_a_version_whose_own_call_raises_is_told_to_the_next_and_to_no_other() -> None:
    made = draw("n.upper()", "n.lower()", RIGHT[0], RIGHT[1])

    told = ["'int' object has no attribute" in one.text for one in made.model.requests]
    assert told == [False, True, False, False]
    assert "n.upper()" in made.model.requests[1].text
    assert RIGHT[0] in made.source


def test_a_version_that_only_disagrees_is_not_shown_to_the_next() -> None:
    made = draw("2 * n", RIGHT[0], RIGHT[1])

    assert not any("2 * n" in one.text or "failed" in one.text for one in made.model.requests)


@pytest.mark.parametrize("troubles", [[BrokenReply("cut off")], [ModelTimeout("slow")] * 2])
def test_a_reply_without_code_costs_a_sample_only(troubles: list[EvolverError]) -> None:
    made = draw(*troubles, RIGHT[0], RIGHT[1])

    assert RIGHT[0] in made.source
    assert made.ended.attempts[0].candidate is None and made.ended.attempts[0].trouble


def test_a_role_without_its_model_gives_way_to_the_next() -> None:
    missing = ModelMissing("no gemma")

    made = draw(missing, RIGHT[0], missing, RIGHT[1])

    assert [one.role for one in made.model.requests] == [Role.FAST, Role.ESCALATION] * 2
    assert RIGHT[0] in made.source


def test_a_model_that_is_away_ends_the_task() -> None:
    with pytest.raises(ModelUnavailable):
        draw(RIGHT[0], ModelUnavailable("gone"))


TOLD = replace(PLAN, task=replace(PLAN.task, examples=(Example("square(n=3)", 9, {"n": 3}),)))


def test_the_users_example_decides_alone() -> None:
    made = draw(RIGHT[0], plan=TOLD)

    assert len(made.model.requests) == 1 and made.level is Level.HIGH


def test_versions_that_break_the_users_example_are_out_however_many_they_are() -> None:
    made = draw("2 * n", "n + n", "n * 2", RIGHT[0], plan=TOLD)

    assert RIGHT[0] in made.source and made.level is Level.HIGH
    assert not made.ended.suite.dropped


def test_nothing_is_accepted_that_breaks_the_users_example() -> None:
    made = draw(*["2 * n", "n + n", "n * 2", "n << 1", "2 * n + 0", "n"], plan=TOLD)

    assert made.ended.accepted is None and made.ended.confidence is None
    assert len(made.ended.attempts) == 6


def test_in_the_end_the_largest_group_is_used_and_called_uncertain() -> None:
    made = draw("n", "n + 1", "n + 2", "n + 3", "n + 4", "n + 5")

    assert made.level is Level.LOW and "return n\n" in made.source
    assert str(made.ended.confidence) == (
        "the versions disagree; for this task the versions gave 7 and 8"
    )


def test_cases_that_the_accepted_version_fails_are_dropped_and_told() -> None:
    made = draw(*RIGHT, suite=case_suite(PLAN, votes=(*VOTES, WRONG_VOTE)))

    (dropped,) = [event for event in made.events if isinstance(event, CaseDisputed)]
    assert dropped == CaseDisputed("test_case_4", "square(n=4) gave 16, expected 15")
    assert [test.name for test in made.ended.suite.tests] == [
        "test_case_1",
        "test_case_2",
        "test_case_3",
    ]
    assert made.ended.suite.dropped[0].name == "test_case_4" and made.ended.suite.probes == ()
    assert "3 of 4 cases pass" in str(made.ended.confidence)


def test_right_code_is_not_lost_to_wrong_cases() -> None:
    wrong = tuple(replace(case, expected=0) for case in VOTES)

    made = draw(*RIGHT, suite=case_suite(PLAN, votes=wrong))

    assert RIGHT[0] in made.source and made.level is Level.MEDIUM
    assert made.ended.suite.tests == ()


def test_code_that_ignores_the_task_s_value_is_not_trusted_and_the_next_is_told() -> None:
    constant = ("49", "7 * 7", "48 + 1", "50 - 1")

    made = draw(*constant, RIGHT[0], RIGHT[1], suite=case_suite(PLAN, votes=VOTES))

    assert RIGHT[0] in made.source and made.level is Level.HIGH
    assert "the code does not use n" in made.model.requests[3].text


@pytest.mark.parametrize(
    ("text", "arguments"), [("square seven and a bit", {"n": 8}), ("square it", {"n": 7})]
)
def test_a_value_that_only_the_plan_made_up_may_be_ignored(
    text: str, arguments: JSONObject
) -> None:
    plan = replace(PLAN, task=read_task(text), arguments=arguments)

    made = draw("49", "7 * 7", plan=plan)

    assert "49" in made.source and made.level is Level.MEDIUM


HELD_OUT = tuple(Example(f"square(n={n})", n * n, {"n": n}) for n in range(5, 9))
HELD = case_suite(PLAN, held_out=HELD_OUT)


def test_where_the_library_judges_one_version_that_agrees_with_it_is_enough() -> None:
    made = draw(RIGHT[0], suite=HELD, alone=True)

    assert len(made.model.requests) == 1 and made.level is Level.HIGH
    assert "agrees with the bundled function on 4 inputs" in str(made.ended.confidence)


def test_where_the_library_judges_versions_that_agree_with_each_other_are_not_enough() -> None:
    replies = ["2 * n", "n + n", "n * 2", "n << 1", "2 * n + 0", RIGHT[0]]

    made = draw(*replies, suite=HELD, alone=True)

    assert len(made.model.requests) == 6 and RIGHT[0] in made.source


def test_the_next_is_told_where_a_version_differs_from_the_library_and_not_what_is_right() -> None:
    made = draw("2 * n if n > 7 else n * n", RIGHT[0], suite=HELD, alone=True)

    told = made.model.requests[1].text
    assert "square(n=8) gave 16, which is wrong" in told and "2 * n if n > 7" in told
    assert "64" not in told


def test_the_next_is_told_which_example_of_the_user_a_version_breaks() -> None:
    made = draw("2 * n", "n + n", RIGHT[0], plan=TOLD)

    told = ["gave 6, expected 9" in one.text for one in made.model.requests]
    assert told == [False, True, False]


def test_where_a_tool_answers_one_version_that_runs_is_enough_and_nothing_is_known() -> None:
    made = draw(RIGHT[0], plan=replace(PLAN, tools=("content_generator",)), alone=True)

    assert len(made.model.requests) == 1 and made.ended.confidence is None


def test_no_attempt_asks_a_weaker_role_than_the_one_before() -> None:
    rules = (AttemptRule(Role.ESCALATION, 0.1), AttemptRule(None, 0.3), AttemptRule(Role.FAST, 0.5))

    plans = plan_attempts(TaskKind.ARITHMETIC, rules)

    assert [plan.role for plan in plans] == [Role.ESCALATION] * 3
    assert [plan.role for plan in plan_attempts(TaskKind.ALGORITHM, RULES)] == [
        Role.POWERFUL,
        Role.POWERFUL,
        Role.ESCALATION,
    ]


def test_what_memory_advises_is_still_told_when_versions_differ() -> None:
    plan = replace(PLAN, advice=("Avoid floats.",))

    made = draw("n", "n + 1", "n + 2", "n + 3", "n + 4", "n + 5", plan=plan)

    later = [one.text for one in made.model.requests[3:]]
    assert all("Avoid floats." in text for text in later)
    assert [text.count("Earlier versions differ") for text in later] == [1, 1, 1]


def judged(answers: list[str], *replies: str, votes: Sequence[Example]) -> tuple[Drawn, list[str]]:
    """Versions whose disputed case an evaluator decides with these answers; what it was asked."""
    evaluator = ScriptedModel(answers)
    judge = CaseJudge(evaluator)
    made = draw(*replies, suite=case_suite(PLAN, votes=votes), judge=judge.version_is_right)
    assert all(one.role is Role.EVALUATOR for one in evaluator.requests)
    return made, [one.text for one in evaluator.requests]


WRONG_VOTES = (Example("square(n=5)", 24, {"n": 5}), WRONG_VOTE, VOTES[0])


def test_an_evaluator_that_takes_the_versions_result_makes_it_sure() -> None:
    made, asked = judged(["A", "B"], *RIGHT, votes=WRONG_VOTES)

    assert made.level is Level.HIGH
    assert "A: 25\nB: 24" in asked[0] and "A: 24\nB: 25" in asked[1]
    assert "square(n=5)" in asked[0] and "Square a number" in asked[0]
    assert str(made.ended.confidence).endswith("the evaluator agrees with 25 for square(n=5)")


@pytest.mark.parametrize("answers", [["B"], ["A", "A"], ["I am not sure."], []])
def test_an_evaluator_that_does_not_decide_for_it_changes_nothing(answers: list[str]) -> None:
    made, asked = judged(answers, *RIGHT, votes=WRONG_VOTES)

    assert made.level is Level.MEDIUM and len(asked) == max(1, len(answers))


@pytest.mark.parametrize(
    "votes",
    [VOTES, (*VOTES, WRONG_VOTE), (), (WRONG_VOTE, *(replace(w, expected=99) for w in VOTES))],
)
def test_an_evaluator_is_asked_only_where_its_answer_decides(votes: Sequence[Example]) -> None:
    _, asked = judged(["A", "B"], *RIGHT, votes=votes)

    assert not asked


def test_an_evaluator_is_not_asked_where_the_call_is_in_doubt_anyway() -> None:
    evaluator = ScriptedModel(["A", "B"])

    made = draw(
        *RIGHT,
        suite=case_suite(PLAN, votes=WRONG_VOTES),
        judge=CaseJudge(evaluator).version_is_right,
        doubt="the call leaves out 7",
    )

    assert made.level is Level.LOW and not evaluator.requests
