"""A plan is checked against its task before anything is built from it."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from src.domain.artifact import Artifact, ArtifactType, Recollection
from src.domain.errors import BrokenReply
from src.domain.json_value import JSONObject
from src.domain.task import Classification, Example, Specification, Task, TaskKind
from src.domain.tool import Effects, ToolCard
from src.domain.understanding import Understanding
from src.language.task_reading import read_task
from src.tasks.overseer import TRIES, ModelOverseer
from tests.fakes.scripted import ScriptedModel

ADD = read_task("add 10 and 20")
ARITHMETIC = Classification(TaskKind.ARITHMETIC, "adds", "fake")
CONTENT = Classification(TaskKind.SIMPLE_CONTENT, "a joke", "fake")
TOOLS = (
    ToolCard("content_generator", "Content Generator", "llm", "writes jokes", Effects.NONE),
    ToolCard("translate", "Translator", "llm", "translates", Effects.NONE),
)
PLAN = 'def add(a: int, b: int) -> int:\n    """Add two numbers."""\n    ...\n\n\nadd(10, 20)\n'
JOKE = 'def joke(topic: str) -> str:\n    """Tell a joke."""\n    ...\n\n\njoke("cats")\n'


def specified(
    *replies: str,
    task: Task = ADD,
    kind: Classification = ARITHMETIC,
    related: Sequence[Recollection] = (),
    tools: Sequence[ToolCard] = TOOLS,
) -> tuple[Specification, ScriptedModel]:
    model = ScriptedModel(replies)
    return ModelOverseer(model).specify(Understanding(task, kind), related, tools), model


def test_a_stub_and_its_call_are_a_specification() -> None:
    made, model = specified(PLAN)

    assert (made.function, made.signature) == ("add", "add(a: int, b: int) -> int")
    assert (made.arguments, made.goal, made.kind) == (
        {"a": 10, "b": 20},
        "Add two numbers.",
        TaskKind.ARITHMETIC,
    )
    assert (made.title, made.by, made.tools, made.all_examples) == ("add", "scripted", (), ())
    assert [request.purpose for request in model.requests] == ["plan"]


def test_a_plan_without_a_docstring_has_its_name_as_goal() -> None:
    made, _ = specified("def add_numbers(a: int, b: int): ...\n\nadd_numbers(10, 20)")

    assert made.goal == "Add numbers."


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("", "the reply is empty"),
        ("Add both numbers.", "holds no code"),
        (PLAN.replace("add(10, 20)", ""), "not followed by a call of add"),
        (PLAN.replace("10, 20", "10"), "the call lacks b"),
        ("class Add:\n    pass\n", "class"),
        (
            'def greet(name: str) -> str:\n    """Greet."""\n\ngreet("Ann")',
            "not what the task asks",
        ),
        (PLAN.replace("10, 20", "1, 2"), "add(a=1, b=2) is not what the task asks"),
        ('def double(n: int) -> int:\n    """Double."""\n\ndouble(2)\n', "not what the task asks"),
    ],
)
def test_a_plan_that_cannot_be_used_is_asked_for_again_with_the_reason(
    reply: str, complaint: str
) -> None:
    made, model = specified(reply, PLAN)

    assert made.function == "add"
    first, second = model.requests
    assert complaint in second.text and complaint not in first.text
    assert second.temperature > first.temperature == 0.0


def test_useless_plans_are_a_broken_reply_in_the_end() -> None:
    model = ScriptedModel(["prose"] * 10)

    with pytest.raises(BrokenReply, match="holds no code"):
        ModelOverseer(model).specify(Understanding(ADD, ARITHMETIC))

    assert len(model.requests) == TRIES


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("find the perimeter of a square: 10", "def perimeter(n: int): ...\n\nperimeter(10)"),
        ("compute: [3, 1, 2] 2", "def kth(xs: list[int], k: int): ...\n\nkth([3, 1, 2], 2)"),
        ("who has {'a': 1} points", "def best(d: dict[str, int]): ...\n\nbest({'a': 1})"),
        ("add five and seven", "def add(a: int, b: int): ...\n\nadd(5, 7)"),
        ("tip of 15% on 80", "def tip(rate: float, total: int): ...\n\ntip(0.15, 80)"),
        ('shout "hello there"', "def upper(text: str): ...\n\nupper('hello there')"),
        ("what is half of 1,000", "def half(n: int): ...\n\nhalf(1000)"),
        ("write 20% as a fraction", "def frac(n: float): ...\n\nfrac(0.2)"),
        ("what are 3 million", "def glorp(n: int): ...\n\nglorp(3000000)"),
        ("square .50", "def power(n: float): ...\n\npower(0.5)"),
        ("what is 1/2 and 0x1F", "def glorp(a: float, b: int): ...\n\nglorp(0.5, 31)"),
        ("sort [2, 1] downwards", "def sort(a: list[int], up: bool): ...\n\nsort([2, 1], False)"),
        ("sort [2, 1]", "def sort(a: list[int], way: str = 'up'): ...\n\nsort([2, 1], 'up')"),
        ("shift 'ab'", "def shift(s: str, to: Literal['l', 'r']): ...\n\nshift('ab', 'r')"),
    ],
)
def test_a_plan_with_a_word_or_all_values_of_the_task_is_about_it(text: str, plan: str) -> None:
    made, model = specified(plan, task=read_task(text))

    assert made.arguments and len(model.requests) == 1


@pytest.mark.parametrize(
    ("text", "wrong", "right", "complaint"),
    [
        ("glorp 3 and 4", "3, 10", "3, 4", "passes 10, which the task does not have"),
        ("glorp 3 and 4", "3, 3", "3, 4", "leaves out 4 of the task"),
        ("glorp 'Ab' and 4", "'Ab!', 4", "'Ab', 4", "passes 'Ab!'"),
        ("glorp the text Ab 4 times", "'ab', 4", "'Ab', 4", "passes 'ab'"),
    ],
)
def test_a_call_without_the_values_of_the_task_is_complained_of_once(
    text: str, wrong: str, right: str, complaint: str
) -> None:
    stub = "def glorp(a: object, b: int) -> int: ...\n\nglorp({})"

    mended, model = specified(stub.format(wrong), stub.format(right), task=read_task(text))
    kept, _ = specified(stub.format(wrong), stub.format(wrong), task=read_task(text))

    assert complaint in model.requests[1].text and len(model.requests) == 2
    assert mended.arguments != kept.arguments


def test_an_assert_with_other_values_than_the_example_s_is_not_taken_for_it() -> None:
    stub = "def wumple(n: int) -> int: ...\n\nwumple(5)\nassert wumple({}) == 8\n"
    task = read_task("wumple the number 5\nwumple the number 4 => 8")

    made, model = specified(stub.format(8), stub.format(4), task=task)

    assert made.all_examples == (Example("wumple(n=4)", 8, {"n": 4}),)
    assert "the example wumple the number 4 => 8 is not written" in model.requests[1].text


def test_an_example_may_hold_the_constant_that_the_task_s_call_holds() -> None:
    stub = "def binary(n: int, to: int) -> int: ...\n\nbinary(5, 2)\n"
    asserted = "assert binary(9, 3) == 100\nassert binary(4, 2) == 100\n"

    made, _ = specified(
        stub + asserted, stub + asserted, task=read_task("5 in binary\n4 in binary => 100")
    )

    assert [one.arguments for one in made.all_examples] == [{"n": 4, "to": 2}]


EXAMPLE = "add 10 and 20\nadd 2 and 3 => 5"
TOLD = Example("add(a=2, b=3)", 5, {"a": 2, "b": 3})


def test_the_users_examples_become_calls_with_the_results_that_the_user_gave() -> None:
    made, model = specified(f"{PLAN}assert add(2, 3) == 5\n", task=read_task(EXAMPLE))

    assert made.all_examples == (TOLD,)
    assert made.arguments == {"a": 10, "b": 20}
    assert '"add 2 and 3" => 5' in model.requests[0].text


def test_a_renamed_function_s_examples_are_found_under_its_written_name() -> None:
    plan = PLAN.replace("add(", "sum(") + "assert sum(2, 3) == 5\n"

    made, _ = specified(plan, task=read_task(EXAMPLE))

    assert [one.description for one in made.all_examples] == ["sum_of_a(a=2, b=3)"]


@pytest.mark.parametrize("asserts", ["", "assert add(2, 3) == 6\n"])
def test_a_plan_that_leaves_out_an_example_or_changes_it_is_asked_for_again(asserts: str) -> None:
    made, model = specified(
        PLAN + asserts, f"{PLAN}assert add(2, 3) == 5\n", task=read_task(EXAMPLE)
    )

    assert made.all_examples == (TOLD,)
    assert "the example add 2 and 3 => 5 is not written" in model.requests[1].text


def test_the_result_of_the_task_itself_is_a_case_of_its_call() -> None:
    made, model = specified(PLAN, task=replace(ADD, examples=(Example(ADD.text, 30),)))

    assert made.all_examples == (Example("add(a=10, b=20)", 30, {"a": 10, "b": 20}),)
    assert "assert" not in model.requests[0].text


def test_only_tools_that_were_offered_can_be_chosen() -> None:
    made, model = specified(f"# tools: web_search, translate, translate\n{PLAN}")

    assert made.tools == ("translate",)
    assert "- content_generator: writes jokes" in model.requests[0].text
    assert "# tools" not in specified(PLAN, tools=())[1].requests[0].text


def test_creative_tasks_get_the_content_tool() -> None:
    made, _ = specified(JOKE, task=read_task("write me a joke about cats"), kind=CONTENT)

    assert (made.tools, made.arguments) == (("content_generator",), {"topic": "cats"})
    assert made.title == "joke about cats"


def artifact(text: str, content: JSONObject) -> Artifact:
    return Artifact("code:1", ArtifactType.CODE, "dragons", text, "t", content)


def test_of_a_near_program_its_function_is_shown_and_not_its_helpers() -> None:
    helper = "def read_file(file: Path) -> str:\n    return file.read_text()\n"
    source = f"{helper * 60}\n\ndef count_words(text: str) -> int:\n    return len(text.split())\n"
    near = Recollection(
        artifact("count the words", {"implementation": source, "function": "count_words"}), 0.8
    )

    _, model = specified(
        "def long_words(text: str) -> int: ...\n\nlong_words('a bc')",
        task=read_task("count the long words in a bc"),
        related=(near,),
    )

    shown = model.requests[0].text
    assert "def count_words" in shown and "read_file" not in shown


def test_the_nearest_function_with_code_is_shown_with_its_call() -> None:
    source = "def story(topic: str) -> str:\n    return tell(topic)\n"
    made_before: JSONObject = {
        "implementation": f'{source}\n\nif __name__ == "__main__":\n    main(story)\n',
        "function": "story",
        "made_for": {"arguments": {"topic": "dragons"}},
    }
    related = (
        Recollection(artifact("write a poem", {"steps": []}), 0.95),
        Recollection(artifact("write a story about dragons", made_before), 0.85),
        Recollection(artifact("write a letter", {"implementation": "def letter(): ..."}), 0.7),
    )

    made, model = specified(
        "def story(topic: str) -> str: ...\n\nstory('space')",
        task=read_task("write a story about space"),
        kind=CONTENT,
        related=related,
    )

    shown = model.requests[0].text
    assert made.function == "story"
    assert 'For the task "write a story about dragons"' in shown
    assert f"{source.strip()}\n\nstory(topic='dragons')" in shown
    assert "main(story)" not in shown and "letter" not in shown


def test_a_file_among_the_arguments_is_named_as_it_is_granted() -> None:
    task = read_task("translate @letter.txt into French, @ignored")
    plan = (
        'def translate(text: str, to: str) -> str:\n    ...\n\ntranslate("@letter.txt", "French")'
    )

    made, _ = specified(plan, task=task)

    assert made.arguments == {"text": "letter.txt", "to": "French"}


def test_numbers_that_a_text_task_does_not_have_are_asked_about_once() -> None:
    task = read_task("another one about bees")
    stub = 'def bee_task(bees: int, honey: float) -> str:\n    """Simulate bees."""\n'
    invented = stub + "\nbee_task(10, 50.0)"
    joke = 'def joke(topic: str) -> str:\n    """Tell a joke about bees."""\n\njoke("bees")'

    made, model = specified(invented, joke, task=task, kind=CONTENT)
    kept, _ = specified(invented, invented, task=task, kind=CONTENT)

    assert made.arguments == {"topic": "bees"} and len(model.requests) == 2
    assert "pass what it names" in model.requests[1].text
    assert kept.arguments == {"bees": 10, "honey": 50.0}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("write a function to sum glorps: [7, 8, 9]", 2),
        ("write a function that sums glorps", 1),
    ],
)
def test_a_copied_call_is_asked_about_without_what_it_was_copied_from(
    text: str, asked: int
) -> None:
    source = "def join_glorps(glorps: list[int]) -> str:\n    return str(glorps)\n"
    content: JSONObject = {
        "implementation": source,
        "function": "join_glorps",
        "made_for": {"arguments": {"glorps": [5, 6]}},
    }
    near = Recollection(artifact("write a function to join glorps: [5, 6]", content), 0.8)
    model = ScriptedModel(
        (
            "def join_glorps(glorps: list[int]) -> str: ...\n\njoin_glorps([5, 6])",
            "def sum_glorps(glorps: list[int]) -> int: ...\n\nsum_glorps([7, 8, 9])",
        )[:asked]
    )
    understanding = Understanding(read_task(text), ARITHMETIC, wants_function=True)

    made = ModelOverseer(model).specify(understanding, (near,))

    shown = ["def join_glorps" in request.text for request in model.requests]
    assert shown == [True, False][:asked]
    assert made.function_only is (asked == 1)
    assert made.function == ("join_glorps" if asked == 1 else "sum_glorps")
