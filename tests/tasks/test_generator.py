"""A reply becomes a node; a later attempt is told what failed."""

import pytest

from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.errors import BrokenReply
from src.domain.model_request import Reply, Request, Role
from src.domain.node_contract import FRAME
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.generator import ModelGenerator
from tests.fakes.pipeline_steps import FakeModel

PLAN = AttemptPlan(1, Role.FAST, 0.1)
TITLES = {Role.FAST: "Fast Code Generator"}
SPECIFICATION = Specification(
    read_task("add 10 and 20\nadd 2 and 3 => 5"),
    TaskKind.ARITHMETIC,
    "add",
    "Add the numbers.",
    steps=("find them", "add them"),
    examples=(Example("add 1 and 1", 2),),
    held_out=(Example("add 77 and 1", 78),),
    advice=("beware of signs",),
    structure="def solve(d): pass",
)
GOOD = "```python\nimport re\n\ndef solve(description):\n    return 30\n```"


def writing(reply: str) -> FakeModel:
    return FakeModel(lambda _: reply)


def failed(reason: str, source: str = "def solve(d): return 1\n" + FRAME) -> Attempt:
    report = SuiteReport((), (FailedCase("test_add", reason),))
    return Attempt(PLAN, Candidate(source, Origin.WRITTEN), report)


def test_a_function_becomes_a_node_that_knows_its_origin() -> None:
    made = ModelGenerator(writing(GOOD), TITLES).write(SPECIFICATION, PLAN)

    assert made.source.endswith(FRAME)
    assert (made.origin, made.model, made.temperature) == (Origin.WRITTEN, "fake", 0.1)
    assert made.repairs == () and made.prompt_digest


def test_the_prompt_holds_the_specification_but_nothing_held_out() -> None:
    model = writing(GOOD)

    ModelGenerator(model, TITLES).write(SPECIFICATION, PLAN)

    request = model.requests[0]
    assert (request.purpose, request.role, request.temperature) == ("write", Role.FAST, 0.1)
    for wanted in (
        "add 10 and 20",
        'solve("add 2 and 3") == 5',
        'solve("add 1 and 1") == 2',
        "1. find them",
        "beware of signs",
        "def solve(d): pass",
        "```python",
    ):
        assert wanted in request.text
    assert "77" not in request.text


def test_who_writes_is_told_by_title_and_model() -> None:
    generator = ModelGenerator(writing(GOOD), TITLES)

    assert generator.writer(SPECIFICATION, PLAN) == ("Fast Code Generator", "fake")


def test_a_later_attempt_is_told_the_last_code_and_what_failed() -> None:
    model = writing(GOOD)
    earlier = (failed("expected 5, got 1"), Attempt(PLAN, None, None, trouble="no code came"))

    made = ModelGenerator(model, TITLES).write(
        SPECIFICATION, AttemptPlan(3, Role.ESCALATION, 0.5), earlier
    )

    request = model.requests[0]
    assert (request.purpose, request.attempt) == ("repair", 3)
    assert "expected 5, got 1" in request.text and "no code came" in request.text
    assert "def solve(d): return 1" in request.text
    assert "def main()" not in request.text
    assert made.origin is Origin.REPAIRED
    assert earlier[0].candidate is not None and made.parent == earlier[0].candidate.digest


def test_what_is_told_is_bounded() -> None:
    model = writing(GOOD)

    ModelGenerator(model, TITLES).write(
        SPECIFICATION, PLAN, (failed("x" * 9000, "y = 1\n" * 9000),)
    )

    assert len(model.requests[0].text) < 9000


def test_a_creative_task_is_to_call_the_tool() -> None:
    model = writing(GOOD)
    joke = Specification(
        read_task("write a joke"),
        TaskKind.SIMPLE_CONTENT,
        "joke",
        "A joke.",
        tools=("content_generator",),
    )

    ModelGenerator(model, TITLES).write(joke, PLAN)

    assert 'call_tool("content_generator", prompt)' in model.requests[0].text
    assert "from node_runtime import call_tool" in model.requests[0].text
    assert 'call_tools_parallel([("content_generator", first_prompt)' in model.requests[0].text


def test_repairs_are_named_in_the_candidate() -> None:
    reply = "```python\ndef solve(description):\n\tprint(math.sqrt(9))\n  \n```"

    made = ModelGenerator(writing(reply), TITLES).write(SPECIFICATION, PLAN)

    assert made.repairs == ("returned what was printed", "added a missing import")


def test_repairs_can_be_switched_off() -> None:
    reply = "```python\ndef solve(description):\n    print(math.sqrt(9))\n```"

    made = ModelGenerator(writing(reply), TITLES, repairing=False).write(SPECIFICATION, PLAN)

    assert made.repairs == ()
    assert "print(math.sqrt(9))" in made.source and "import math" not in made.source


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("", "empty"),
        ("I would add them.", "no code"),
        ("```python\nx = 1\n```", "no function solve"),
        (
            '```python\ndef solve(d):\n    return {"add 1 and 1": 2}.get(d, len(d))\n```',
            "tests for 'add 1 and 1'",
        ),
        (
            '```python\ndef solve(d):\n    return 30 if d == "Add 10 and 20!" else 0\n```',
            "tests for 'add 10 and 20'",
        ),
        ("```python\ndef solve(description:\n    x\n```", "does not parse"),
    ],
)
def test_a_reply_that_cannot_become_a_node_is_a_broken_reply(reply: str, words: str) -> None:
    with pytest.raises(BrokenReply, match=words):
        ModelGenerator(writing(reply), TITLES).write(SPECIFICATION, PLAN)


def test_code_in_the_thinking_is_taken_when_the_answer_never_came() -> None:
    class Thinker:
        def complete(self, request: Request, listener: object = None) -> Reply:
            return Reply("", "fake", "", thinking=f"like this:\n{GOOD}\nor maybe")

        def model_for(self, request: Request) -> str:
            return "fake"

    made = ModelGenerator(Thinker(), TITLES).write(SPECIFICATION, PLAN)

    assert "return 30" in made.source


def test_what_it_was_told_it_failed_is_not_to_be_known_by_heart() -> None:
    reply = "```python\ndef solve(d):\n    return 9 if d == 'add 4 and 4' else len(d)\n```"
    earlier = (failed("'add 4 and 4' gave 8, expected 9"),)

    with pytest.raises(BrokenReply, match="tests for 'add 4 and 4'"):
        ModelGenerator(writing(reply), TITLES).write(SPECIFICATION, PLAN, earlier)


def test_an_example_in_a_docstring_is_no_special_case() -> None:
    reply = '```python\ndef solve(d):\n    """add 1 and 1"""\n    return 30\n```'

    made = ModelGenerator(writing(reply), TITLES).write(SPECIFICATION, PLAN)

    assert "return 30" in made.source
