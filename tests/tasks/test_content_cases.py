"""Which code of a content function passes: it asks the tool for what is wanted and returns that."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin
from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Limits
from src.domain.signature import function_ending
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.case_runner import CaseRunner
from src.tasks.case_writer import case_suite
from src.tasks.function_generator import stub_of
from src.tasks.live_tools import wanted_in_prompt

REPLY = "Why did the tester cross the road?"
PLAN = Specification(
    read_task("write a joke about cats"),
    TaskKind.SIMPLE_CONTENT,
    "joke",
    "Write a joke.",
    tools=("content_generator",),
    examples=(
        Example("joke(topic='cats')", REPLY, {"topic": "cats"}),
        Example("joke(topic='old computers')", REPLY, {"topic": "old computers"}),
    ),
    function="joke",
    signature="joke(topic: str) -> str",
    arguments={"topic": "cats"},
)


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ('call_tool("content_generator", f"Tell me one very short joke about {topic}!")', ""),
        ('call_tool("content_generator", f"Joke. Topic: {topic.upper()}").strip()', ""),
        ('call_tool("content_generator", f"Write about {topic}")', "does not say 'joke'"),
        ('call_tool("content_generator", "Write a joke about cats")', "'old computers'"),
        ('f"A joke about {topic}"', "not the tool's text as it is"),
        ('"Joke: " + call_tool("content_generator", f"a joke on {topic}")', "not the tool's text"),
        ('call_tool("joker", f"a joke about {topic}")', "names no such tool"),
    ],
)
def test_a_wording_of_its_own_passes_and_a_fixed_text_does_not(
    sandbox: ConfinedSandbox, body: str, trouble: str
) -> None:
    lines = ["from node_runtime import call_tool", "", "", "def joke(topic: str) -> str:"]
    source = "\n".join([*lines, f"    return {body}", function_ending("joke")])
    runner = CaseRunner(sandbox, no_tool, Path.cwd())

    report = runner.run(Candidate(source, Origin.WRITTEN), case_suite(PLAN, tool_reply=REPLY), PLAN)

    assert report.all_passed is (trouble == "")
    said = " ".join(failure.reason for failure in report.failures)
    assert trouble in said and REPLY not in said.replace(f"Joke: {REPLY}", "")


def no_tool(given: JSONObject) -> JSONValue:
    raise AssertionError(f"called for real: {given}")


@pytest.mark.parametrize(
    ("function", "tools", "arguments", "wanted"),
    [
        ("joke", ("content_generator",), {"topic": "tea"}, ("joke", "tea")),
        ("joke", ("content_generator",), {"form": "pun", "topic": "tea"}, ("pun", "tea")),
        ("write_text", ("content_generator",), {"form": "ode", "link": "on"}, ("ode",)),
        ("summarize", ("summarizer",), {"text": "It rained."}, ("It rained.",)),
        ("add", (), {"a": 1}, ()),
    ],
)
def test_a_prompt_has_to_say_the_form_and_every_text_argument(
    function: str, tools: tuple[str, ...], arguments: JSONObject, wanted: tuple[str, ...]
) -> None:
    assert wanted_in_prompt(function, tools, arguments) == wanted


def test_the_reply_that_a_case_is_judged_by_is_not_shown_to_the_model() -> None:
    assert REPLY not in stub_of(PLAN) and REPLY in stub_of(replace(PLAN, tools=()))


@pytest.mark.parametrize(
    ("prompt", "trouble"),
    [
        ('f"Translate the file {path} into French"', "names letter.txt but does not hold its text"),
        ('"Translate the file letter.txt into French"', "does not hold its text"),
        ('f"Translate into French:\\n{open(path).read()}"', ""),
        ('f"Translate {path} into French:\\n{open(path).read()}"', ""),
        ("path", ""),
    ],
)
def test_a_prompt_about_a_file_has_to_hold_its_text(
    sandbox: ConfinedSandbox, tmp_path: Path, prompt: str, trouble: str
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann,\n\nit rained.\n")
    plan = replace(
        PLAN,
        task=read_task("translate @letter.txt into French"),
        tools=("translator",),
        examples=(),
        function="translate",
        signature="translate(path: str) -> str",
        arguments={"path": "letter.txt"},
    )
    source = (
        "from node_runtime import call_tool\n\n\ndef translate(path: str) -> str:\n"
        f"    return call_tool('translator', {prompt})\n{function_ending('translate')}"
    )
    runner = CaseRunner(sandbox, lambda given: "Chère Ann", tmp_path)

    report = runner.run(Candidate(source, Origin.WRITTEN), case_suite(plan), plan)

    assert report.all_passed is (trouble == "")
    assert trouble in report.first_failure
    assert 'path_text = open(path, encoding="utf-8").read()' in stub_of(plan)
    assert 'prompt = f"Write a joke.\\n\\n{path_text}"' in stub_of(plan)


def test_the_name_of_a_file_need_not_be_in_the_prompt() -> None:
    wanted = wanted_in_prompt(
        "translate", ("translator",), {"path": "a.txt", "to": "x"}, ("a.txt",)
    )

    assert wanted == ("x",)
