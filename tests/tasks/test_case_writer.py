"""Cases are a model's opinion of a function that it sees only the stub of."""

import pytest
from msgspec.structs import replace

from src.domain.candidate import Suite
from src.domain.errors import EvolverError, ModelTimeout, ModelUnavailable
from src.domain.model_request import Role
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_writer import CaseWriter
from src.tasks.function_generator import stub_of
from tests.fakes.scripted import ScriptedModel

PLAN = Specification(
    read_task("square 7"),
    TaskKind.ARITHMETIC,
    "square",
    "Square a number.",
    function="square",
    signature="square(n: int) -> int",
    arguments={"n": 7},
    by="overseer",
)
USERS = replace(PLAN, task=replace(PLAN.task, examples=(Example("square(n=3)", 9, {"n": 3}),)))
CASES = "assert square(2) == 4\nassert square(3) == 10\nassert square('x') == 1\n"


def written(reply: str | EvolverError, plan: Specification = PLAN) -> tuple[Suite, ScriptedModel]:
    model = ScriptedModel([reply])
    return CaseWriter(model).write(plan), model


def test_one_request_shows_the_task_and_the_stub() -> None:
    _, model = written(CASES)

    (request,) = model.requests
    assert (request.purpose, request.role) == ("tests", Role.GENERATOR)
    assert "Task: square 7" in request.text and stub_of(PLAN) in request.text
    assert "assert square(...) == value" in request.text


def test_its_cases_are_votes_where_the_arguments_fit_the_types() -> None:
    suite, _ = written(CASES)

    assert [(one.example.description, one.is_vote) for one in suite.tests if one.example] == [
        ("square(n=2)", True),
        ("square(n=3)", True),
    ]
    assert suite.by == "scripted"


def test_the_users_examples_come_first_and_are_not_contradicted() -> None:
    suite, _ = written(CASES, USERS)

    assert [(one.name, one.from_user, one.is_vote) for one in suite.tests] == [
        ("test_users_example_1", True, False),
        ("test_case_1", False, True),
    ]


@pytest.mark.parametrize(
    "reply",
    ["", "I would try small numbers.", ModelTimeout("slow"), ModelUnavailable("gone")],
    ids=["nothing", "prose", "too slow", "away"],
)
def test_without_a_usable_reply_there_are_the_users_examples(reply: str | EvolverError) -> None:
    suite, model = written(reply, USERS)

    assert [one.name for one in suite.tests] == ["test_users_example_1"]
    assert len(model.requests) == 1 and suite.by == "overseer"


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, kind=TaskKind.SIMPLE_CONTENT),
        replace(PLAN, tools=("content_generator",)),
        replace(PLAN, task=replace(PLAN.task, files=("sales.csv",))),
    ],
    ids=["content", "tools", "files"],
)
def test_where_no_result_can_be_known_no_model_is_asked(plan: Specification) -> None:
    suite, model = written(CASES, plan)

    assert suite.tests == () and model.requests == []
