"""A confined program calls a tool of each kind, and hears of each way in which that fails."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.documents.yaml_text import parse_yaml
from src.domain.errors import EvolverError, ModelUnavailable, NodeError
from src.domain.model_request import Request
from src.domain.node import Node
from src.domain.node_contract import node_input, read_answer
from src.domain.program_run import Limits, Program
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.live_tools import LiveTools, ServedTools, ToolAllowance, ToolBudget
from src.toolbox.catalogue import KINDS
from src.toolbox.confined_call import ToolServices
from src.toolbox.manifest_reader import read_tools
from src.toolbox.toolbox import ManifestToolbox, RecordedTools, Tool
from src.toolbox.tool_manifest import ToolManifest
from tests.fakes.node_inputs import input_without_library
from tests.fakes.pipeline_steps import FakeModel

LIMITS = Limits(wall_seconds=10.0)
TOOLS = """
poet: {name: Poet, type: llm, description: d}
sorter:
  name: Sorter
  type: executable
  description: d
  effects: none
  executable: {command: [sort, "--key={column}"]}
  input: {column: {type: integer}}
  limits: {prompt_bytes: 1500000, reply_bytes: 1500000}
missing: {name: Missing, type: executable, description: d, effects: none,
          executable: {command: [nonesuch]}}
hanging: {name: Hanging, type: executable, description: d, effects: none,
          executable: {command: [sleep, "60"]}, limits: {seconds: 0.3}}
flooding: {name: Flooding, type: executable, description: d, effects: none,
           executable: {command: ["yes"]}}
failing: {name: Failing, type: executable, description: d, effects: none,
          executable: {command: [ls, /nowhere]}}
shout: {name: Shout, type: python, description: d, effects: none, python: {file: shout.py}}
broken: {name: Broken, type: python, description: d, effects: none, python: {file: broken.py}}
writer: {name: Writer, type: python, description: d, python: {file: shout.py}}
inner: {name: Inner, type: node, description: d, node: {id: inner_node}}
itself: {name: Itself, type: node, description: d, node: {id: itself_node}}
through: {name: Through, type: node, description: d, node: {id: through_node}}
gone: {name: Gone, type: node, description: d, node: {id: gone_node}}
"""
CALLER = """
import json
import sys

from node_runtime import call_tool

given = json.load(sys.stdin)["description"]
name, _, prompt = given.partition(" ")
arguments = {{"column": 2}} if prompt.startswith("column") else {{}}
print(json.dumps({{"result": call_tool({called}, prompt, **arguments)}}))
"""


def node(node_id: str, called: str) -> Node:
    """One that calls the tool of this name, or, for "", the one its input names."""
    source = CALLER.format(called=json.dumps(called) if called else "name")
    if called:
        source = source.replace('name, _, prompt = given.partition(" ")', "prompt = given")
    return Node(node_id, node_id, "TEXT", source, "", 1, "", tools=(called,))


NODES = {
    "inner_node": node("inner_node", "shout"),
    "itself_node": node("itself_node", "itself"),
    "through_node": node("through_node", "writer"),
}


@pytest.fixture(name="sandbox", scope="module")
def open_sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(LIMITS, allow_weak=True) as opened:
        yield opened


def says(request: Request) -> str | EvolverError:
    if "nothing" in request.text:
        return "  "
    if "away" in request.text:
        return ModelUnavailable("Ollama is not running")
    return f"a poem on {request.text}"


@pytest.fixture(name="toolbox")
def open_toolbox(tmp_path: Path, sandbox: ConfinedSandbox) -> ManifestToolbox:
    (tmp_path / "shout.py").write_text("def answer(prompt):\n    return prompt.upper()\n")
    (tmp_path / "broken.py").write_text("def answer(prompt):\n    return 1 / 0\n")
    read = read_tools(tmp_path, parse_yaml(TOOLS, "tools.yaml"), KINDS)
    assert read.complaints == ()

    def load(node_id: str) -> Node:
        if node_id not in NODES:
            raise NodeError(f"unknown node {node_id}")
        return NODES[node_id]

    def make(_key: str, manifest: ToolManifest) -> Tool:
        by = ToolServices(
            sandbox, LIMITS, tmp_path, load, input_without_library, toolbox.call, FakeModel(says)
        )
        return KINDS[manifest.type](manifest, by)

    toolbox = ManifestToolbox(read.manifests, make, is_granted=lambda name: True)
    return toolbox


def ask(sandbox: ConfinedSandbox, toolbox: ManifestToolbox, question: str) -> tuple[object, str]:
    """What a confined program that asks this makes of it: its result, or its trouble."""
    named = tuple(card.name for card in toolbox.cards())
    replay = RecordedTools(toolbox).call
    live = LiveTools(
        toolbox, replay, ToolBudget(ToolAllowance(100, 100_000, 600.0)), lambda event: None
    )
    program = Program(node("outer", "").source, calls={"call_tool": ServedTools(live, named).call})
    with sandbox.open(program) as session:
        answer = read_answer(session.run(node_input(question)))
    return answer.result, answer.problem


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("poet spring", "a poem on spring"),
        ("sorter b\na", "a\nb"),
        ("sorter column 3\nx 1", "x 1\ncolumn 3"),
        ("shout hé", "HÉ"),
        ("inner deep", "DEEP"),
        ("through x", "X"),
    ],
)
def test_a_tool_of_each_kind_answers(
    question: str, result: str, sandbox: ConfinedSandbox, toolbox: ManifestToolbox
) -> None:
    assert ask(sandbox, toolbox, question) == (result, "")


@pytest.mark.parametrize(
    ("question", "trouble"),
    [
        ("poet away", "Ollama is not running"),
        ("poet nothing", "poet answered nothing"),
        ("poett x", r"may not call 'poett'.*did you mean poet\?"),
        ("missing x", "program not found: nonesuch"),
        ("hanging x", "longer than 0.3 s"),
        ("flooding x", "more than 1000000 bytes"),
        ("failing x", "exit code 2"),
        ("shout column", "unexpected keyword argument"),
        ("broken x", "ZeroDivisionError"),
        ("gone x", "unknown node gone_node"),
        ("itself x", "circle: itself_node -> itself_node"),
    ],
)
def test_a_tool_that_fails_is_an_error_inside_with_the_reason(
    question: str, trouble: str, sandbox: ConfinedSandbox, toolbox: ManifestToolbox
) -> None:
    result, said = ask(sandbox, toolbox, question)

    assert result is None
    with pytest.raises(AssertionError, match=trouble):
        raise AssertionError(said)


def test_a_prompt_of_a_megabyte_comes_and_goes_where_it_may(
    sandbox: ConfinedSandbox, toolbox: ManifestToolbox
) -> None:
    lines = "\n".join(["word " * 20] * 9_500)

    sorted_lines, _ = ask(sandbox, toolbox, f"sorter {lines}")
    _, trouble = ask(sandbox, toolbox, f"shout {lines}")

    assert len(str(sorted_lines)) > 900_000
    assert "the prompt is longer than 100000 bytes" in trouble


def test_a_test_reaches_no_writing_tool_through_a_node(toolbox: ManifestToolbox) -> None:
    replay = RecordedTools(toolbox)

    assert replay.call({"name": "inner", "prompt": "x"}) == "X"
    with pytest.raises(EvolverError, match="writer changes things: it is not called by tests"):
        replay.call({"name": "through", "prompt": "x"})
