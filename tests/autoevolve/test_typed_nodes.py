"""Auto-evolution of typed functions: measured, replayed and tested by their arguments."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from src.app.app import App
from src.autoevolve.candidate_checks import question_of
from src.domain.candidate import Origin
from src.domain.node import Lineage, draft_of
from src.domain.program_run import Ending
from src.domain.task import Example
from tests.autoevolve.evolving import (
    NODE,
    adapters_of,
    app_with,
    keep_slow_node,
    open_app,
    program,
    record_run,
    work_on,
)
from tests.fakes.ollama_server import OllamaServer, ServerProfile


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


MENDED = """def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
"""


@pytest.mark.soak
def test_a_version_that_was_taken_back_is_mended_by_the_model_that_writes_functions(
    tmp_path: Path,
) -> None:
    prompts: list[str] = []

    def answer(body: dict[str, Any]) -> str:
        prompts.append(json.dumps(body["messages"]))
        return f"```python\n{MENDED}```" if "Complete this function" in prompts[-1] else "Hm."

    with OllamaServer(answer, ServerProfile(models=("qwen2.5-coder:14b",))) as server:
        app = app_with(tmp_path / "home", server.url)
        node = keep_slow_node(app)
        fast = MENDED.replace(
            "    return a", "    if n > 20:\n        raise OSError(n)\n    return a"
        )
        lineage = Lineage(Origin.IMPROVED, parent=1)
        adapters_of(app).nodes.keep(draft_of(node, program(fast), lineage))
        record_run(app, 2, 24, Ending.FAILED)
        taken_back = work_on(app)
        record_run(app, 3, 24)
        mended = work_on(app)
        node = app.nodes.load(NODE)
        origin = app.nodes.version(NODE, node.version).lineage.origin
        app.close()

    assert "version 2 failed on 'fibonacci(n=24)'" in taken_back
    assert "kept version 4" in mended and origin is Origin.REPAIRED
    assert "def fibonacci(n: int) -> int:" in node.source and "a, b = b, a + b" in node.source
    asked = next(prompt for prompt in prompts if "Complete this function" in prompt)
    assert "raise OSError(n)" in asked and "version 2 failed on" in asked


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
        ('{"arguments": {"n": 7}}', Example("fibonacci(n=7)", None, {"n": 7})),
        ('{"arguments": {"n": "/home/ann/list.csv"}}', None),
        ('{"n": 7}', None),
        ('{"description": "up 7"}', None),
        ("[7]", None),
        ("{", None),
        ('{"arguments": {"n": ' + "[" * 5000, None),
        ("", None),
    ],
)
def test_only_calls_without_files_are_asked_again(
    given: str, question: Example | None, app: App
) -> None:
    assert question_of(keep_slow_node(app), given) == question
