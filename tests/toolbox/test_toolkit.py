"""Tools as a user meets them: a python tool looked at, checked, refused, granted, tried."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from src.app.tool_wiring import open_toolkit
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import ToolFailed, UnknownTool
from src.domain.model_request import ModelState
from src.domain.node import Lineage, NodeDraft
from src.domain.program_run import Limits
from src.nodes.node_store import FolderNodeStore
from src.sandbox.sandbox import ConfinedSandbox
from src.toolbox.toolkit import Toolkit
from tests.fakes.node_inputs import UNCONNECTED

ECHO = (
    "import json\nimport sys\n\n"
    'print(json.dumps({"result": "I heard " + json.load(sys.stdin)["description"]}))\n'
)
SETTINGS = """
tools:
  echo: {name: Echo, type: node, description: says it again, node: {id: echo_node}}
  gone: {name: Gone, type: python, description: is not there, python: {file: gone.py}}
  content_generator: {name: Writer, type: llm, description: writes}
  odd: {name: Odd, type: shell, description: is of no kind}
"""
MINE = """
name: Mine
type: executable
description: sorts
effects: none
executable: {command: [sort]}
"""


@pytest.fixture(name="toolkit")
def _toolkit(tmp_path: Path) -> Toolkit:
    (tmp_path / "config.yaml").write_text(SETTINGS)
    config = ConfigManager(
        tmp_path / "config.yaml",
        environment={"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
    )
    nodes = FolderNodeStore(tmp_path / "nodes", lambda: 1.0)
    nodes.keep(NodeDraft("Echo", "echo", "TEXT", ECHO, "", Lineage(Origin.WRITTEN)))
    sandbox = ConfinedSandbox(Limits(), allow_weak=True)
    return open_toolkit(config, None, sandbox, nodes, UNCONNECTED)


def test_a_node_answers_as_a_tool(toolkit: Toolkit) -> None:
    toolkit.trust("echo")

    assert toolkit.run("echo", "hello").text == "I heard hello"


def test_check_names_what_is_not_in_order(toolkit: Toolkit) -> None:
    before = dict(toolkit.check())
    toolkit.trust("echo")
    found = dict(toolkit.check())

    assert before["echo"] == "not trusted yet: tools trust echo"
    assert found["echo"] == found["content_generator"] == ""
    assert "gone.py cannot be read" in found["gone"]
    assert "odd.type: expected one of llm, executable, python, node" in found["?"]


def test_what_may_change_things_is_called_once_granted(toolkit: Toolkit) -> None:
    toolkit.trust("gone")
    with pytest.raises(ToolFailed, match="not granted"):
        toolkit.run("gone", "x")
    toolkit.grant("gone")
    with pytest.raises(ToolFailed, match="cannot be read"):
        toolkit.run("gone", "x")
    toolkit.revoke("gone")

    assert toolkit.granted() == ()


def test_only_tools_that_exist_are_granted_or_trusted(toolkit: Toolkit) -> None:
    with pytest.raises(UnknownTool):
        toolkit.grant("nothing")
    with pytest.raises(UnknownTool):
        toolkit.trust("nothing")


def test_a_tool_of_the_settings_is_started_only_once_trusted(toolkit: Toolkit) -> None:
    offered_before = {card.name for card in toolkit.toolbox.cards()}
    with pytest.raises(ToolFailed, match="not trusted yet") as caught:
        toolkit.run("echo", "hello")

    toolkit.trust("echo")

    assert "tools trust echo" in caught.value.hint
    assert "echo" not in offered_before and "echo" in {c.name for c in toolkit.toolbox.cards()}
    assert toolkit.untrusted() == ("gone",)


def test_a_tool_that_changed_since_must_be_trusted_again(tmp_path: Path, toolkit: Toolkit) -> None:
    file = tmp_path / "tools" / "gone.py"
    file.parent.mkdir()
    file.write_text("def answer(prompt):\n    return 'first'\n")
    toolkit.grant("gone")
    toolkit.trust("gone")
    first = toolkit.run("gone", "x").text

    file.write_text("def answer(prompt):\n    return 'another'\n")
    with pytest.raises(ToolFailed, match="not trusted yet"):
        toolkit.run("gone", "x")
    toolkit.trust("gone")

    assert (first, toolkit.run("gone", "x").text) == ("first", "another")


def test_trust_is_taken_back_with_the_grant(toolkit: Toolkit) -> None:
    toolkit.trust("echo")
    toolkit.trust("gone")
    toolkit.revoke("echo")
    toolkit.revoke("echo")

    assert toolkit.untrusted() == ("echo",)
    with pytest.raises(ToolFailed, match="not trusted yet"):
        toolkit.run("echo", "hello")


def test_the_data_folder_brings_tools_that_are_trusted_once(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "mine.yaml").write_text(MINE)
    (tmp_path / "tools" / "clock.yaml").write_text(MINE)
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    nodes = FolderNodeStore(tmp_path / "nodes", lambda: 1.0)
    with ConfinedSandbox(Limits(), allow_weak=True) as sandbox:
        toolkit = open_toolkit(
            ConfigManager(environment=environment), None, sandbox, nodes, UNCONNECTED
        )
        with pytest.raises(ToolFailed, match="not trusted yet"):
            toolkit.run("mine", "b")
        toolkit.trust("mine")
        answered = toolkit.run("mine", "b").text

    assert answered == "b"
    assert toolkit.starts("clock") == "date +{format}", "a bundled tool is not replaced"
    assert any("there is a tool clock already" in trouble for _, trouble in toolkit.check())


def test_every_bundled_tool_passes_its_own_examples(toolkit: Toolkit) -> None:
    bundled = [name for name in toolkit.manifests.manifests if name not in ("echo", "gone")]
    found = dict(toolkit.check())
    executables = [c.name for c in toolkit.cards() if c.type == "executable"]

    assert {name: found[name] for name in bundled} == dict.fromkeys(bundled, "")
    assert len(executables) >= 3
    assert all(toolkit.manifests.manifests[name].examples for name in executables)


def test_check_tells_an_example_that_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "mine.yaml").write_text(MINE + "examples: [{prompt: b, result: c}]\n")
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    nodes = FolderNodeStore(tmp_path / "nodes", lambda: 1.0)
    with ConfinedSandbox(Limits(), allow_weak=True) as sandbox:
        toolkit = open_toolkit(
            ConfigManager(environment=environment), None, sandbox, nodes, UNCONNECTED
        )
        toolkit.trust("mine")
        found = dict(toolkit.check())

    assert found["mine"] == "example 1 gave 'b', expected 'c'"


def test_arguments_are_named_before_the_text(toolkit: Toolkit) -> None:
    counted = toolkit.run("text_counter", "count=words to be or count=not")

    assert counted.text == "4"
    with pytest.raises(ToolFailed, match="must be of type boolean"):
        toolkit.run("line_sorter", "numeric=perhaps x")


def test_check_asks_whether_the_models_of_llm_tools_are_there(toolkit: Toolkit) -> None:
    states = (
        ModelState("content", "llama3", "http://a:1", "missing"),
        ModelState("generator", "codellama", "http://a:1", "not reachable"),
        ModelState("generator", "codellama", "http://b:1", "ready"),
    )

    found = dict(replace(toolkit, probe=lambda: states).check())

    assert found["summarizer"] == "llama3 is missing at http://a:1"
    assert found["code_explainer"] == found["text_classifier"] == ""
