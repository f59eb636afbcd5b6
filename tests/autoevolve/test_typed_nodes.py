"""Auto-evolution of typed functions: measured, replayed and tested by their arguments."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from src.app.app import App
from src.autoevolve.replay_check import ReplayCheck, question_of
from src.domain.candidate import Candidate, Origin
from src.domain.json_value import JSONObject, to_json
from src.domain.node import Lineage, Node, NodeDraft, draft_of
from src.domain.node_artifacts import ArtifactLabels, artifacts_of
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.domain.signature import function_ending
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_suite import case_suite
from tests.autoevolve.evolving import adapters_of, app_with, open_app, work_on
from tests.fakes.ollama_server import OllamaServer, ServerProfile

SLOW = '''"""Numbers of steps."""


def ways_up(n: int) -> int:
    """In how many ways n steps are climbed by ones and twos."""
    if n < 2:
        return 1
    return ways_up(n - 1) + ways_up(n - 2)
'''
BROKEN = SLOW.replace(
    "    if n < 2:", "    if n > 20:\n        raise ArithmeticError(n)\n    if n < 2:"
)
NODE = "ways_up_node"


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


def case(n: int, ways: int) -> Example:
    return Example(f"ways_up(n={n})", ways, {"n": n})


def program(source: str) -> str:
    return source + function_ending("ways_up")


def keep_node(app: App) -> Node:
    """The node, remembered and run once."""
    plan = Specification(
        read_task("ways up 26 steps"),
        TaskKind.ALGORITHM,
        "ways up",
        "count the ways",
        examples=(case(4, 5), case(10, 89)),
        function="ways_up",
        signature="ways_up(n: int) -> int",
        arguments={"n": 26},
    )
    suite = case_suite(plan)
    draft = NodeDraft(
        "ways up",
        "ways_up",
        "ALGORITHM",
        program(SLOW),
        suite.source,
        Lineage(Origin.WRITTEN),
        specification={"plan": to_json(plan), "suite": to_json(suite)},
    )
    adapters = adapters_of(app)
    node = adapters.nodes.keep(draft)
    adapters.memory.remember(artifacts_of(node, plan, suite, ArtifactLabels(0.8, {}, 1.0)))
    record_run(app, 1, {"arguments": {"n": 22}})
    return node


def record_run(app: App, version: int, given: JSONObject, ending: Ending = Ending.FINISHED) -> None:
    run = RunResult(ending, '{"result": 1}', metrics=RunMetrics(5.0, 5.0, 0.1))
    adapters_of(app).memory.record(NODE, version, run, given)


def test_a_slow_function_is_measured_on_growing_arguments_and_improved(app: App) -> None:
    keep_node(app)

    improved = app.auto_evolution.evolve(NODE, 1, lambda event: None)

    node = app.nodes.load(NODE)
    assert improved.kept and node.version == 2
    assert "@cache" in node.source and node.function == "ways_up"
    assert app.nodes.run(NODE, {"n": 30}).stdout == '{"result": 1346269}\n'


def test_a_version_that_fails_in_use_goes_back_and_its_call_becomes_a_case(app: App) -> None:
    node = keep_node(app)
    broken = draft_of(node, program(BROKEN), Lineage(Origin.IMPROVED, parent=1))
    adapters_of(app).nodes.keep(broken)
    record_run(app, 2, {"arguments": {"n": 24}}, Ending.FAILED)

    line = work_on(app)

    node = app.nodes.load(NODE)
    assert "version 2 failed on 'ways_up(n=24)'" in line
    assert node.version == 3 and "ArithmeticError" not in node.source
    assert "assert ways_up(n=24) == 75025" in node.suite


MENDED = """def ways_up(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return a
"""


def test_a_version_that_was_taken_back_is_mended_by_the_model_that_writes_functions(
    tmp_path: Path,
) -> None:
    prompts: list[str] = []

    def answer(body: dict[str, Any]) -> str:
        prompts.append(json.dumps(body["messages"]))
        return f"```python\n{MENDED}```" if "Complete this function" in prompts[-1] else "Hm."

    with OllamaServer(answer, ServerProfile(models=("qwen2.5-coder:14b",))) as server:
        app = app_with(tmp_path / "home", server.url)
        node = keep_node(app)
        fast = MENDED.replace(
            "    return a", "    if n > 20:\n        raise OSError(n)\n    return a"
        )
        lineage = Lineage(Origin.IMPROVED, parent=1)
        adapters_of(app).nodes.keep(draft_of(node, program(fast), lineage))
        record_run(app, 2, {"arguments": {"n": 24}}, Ending.FAILED)
        taken_back = work_on(app)
        record_run(app, 3, {"arguments": {"n": 24}})
        mended = work_on(app)
        node = app.nodes.load(NODE)
        origin = app.nodes.version(NODE, node.version).lineage.origin
        app.close()

    assert "version 2 failed on 'ways_up(n=24)'" in taken_back
    assert "kept version 4" in mended and origin is Origin.REPAIRED
    assert "def ways_up(n: int) -> int:" in node.source and "a, b = b, a + b" in node.source
    asked = next(prompt for prompt in prompts if "Complete this function" in prompt)
    assert "raise OSError(n)" in asked and "version 2 failed on" in asked


def test_a_candidate_that_answers_a_real_call_otherwise_is_refused(app: App) -> None:
    node = keep_node(app)
    adapters = adapters_of(app)

    real = ReplayCheck(adapters.sandbox, node, adapters.memory.records_of(NODE))

    assert "'ways_up(n=22)'" in real.trouble(Candidate(program(BROKEN), Origin.IMPROVED))
    assert real.trouble(Candidate(program(SLOW), Origin.IMPROVED)) == ""


def test_a_good_result_of_a_typed_node_becomes_a_case_once(app: App) -> None:
    app.solve("is 7 prime", lambda event: None)
    before = app.nodes.load("is_prime_node")
    app.solve("is 221 prime", lambda event: None)

    app.good()
    app.good()

    node = app.nodes.load("is_prime_node")
    assert node.version == before.version + 1
    assert node.suite.count("assert is_prime(n=221) is False") == 1
    assert node.suite.startswith(before.suite.rstrip())


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ('{"arguments": {"n": 7}}', Example("ways_up(n=7)", None, {"n": 7})),
        ('{"arguments": {"n": "/home/ann/list.csv"}}', None),
        ('{"n": 7}', None),
        ("[7]", None),
        ("{", None),
        ("", None),
    ],
)
def test_only_calls_without_files_are_asked_again(
    given: str, question: Example | None, app: App
) -> None:
    assert question_of(keep_node(app), given) == question


def test_a_program_that_reads_a_description_is_asked_in_words(app: App) -> None:
    old = replace(keep_node(app), specification={})

    assert question_of(old, '{"description": "up 7"}') == Example("up 7", None)
    assert question_of(old, '{"description": "sum @a.csv"}') is None
    assert question_of(old, '{"arguments": {"n": 7}}') is None
