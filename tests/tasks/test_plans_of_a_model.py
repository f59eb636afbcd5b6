"""What goes from a model's replies into its next prompt, and into the trace of the task."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.app.adapters import Adapters
from src.app.pipeline_factory import make_pipeline
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.model_request import Request
from src.domain.outcome import Level, Outcome
from src.domain.signature import read_signature
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_writer import CaseWriter
from src.tasks.function_chooser import FunctionChooser, NearFunction
from src.tasks.overseer import ModelClassifier
from src.tasks.splitter import ModelSplitter
from tests.fakes.pipeline_steps import FakeOptimizer, FakeReviewer
from tests.fakes.scripted import ScriptedModel

PLAN = 'def story(topic: str) -> str:\n    """Tell a tale."""\n    ...\n\n\nstory("{topic}")\n'
CODE = 'def story(topic: str) -> str:\n    return "A tale of " + topic\n'


@pytest.fixture(name="adapters")
def _adapters(tmp_path: Path) -> Iterator[Adapters]:
    flags = {"memory.embedder": "lexical"}
    config = ConfigManager(flags=flags, environment={"CODE_EVOLVER_HOME": str(tmp_path)})
    adapters = Adapters(config, RunMode(offline=True, weak=True))
    yield adapters
    adapters.close()


def solve(adapters: Adapters, text: str, model: ScriptedModel) -> Outcome:
    services = replace(
        adapters.pipeline_services,
        model=model,
        reviewer=FakeReviewer(),
        make_optimizer=lambda improvers, notify: FakeOptimizer(),
    )
    pipeline = make_pipeline(services, adapters.rules, lambda event: None)
    return pipeline.solve(read_task(text))


def test_the_plan_of_a_near_task_holds_the_function_that_solved_the_first(
    adapters: Adapters,
) -> None:
    def say(request: Request) -> str:
        topic = "space" if "Task: make up a long" in request.text else "dragons"
        return PLAN.format(topic=topic) if request.purpose == "plan" else CODE

    model = ScriptedModel(say)

    first = solve(adapters, "make up a fairy tale of dragons", model)
    second = solve(adapters, "make up a long fairy tale of space", model)

    assert (first.result, second.result) == ("A tale of dragons", "A tale of space")
    early, late = (request.text for request in model.requests if request.purpose == "plan")
    assert "was written" not in early
    assert 'For the task "make up a fairy tale of dragons" this function was written' in late
    assert f"{CODE}\nstory(topic='dragons')" in late


def test_a_plan_that_is_not_used_is_in_the_trace_with_the_reason(adapters: Adapters) -> None:
    plans = iter(["A tale would be nice.", PLAN.format(topic="dragons")])
    model = ScriptedModel(lambda request: next(plans) if request.purpose == "plan" else CODE)

    outcome = solve(adapters, "make up a fairy tale of dragons", model)

    (detail,) = (step.detail for step in outcome.trace if step.name == "overseer")
    assert detail.startswith("scripted; no usable reply: the reply holds no code")
    assert sum("no usable reply" in step.detail for step in outcome.trace) == 1


def test_a_wrong_case_of_a_model_is_no_lesson_for_the_next_task(adapters: Adapters) -> None:
    plan = (
        'def triple(n: int) -> int:\n    """Triple the glorp number."""\n    ...\n\n\ntriple({})\n'
    )
    said = {
        "tests": "assert triple(1) == 4\nassert triple(2) == 6\n",
        "choose": '{"function": "none", "values": {}}',
        "write": "def triple(n: int) -> int:\n    return n * 3\n",
    }
    model = ScriptedModel(
        lambda request: said.get(request.purpose, plan.format(6 if "thrice" in request.text else 5))
    )

    outcomes = [
        solve(adapters, text, model) for text in ("triple glorp number 5", "thrice glorp number 6")
    ]

    assert [outcome.result for outcome in outcomes] == [15, 18]
    assert not any("failed" in one.text for one in model.requests if one.purpose == "write")


def test_code_that_asks_none_of_its_planned_tools_is_held_to_cases(adapters: Adapters) -> None:
    plan = (
        "# tools: line_sorter\ndef vowels_in(lines: str) -> int:\n"
        '    """Count the vowels."""\n    ...\n\n\nvowels_in("flurb, wibble")\n'
    )
    code = (
        "def vowels_in(lines: str) -> int:\n"
        '    return sum(letter in "aeiou" for letter in lines)\n'
    )
    cases = 'assert vowels_in("aeb") == 2\nassert vowels_in("x") == 0\n'
    replies = {"plan": plan, "tests": cases}
    model = ScriptedModel(lambda request: replies.get(request.purpose, code))

    outcome = solve(adapters, "of the sorted lines: flurb, wibble how many are vowels", model)

    assert outcome.result == 3
    assert outcome.confidence is not None and outcome.confidence.cases_passed == 2


STUB = 'def {0}(text: str) -> int:\n    """Count the vowels."""\n    ...\n'
VOWELS = STUB + '\n\n{0}("flurb wibble")\n'


@pytest.mark.parametrize(
    ("second", "result", "level"),
    [("sum(c in 'aeiou' for c in text)", 3, Level.HIGH), ("len(text) + 1", 12, Level.MEDIUM)],
    ids=["a better plan is used", "no better"],
)
def test_versions_that_agree_and_fail_most_cases_have_the_task_planned_anew(
    adapters: Adapters, second: str, result: int, level: Level
) -> None:
    def say(request: Request) -> str:
        if request.purpose == "plan":
            return VOWELS.format("second" if "led to" in request.text else "first")
        name = "second" if "def second" in request.text else "first"
        if request.purpose == "tests":
            cases = ('assert {0}("aeb") == 2', 'assert {0}("x") == 0', 'assert {0}("e") == 1')
            return "\n".join(cases).format(name)
        body = second if name == "second" else "len(text)"
        return f"def {name}(text: str) -> int:\n    return {body}\n"

    model = ScriptedModel(say)

    outcome = solve(adapters, "vowels, how many are there in: flurb wibble", model)

    assert outcome.result == result
    assert outcome.confidence is not None and outcome.confidence.level is level
    plans = [request for request in model.requests if request.purpose == "plan"]
    assert [plan.temperature for plan in plans] == [0.0, 0.8]
    assert "a function that passes 1 of its 3 cases" in plans[1].text


@pytest.mark.parametrize(
    ("calls", "level", "noted"),
    [
        ("glorps(3, 4)\nglorps(4, 5)\n", Level.HIGH, ""),
        ("a = 3\nprint(glorps(a, 4))\n", Level.HIGH, ""),
        ("glorps(3, 10)\n", Level.LOW, "the call passes 10, which the task does not have"),
    ],
)
def test_a_result_for_values_that_the_task_does_not_have_is_uncertain(
    adapters: Adapters, calls: str, level: Level, noted: str
) -> None:
    code = "def glorps(a: int, b: int) -> int:\n    return a * 10 + b\n"
    plan = f'{code.splitlines()[0]}\n    """Glorp the numbers."""\n    ...\n\n\n{calls}'
    replies = {"plan": plan, "tests": "assert glorps(1, 2) == 12\n"}
    model = ScriptedModel(lambda request: replies.get(request.purpose, code))

    confidence = solve(adapters, "glorp the numbers 3 and 4", model).confidence

    assert confidence is not None and (confidence.level, confidence.note) == (level, noted)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("It squares.", "the reply holds no"),
        ("assert square('x') == 1\n", "no case of it fits square(n: int) -> int"),
        ("assert square(2) == 4\n", ""),
    ],
)
def test_cases_that_are_not_used_are_reported(reply: str, reason: str) -> None:
    reported: list[str] = []
    plan = Specification(
        read_task("square 7"),
        TaskKind.ARITHMETIC,
        "square",
        "Square a number.",
        function="square",
        signature="square(n: int) -> int",
        arguments={"n": 7},
    )

    CaseWriter(ScriptedModel([reply]), report=reported.append).write(plan)

    assert [one.startswith(reason) for one in reported] == [True] * bool(reason)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("the first one", "the reply holds no"),
        ('{"function": "least", "values": {}}', "'least' was not offered"),
        ('{"function": "largest", "values": {"items": [1]}}', "what it passes to largest is not"),
        ('{"function": "none", "values": {}}', ""),
        ('{"function": "largest", "values": {"items": [3, 9]}}', ""),
    ],
)
def test_a_choice_that_is_not_used_is_reported(adapters: Adapters, reply: str, reason: str) -> None:
    reported: list[str] = []
    source = "def largest(items: list[int]) -> list[int]:\n    return [max(items)]\n"
    near = NearFunction(read_signature(source), source, "the largest of some numbers")
    services, model = adapters.pipeline_services, ScriptedModel([reply])
    chooser = FunctionChooser(
        model, services.memory, services.nodes, lambda text: (), report=reported.append
    )

    chooser.choose(read_task("the biggest of 3 and 9"), [near])

    assert [one.startswith(reason) for one in reported] == [True] * bool(reason)


def test_a_kind_and_parts_that_are_asked_for_again_are_reported() -> None:
    reported: list[str] = []
    kinds = ScriptedModel(['{"kind": "POEM"}', '{"because": "b", "kind": "ARITHMETIC"}'])
    parts = ScriptedModel(['{"parts": 5', '{"because": "b", "parts": []}'])

    ModelClassifier(kinds, report=reported.append).classify(read_task("add 1 and 2"))
    ModelSplitter(parts, report=reported.append).split(read_task("sort 3 and 1, then add them"))

    assert len(reported) == 2 and "'POEM', not one of" in reported[0]


def test_the_cases_that_a_model_s_function_passes_are_shown_with_it(adapters: Adapters) -> None:
    plan = 'def triple(n: int) -> int:\n    """Triple a glorp number."""\n    ...\n'
    cases = "assert triple(1) == 4\nassert triple(2) == 6\nassert triple(0) == 0\n"
    replies = {"plan": plan, "tests": cases}
    code = "def triple(n: int) -> int:\n    return n * 3\n"
    model = ScriptedModel(lambda request: replies.get(request.purpose, code))

    first = solve(adapters, "write a function that triples a glorp number", model)
    again = solve(adapters, "write a function that triples a glorp number", model)

    assert first.code_is_result and again.reused
    for outcome in (first, again):
        assert [(case.arguments, case.expected) for case in outcome.cases] == [
            ({"n": 2}, 6),
            ({"n": 0}, 0),
        ]
