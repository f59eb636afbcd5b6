"""A plan is checked and completed before anything is built from it."""

import json
from dataclasses import replace

import pytest

from src.domain.artifact import Artifact, ArtifactType, Recollection
from src.domain.errors import BrokenReply
from src.domain.json_value import JSONValue
from src.domain.task import Classification, Example, Specification, Task, TaskKind
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.tasks.overseer import ModelOverseer
from tests.fakes.pipeline_steps import FakeModel

ADD = read_task("add 10 and 20")
ARITHMETIC = Classification(TaskKind.ARITHMETIC, "adds", "fake")
CONTENT = Classification(TaskKind.SIMPLE_CONTENT, "a joke", "fake")
TOOLS = (
    ToolCard("content_generator", "Content Generator", "llm", "writes jokes", Effects.NONE),
    ToolCard("translate", "Translator", "llm", "translates", Effects.NONE),
)


def plan(**changes: JSONValue) -> str:
    said: dict[str, JSONValue] = {
        "goal": "Add the numbers.",
        "inputs": "two numbers",
        "outputs": "a number",
        "steps": ["find them", "add them"],
        "tools": [],
        "examples": [
            {"description": "add 10 and 20", "expected": 30},
            {"description": "add 2 and 3", "expected": 5},
            {"description": "add -1 and 1", "expected": 0},
            {"description": "add 100 and 7", "expected": 107},
            {"description": "add 0 and 0", "expected": 0},
        ],
        "variations": ["add 8 and 9", "add 4 and 4"],
    }
    return json.dumps({**said, **changes})


def specified(reply: str, task: Task = ADD, kind: Classification = ARITHMETIC) -> Specification:
    return ModelOverseer(FakeModel(lambda _: reply)).specify(task, kind, (), TOOLS)


def test_a_good_plan_is_a_specification() -> None:
    made = specified(plan())

    assert (made.goal, made.kind, made.by) == ("Add the numbers.", TaskKind.ARITHMETIC, "fake")
    assert made.title == "add"
    assert made.steps == ("find them", "add them")
    assert made.variations == ("add 8 and 9", "add 4 and 4")


def test_every_third_foreign_example_is_held_out_from_the_writer() -> None:
    made = specified(plan())

    assert made.held_out == (Example("add 100 and 7", 107),)
    assert made.held_out[0] not in made.all_examples
    assert len(made.examples) == 4


def test_examples_of_another_form_and_contradictions_are_left_out() -> None:
    examples: list[JSONValue] = [
        {"description": "add 10 and 20", "expected": 30},
        {"description": "what is the weather", "expected": "error"},
        {"description": "add 1 and 1", "expected": 2},
        {"description": "add 1 and 1", "expected": 3},
        {"description": "add 5 and 6", "expected": {"result": 11}},
        {"description": "add 7 and 7", "expected": None},
        "add 1",
    ]

    made = specified(plan(examples=examples))

    assert made.examples == (Example("add 10 and 20", 30), Example("add 5 and 6", 11))


def test_the_users_examples_come_first_and_are_shown_to_the_model() -> None:
    task = read_task("add 10 and 20\nadd 2 and 3 => 5")
    model = FakeModel(lambda _: plan())

    made = ModelOverseer(model).specify(task, ARITHMETIC)

    assert made.all_examples[0] == Example("add 2 and 3", 5)
    assert '"add 2 and 3" => 5' in model.requests[0].text


def test_a_plan_without_examples_is_asked_for_again() -> None:
    replies = [plan(examples=[]), plan()]
    model = FakeModel(lambda _: replies.pop(0))

    made = ModelOverseer(model).specify(ADD, ARITHMETIC)

    assert made.examples
    assert '"examples" holds no description' in model.requests[1].text


def test_three_useless_plans_are_a_broken_reply() -> None:
    model = FakeModel(lambda _: plan(goal=""))

    with pytest.raises(BrokenReply, match='"goal" is empty'):
        ModelOverseer(model).specify(ADD, ARITHMETIC)

    assert [request.attempt for request in model.requests] == [1, 2, 3]


def test_what_a_plan_can_do_without_is_forgiven() -> None:
    reply = json.dumps(
        {
            "goal": "Add.",
            "steps": "1. find the numbers 2. add them",
            "examples": [{"description": "add 10 and 20", "expected": 30}],
        }
    )

    made = specified(reply)

    assert made.steps == ("find the numbers", "add them")
    assert (made.inputs, made.tools, made.variations) == ("", (), ())


def test_only_tools_that_were_offered_can_be_chosen() -> None:
    model = FakeModel(lambda _: plan(tools=["web_search", "translate", "translate"]))

    made = ModelOverseer(model).specify(ADD, ARITHMETIC, (), TOOLS)

    assert made.tools == ("translate",)
    assert "- content_generator: writes jokes" in model.requests[0].text


def test_creative_tasks_get_the_content_tool_and_no_examples() -> None:
    task = read_task("write me a joke about cats")
    examples: list[JSONValue] = [{"description": task.text, "expected": "Why did the cat ..."}]

    made = specified(plan(examples=examples), task, CONTENT)

    assert made.tools == ("content_generator",)
    assert made.all_examples == ()
    assert made.title == "joke about cats"


def test_a_task_with_a_file_needs_no_examples() -> None:
    task = read_task("sum the price column in @sales.csv")
    invented: list[JSONValue] = [{"description": task.text, "expected": 17}]

    made = specified(plan(examples=invented), task, Classification(TaskKind.DATA, "a file", "fake"))

    assert made.all_examples == ()


def test_a_related_program_is_the_structure_to_adapt_with_what_must_change() -> None:
    artifact = Artifact(
        "code:1",
        ArtifactType.CODE,
        "dragons",
        "write a story about dragons",
        "t",
        {"implementation": "def solve(d): ..."},
    )
    other = replace(artifact, text="write a poem", content={"steps": []})
    recollections = (Recollection(other, 0.95), Recollection(artifact, 0.85))
    task = read_task("write a story about space")
    model = FakeModel(lambda _: plan())

    made = ModelOverseer(model).specify(task, CONTENT, recollections, TOOLS)

    assert made.structure == "def solve(d): ..."
    assert made.advice == (
        'It was made for "write a story about dragons"; '
        'the new task is "write a story about space".',
    )
    assert "def solve(d): ..." in model.requests[0].text


def test_the_workload_is_made_from_the_task_and_not_by_the_model() -> None:
    made = specified(plan(variations=["add 1 and __import__('os')"]))

    assert made.workload is not None
    assert "__import__" not in made.workload.source
