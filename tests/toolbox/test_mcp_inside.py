"""A confined program calls a tool of an MCP server through the broker."""

import json
import sys
from contextlib import closing
from pathlib import Path

from src.documents.yaml_text import parse_yaml
from src.domain.node import Node
from src.domain.node_contract import node_input, read_answer
from src.domain.program_run import Limits, Program
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.live_tools import LiveTools, ServedTools, ToolAllowance, ToolBudget
from src.toolbox.catalogue import KINDS
from src.toolbox.confined_call import ToolServices
from src.toolbox.manifest_reader import read_tools
from src.toolbox.mcp_servers import McpServers
from src.toolbox.toolbox import ManifestToolbox, RecordedTools, Tool
from src.toolbox.tool_manifest import ToolManifest
from tests.fakes.node_inputs import input_without_library

SERVER = Path(__file__).parents[1] / "fakes" / "mcp_server.py"
LIMITS = Limits(wall_seconds=30.0)
CALLER = """
import json
import sys

from node_runtime import call_tool

name, _, prompt = json.load(sys.stdin)["description"].partition(" ")
print(json.dumps({"result": call_tool(name, prompt)}))
"""


def test_a_confined_program_is_answered_by_a_server_or_hears_why_not(tmp_path: Path) -> None:
    started = {"command": sys.executable, "arguments": [str(SERVER), str(tmp_path / "calls")]}
    tools = {
        name: {"name": name, "type": "mcp", "description": "d", "mcp": {**started, "tool": name}}
        for name in ("shout", "fail", "die")
    }
    read = read_tools(tmp_path, parse_yaml(json.dumps(tools), "tools.yaml"), KINDS)
    granted = {"shout", "fail"}

    def load(_node_id: str) -> Node:
        raise AssertionError("no node is called here")

    with (
        ConfinedSandbox(LIMITS, allow_weak=True) as sandbox,
        closing(McpServers(tmp_path / "mcp.log")) as servers,
    ):

        def make(_key: str, manifest: ToolManifest) -> Tool:
            by = ToolServices(
                sandbox,
                LIMITS,
                tmp_path,
                load,
                input_without_library,
                toolbox.call,
                servers=servers,
            )
            return KINDS[manifest.type](manifest, by)

        toolbox = ManifestToolbox(read.manifests, make, is_granted=granted.__contains__)
        replay = RecordedTools(toolbox).call
        live = LiveTools(
            toolbox, replay, ToolBudget(ToolAllowance(100, 100_000, 600.0)), lambda event: None
        )
        program = Program(CALLER, calls={"call_tool": ServedTools(live, tuple(tools)).call})
        with sandbox.open(program) as session:
            answers = [
                read_answer(session.run(node_input(question)))
                for question in ("shout hé", "fail x", "die x")
            ]

    assert read.complaints == ()
    assert answers[0].result == "HÉ"
    assert "no such city" in answers[1].problem
    assert "was not granted" in answers[2].problem
    calls = (tmp_path / "calls").read_text("utf-8").splitlines()
    assert [line.split()[1] for line in calls] == ["shout", "fail"]
