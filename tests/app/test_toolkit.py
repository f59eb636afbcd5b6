"""Tools as a user meets them: a python tool looked at, checked, refused, granted, tried."""

from pathlib import Path

import pytest

from src.app.tool_wiring import open_toolkit
from src.app.toolkit import Toolkit
from src.config.manager import ConfigManager
from src.core.errors import ToolFailed, UnknownTool
from src.core.node import Lineage, NodeDraft
from src.core.candidate import Origin
from src.core.running import Limits
from src.nodes.store import FolderNodeStore
from src.sandbox.sandbox import ConfinedSandbox

ECHO = (
    "import json\nimport sys\n\n"
    'print(json.dumps({"result": "I heard " + json.load(sys.stdin)["description"]}))\n'
)
SETTINGS = """
tools:
  echo: {name: Echo, type: node, description: says it again, node: {id: echo_node}}
  gone: {name: Gone, type: python, description: is not there, python: {file: gone.py}}
  odd: {name: Odd, type: shell, description: is of no kind}
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
    return open_toolkit(config, None, ConfinedSandbox(Limits(), allow_weak=True), nodes)


def test_a_node_answers_as_a_tool(toolkit: Toolkit) -> None:
    assert toolkit.run("echo", "hello").text == "I heard hello"


def test_check_names_what_is_not_in_order(toolkit: Toolkit) -> None:
    found = dict(toolkit.check())

    assert found["echo"] == found["content_generator"] == ""
    assert "gone.py cannot be read" in found["gone"]
    assert "odd.type: expected one of llm, python, node" in found["?"]


def test_what_may_change_things_is_called_once_granted(toolkit: Toolkit) -> None:
    with pytest.raises(ToolFailed, match="not granted"):
        toolkit.run("gone", "x")
    toolkit.grant("gone")
    with pytest.raises(ToolFailed, match="cannot be read"):
        toolkit.run("gone", "x")
    toolkit.revoke("gone")

    assert toolkit.granted() == ()


def test_only_tools_that_exist_are_granted(toolkit: Toolkit) -> None:
    with pytest.raises(UnknownTool):
        toolkit.grant("nothing")
