"""A version that was taken back is mended, where a model is there to mend it."""

import json
from pathlib import Path
from typing import Any

from src.app.app import App
from src.domain.candidate import Origin
from src.domain.node import Lineage, NodeDraft
from src.domain.node_contract import FRAME
from src.domain.program_run import Ending
from tests.autoevolve.evolving import (
    NODE,
    SUITE,
    adapters_of,
    app_with,
    keep_slow_node,
    record_run,
    work_on,
)
from tests.fakes.ollama_server import OllamaServer, ServerProfile

MENDED = """import re


def solve(description):
    a, b = 0, 1
    for _ in range(int(re.findall(r"\\d+", description)[0])):
        a, b = b, a + b
    return a
"""
FAST_BUT_WRONG = """import json
import sys

""" + MENDED.replace(
    "    return a", "        if b > 40000:\n            raise ArithmeticError(b)\n    return a"
)


def keep_fast_but_wrong(app: App) -> None:
    node = app.nodes.load(NODE)
    lineage = Lineage(Origin.IMPROVED, parent=1)
    adapters_of(app).nodes.keep(
        NodeDraft(
            node.title,
            "",
            node.kind,
            FAST_BUT_WRONG + FRAME,
            SUITE.source,
            lineage,
            NODE,
            specification=node.specification,
        )
    )


def test_what_failed_in_use_is_mended_and_has_to_earn_its_place_again(tmp_path: Path) -> None:
    prompts: list[str] = []

    def answer(body: dict[str, Any]) -> str:
        said = json.dumps(body["messages"])
        prompts.append(said)
        return f"```python\n{MENDED}```" if "You repair Python" in said else "I cannot."

    with OllamaServer(answer, ServerProfile(models=("qwen2.5-coder:14b",))) as server:
        app = app_with(tmp_path, server.url)
        try:
            keep_slow_node(app)
            keep_fast_but_wrong(app)
            record_run(app, 2, "fibonacci of 24", Ending.FAILED)
            taken_back = work_on(app)
            record_run(app, 3, "fibonacci of 24")
            mended = work_on(app)
            node = app.nodes.load(NODE)
            lineage = app.nodes.version(NODE, node.version).lineage
        finally:
            app.close()

    assert "version 2 failed on 'fibonacci of 24'" in taken_back
    assert "kept version 4" in mended
    assert (lineage.origin, lineage.model) == (Origin.REPAIRED, "qwen2.5-coder:14b")
    assert "a, b = b, a + b" in node.source and "46368" in node.suite
    repair = next(prompt for prompt in prompts if "You repair Python" in prompt)
    assert "ArithmeticError(b)" in repair and "version 2 failed on" in repair
