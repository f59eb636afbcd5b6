"""Nodes are tools under their own ids: without a manifest, and without being listed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import NodeError, ToolFailed, UnknownTool
from src.domain.node import Node
from src.domain.program_run import Limits, granted_files
from src.sandbox.sandbox import ConfinedSandbox
from src.toolbox.catalogue import KINDS
from src.toolbox.confined_call import ToolServices
from src.toolbox.node_tool import ToolboxWithNodes
from src.toolbox.tool_manifest import ToolManifest
from src.toolbox.toolbox import ManifestToolbox, Tool
from tests.fakes.node_inputs import input_without_library

CALLER = """
import json
import sys

from node_runtime import call_tool

given = json.load(sys.stdin)
print(json.dumps({"result": "then " + call_tool("%s", given["description"])}))
"""
READER = """
import json
import re
import sys

description = json.load(sys.stdin)["description"]
with open(re.search("@(\\\\S+)", description).group(1)) as file:
    print(json.dumps({"result": file.read()}))
"""


@pytest.fixture(name="sandbox", scope="module")
def open_sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits(wall_seconds=10.0), allow_weak=True) as opened:
        yield opened


def toolbox_of(sandbox: ConfinedSandbox, **sources: str) -> ManifestToolbox:
    def load(node_id: str) -> Node:
        if node_id not in sources:
            raise NodeError(f"unknown node {node_id}")
        source = sources[node_id]
        named = tuple(name for name in sources if f'"{name}"' in source)
        return Node(node_id, node_id, "TEXT", source, "", 1, "", tools=named)

    def make(_key: str, manifest: ToolManifest) -> Tool:
        by = ToolServices(sandbox, Limits(), Path("/"), load, input_without_library, toolbox.call)
        return KINDS[manifest.type](manifest, by)

    toolbox = ManifestToolbox(ToolboxWithNodes({}, load), make)
    return toolbox


def test_a_node_calls_another_by_its_id(sandbox: ConfinedSandbox) -> None:
    echo = 'import json\nprint(json.dumps({"result": 7}))\n'
    toolbox = toolbox_of(sandbox, outer_node=CALLER % "inner_node", inner_node=echo)

    # By its id a node answers JSON: nothing of its result is lost.
    assert toolbox.call("outer_node", "hi").text == '"then 7"'
    assert toolbox.cards() == ()


def test_a_node_that_calls_itself_over_another_is_stopped(sandbox: ConfinedSandbox) -> None:
    toolbox = toolbox_of(sandbox, a_node=CALLER % "b_node", b_node=CALLER % "a_node")

    with pytest.raises(ToolFailed, match="circle: a_node -> b_node -> a_node"):
        toolbox.call("a_node", "hi")


@pytest.mark.parametrize("name", ["gone_node", "../evil", ""])
def test_no_node_is_no_tool(name: str, sandbox: ConfinedSandbox) -> None:
    with pytest.raises(UnknownTool):
        toolbox_of(sandbox).call(name, "hi")


def test_a_called_node_reads_the_task_s_own_files_and_no_others(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    mine, other = tmp_path / "mine.txt", tmp_path / "other.txt"
    mine.write_text("all mine")
    other.write_text("not mine")
    toolbox = toolbox_of(sandbox, outer_node=CALLER % "reader_node", reader_node=READER)
    before = granted_files.set((str(mine),))
    try:
        assert toolbox.call("outer_node", f"read @{mine}").text == r'"then \"all mine\""'
        with pytest.raises(ToolFailed, match="Permission|No such file"):
            toolbox.call("outer_node", f"read @{other}")
    finally:
        granted_files.reset(before)
