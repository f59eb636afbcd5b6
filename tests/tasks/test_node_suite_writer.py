"""A suite says what the specification says, and no more than can be checked."""

from dataclasses import replace

import pytest

from src.domain.errors import BrokenReply
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.node_suite_writer import ModelSuiteWriter
from tests.fakes.pipeline_steps import FakeModel

SPECIFICATION = Specification(
    read_task("add 10 and 20\nadd 9 and 9 => 18"),
    TaskKind.ARITHMETIC,
    "add",
    "Add the numbers.",
    examples=(Example("add 10 and 20", 30), Example("add 2 and 3", 5)),
    held_out=(Example("add 100 and 7", 107),),
    variations=("add 4 and 4",),
    by="llama3",
)


def suite_text(*claims: tuple[str, object]) -> str:
    written = "\n".join(
        f"def test_{n}(answer):\n    assert answer({text!r}) == {value!r}\n"
        for n, (text, value) in enumerate(claims)
    )
    return f"```python\n{written}```"


RIGHT = suite_text(("add 10 and 20", 30), ("add 2 and 3", 5), ("add 100 and 7", 107))


def writing(*replies: str) -> FakeModel:
    left = list(replies)
    return FakeModel(lambda _: left.pop(0) if len(left) > 1 else left[0])


def test_the_examples_become_tests_that_the_host_compares() -> None:
    suite = ModelSuiteWriter(writing(RIGHT)).write(SPECIFICATION)

    assert [(t.name, t.example, t.from_user) for t in suite.tests] == [
        ("test_add_9_and_9", Example("add 9 and 9", 18), True),
        ("test_add_10_and_20", Example("add 10 and 20", 30), False),
        ("test_add_2_and_3", Example("add 2 and 3", 5), False),
    ]
    assert 'assert answer("add 2 and 3") == 5' in suite.source
    assert suite.held_out == SPECIFICATION.held_out
    assert (suite.by, suite.dropped) == ("fake", ())


def test_the_model_is_not_told_the_results_it_is_to_check() -> None:
    model = writing(RIGHT)

    ModelSuiteWriter(model).write(SPECIFICATION)

    text = model.requests[0].text
    assert '- "add 10 and 20"' in text and '- "add 100 and 7"' in text
    assert '- "add 4 and 4"' in text
    assert '"add 9 and 9" => 18' in text
    assert "30" not in text and "107" not in text
    assert model.requests[0].purpose == "tests"


def test_tests_beyond_the_examples_join_the_suite() -> None:
    reply = suite_text(("add 10 and 20", 30), ("add -1 and 1", 0))

    suite = ModelSuiteWriter(writing(reply)).write(SPECIFICATION)

    assert suite.tests[-1].name == "test_add_1_and_1"
    assert suite.tests[-1].example == Example("add -1 and 1", 0)


def test_one_that_contradicts_an_example_is_dropped_and_named() -> None:
    wrong = suite_text(("add 10 and 20", 31), ("add 2 and 3", 5))

    suite = ModelSuiteWriter(writing(wrong, RIGHT)).write(SPECIFICATION)

    assert [t.example.expected for t in suite.tests if t.example][1] == 30
    assert [failure.name for failure in suite.dropped] == ["test_0"]
    assert "contradicts the specification's example" in suite.dropped[0].reason


def test_two_opinions_against_the_overseers_example_drop_the_example() -> None:
    other = suite_text(("add 10 and 20", 31), ("add 2 and 3", 5))

    suite = ModelSuiteWriter(writing(other)).write(SPECIFICATION)

    assert suite.dropped[0].name == "test_add_10_and_20"
    assert "two opinions say 31, not 30" in suite.dropped[0].reason
    assert Example("add 10 and 20", 31) in [t.example for t in suite.tests]
    assert Example("add 10 and 20", 30) not in [t.example for t in suite.tests]


def test_a_held_out_example_can_be_outvoted_too() -> None:
    other = suite_text(("add 100 and 7", 1007))

    suite = ModelSuiteWriter(writing(other)).write(SPECIFICATION)

    assert suite.held_out == ()


def test_the_users_example_stands_against_any_number_of_opinions() -> None:
    other = suite_text(("add 9 and 9", 99))

    suite = ModelSuiteWriter(writing(other)).write(SPECIFICATION)

    assert suite.tests[0].example == Example("add 9 and 9", 18)
    assert "contradicts" in suite.dropped[0].reason


def test_an_example_of_the_overseer_that_the_user_corrected_does_not_touch_the_users() -> None:
    both = replace(SPECIFICATION, examples=(*SPECIFICATION.examples, Example("add 9 and 9", 19)))
    other = suite_text(("add 9 and 9", 18), ("add 10 and 20", 30))

    suite = ModelSuiteWriter(writing(other)).write(both)

    assert suite.tests[0].example == Example("add 9 and 9", 18)
    assert suite.dropped == ()


def test_a_test_of_another_kind_of_task_is_dropped() -> None:
    reply = suite_text(("add 10 and 20", 30), ("what is the weather", "error"))

    suite = ModelSuiteWriter(writing(reply)).write(SPECIFICATION)

    assert len(suite.tests) == 3
    assert "not a task of this form" in suite.dropped[0].reason


@pytest.mark.parametrize(
    "body",
    [
        'import urllib.request\n    assert answer("add 1 and 1") == urllib.request.urlopen("x")',
        'assert answer("add 1 and 1") == open("x").read()',
        "assert True",
        'answer("add 1 and 1")',
    ],
)
def test_a_test_that_reaches_out_or_asserts_nothing_is_dropped(body: str) -> None:
    reply = f"{RIGHT[:-3]}\n\ndef test_bad(answer):\n    {body}\n```"

    suite = ModelSuiteWriter(writing(reply)).write(SPECIFICATION)

    assert "test_bad" not in suite.source
    assert [failure.name for failure in suite.dropped] == ["test_bad"]


def test_tests_that_contradict_each_other_are_both_dropped() -> None:
    reply = suite_text(("add 10 and 20", 30), ("add 1 and 1", 2), ("add 1 and 1", 3))

    suite = ModelSuiteWriter(writing(reply)).write(SPECIFICATION)

    assert "add 1 and 1" not in suite.source
    assert len(suite.dropped) == 2


def test_a_claim_about_the_type_must_fit_the_examples() -> None:
    reply = (
        "```python\ndef test_a(answer):\n    assert isinstance(answer('add 2 and 3'), str)\n\n"
        "def test_b(answer):\n    assert isinstance(answer('add 2 and 3'), (int, float))\n```"
    )

    suite = ModelSuiteWriter(writing(reply)).write(SPECIFICATION)

    assert [t.name for t in suite.tests if t.example is None] == ["test_b"]
    assert suite.dropped[0].name == "test_a"


def test_unusable_replies_leave_the_examples_where_they_are_enough() -> None:
    model = writing("I cannot write tests.")

    suite = ModelSuiteWriter(model).write(SPECIFICATION)

    assert len(suite.tests) == 3
    assert suite.by == "llama3"
    assert len(model.requests) == 3


def test_unusable_replies_and_too_few_examples_are_a_broken_reply() -> None:
    few = Specification(
        read_task("add 1 and 1"),
        TaskKind.ARITHMETIC,
        "add",
        "Add.",
        examples=(Example("add 1 and 1", 2),),
    )

    with pytest.raises(BrokenReply, match="no code"):
        ModelSuiteWriter(writing("I cannot.")).write(few)


def test_a_creative_task_is_tested_for_its_text_and_its_source_without_a_model() -> None:
    model = writing(RIGHT)
    joke = Specification(
        read_task("write a joke"),
        TaskKind.SIMPLE_CONTENT,
        "joke",
        "A joke.",
        tools=("content_generator",),
    )

    suite = ModelSuiteWriter(model).write(joke)

    assert [t.name for t in suite.tests] == ["test_is_a_text", "test_comes_from_the_tool"]
    assert dict(suite.tool_replies)["content_generator"] in suite.source
    assert model.requests == []


def test_a_creative_task_with_several_tools_may_use_any_of_them() -> None:
    tools = ("content_generator", "translate")
    task = read_task("write a joke in French")
    joke = Specification(task, TaskKind.SIMPLE_CONTENT, "joke", "A joke.", tools=tools)

    suite = ModelSuiteWriter(writing(RIGHT)).write(joke)

    space: dict[str, object] = {}
    exec(suite.source, space)  # our own text
    check = space["test_comes_from_the_tool"]
    assert callable(check)
    for _, reply in suite.tool_replies:
        check(lambda description, said=reply: f"Voila: {said}")
    with pytest.raises(AssertionError):
        check(lambda description: "Why did the chicken ...")


def test_a_task_nobody_knows_the_result_of_is_tested_for_having_one() -> None:
    task = read_task("sum the prices in @sales.csv")
    unknown = Specification(task, TaskKind.DATA, "sum", "Sum.")

    suite = ModelSuiteWriter(writing(RIGHT)).write(unknown)

    assert [t.name for t in suite.tests] == ["test_gives_a_result", "test_gives_it_again"]
    assert all(t.example is None for t in suite.tests)


def test_names_of_tests_are_names_whatever_is_asked() -> None:
    task = read_task('reverse "äöü ☃"')
    odd = Specification(
        task,
        TaskKind.TEXT,
        "reverse",
        "Reverse.",
        examples=(
            Example('reverse "äöü ☃"', "☃ üöä"),
            Example('reverse "☃"', "☃"),
            Example('reverse "é"', "é"),
        ),
    )

    suite = ModelSuiteWriter(writing("nothing")).write(odd)

    names = [t.name for t in suite.tests]
    assert len(set(names)) == 3 and all(name.isidentifier() for name in names)
    compile(suite.source, "suite", "exec")
