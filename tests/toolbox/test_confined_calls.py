"""Tools that run programs: python functions and nodes, called as programs call them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from src.documents.yaml_text import parse_yaml
from src.domain.errors import NodeError, ToolError, ToolFailed
from src.domain.json_value import JSONObject
from src.domain.node import Node
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.toolbox.catalogue import KINDS
from src.toolbox.confined_call import ToolServices
from src.toolbox.manifest_reader import ReadTools, read_tools
from src.toolbox.toolbox import ManifestToolbox, RecordedTools, Tool
from src.toolbox.tool_manifest import ToolManifest
from src.toolbox.trust import Grants
from tests.fakes.node_inputs import input_without_library

LIMITS = Limits(wall_seconds=10.0)
WITHOUT_MODELS = frozenset(KINDS) - {"llm"}
SHOUT = '''
def answer(prompt: str, times: int = 1) -> str:
    """Say it loudly."""
    print("this goes to stderr")
    return (prompt.upper() + "!") * times
'''
CALLER = """
import json
import sys

from node_runtime import call_tool

given = json.load(sys.stdin)
print(json.dumps({{"result": "{name} said " + call_tool("{tool}", given["description"])}}))
"""


@pytest.fixture(name="sandbox", scope="module")
def open_sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(LIMITS, allow_weak=True) as opened:
        yield opened


def caller(node_id: str, tool: str, tools: tuple[str, ...] | None = None) -> Node:
    source = CALLER.format(name=node_id, tool=tool)
    named = (tool,) if tools is None else tools
    return Node(node_id, node_id, "TEXT", source, "", 1, "", tools=named)


def toolbox_of(
    text: str,
    folder: Path,
    sandbox: ConfinedSandbox,
    nodes: dict[str, Node],
    is_granted: Callable[[str], bool] = lambda name: False,
) -> ManifestToolbox:
    read = read_tools(folder, parse_yaml(text, "tools.yaml"), WITHOUT_MODELS)
    assert read.complaints == ()

    def load(node_id: str) -> Node:
        if node_id not in nodes:
            raise NodeError(f"unknown node {node_id}")
        return nodes[node_id]

    def make(_key: str, manifest: ToolManifest) -> Tool:
        by = ToolServices(sandbox, LIMITS, folder, load, input_without_library, toolbox.call)
        return KINDS[manifest.type](manifest, by)

    toolbox = ManifestToolbox(read.manifests, make, is_granted=is_granted)
    return toolbox


def python_tool(more: str = "effects: none") -> str:
    return (
        "shout: {name: Shout, type: python, description: loud, python: {file: shout.py}, "
        f"input: {{times: {{type: integer}}}}, {more}}}"
    )


def test_a_python_tool_answers_confined(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)

    reply = toolbox_of(python_tool(), tmp_path, sandbox, {}).call("shout", "hé", {"times": 2})

    assert (reply.text, reply.by) == ("HÉ!HÉ!", "python")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def answer(prompt):\n    return 1 / 0\n", "ZeroDivisionError"),
        ("def answer(prompt):\n    return open('/etc/passwd').read()\n", "Shout"),
        ("def answer(prompt):\n    import os\n    os.execv('/bin/true', ['true'])\n", "Shout"),
        ("def other(prompt):\n    return 'x'\n", "NameError"),
        ("def answer(prompt):\n    return {1, 2}\n", "TypeError"),
        ("def answer(prompt):\n    return '  '\n", "answered nothing"),
        ("def answer(prompt):\n    return 'x' * 2_000_000\n", "Shout"),
    ],
)
def test_a_python_tool_that_fails_is_an_error_with_its_reason(
    source: str, reason: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    (tmp_path / "shout.py").write_text(source)

    with pytest.raises(ToolFailed, match=f"(?i){reason}"):
        toolbox_of(python_tool(), tmp_path, sandbox, {}).call("shout", "x")


def test_a_python_tool_s_file_is_found_in_the_tools_folder_only(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    text = python_tool().replace("shout.py", "../outside.py")

    with pytest.raises(ToolFailed, match="not in the tools' folder"):
        toolbox_of(text, tmp_path, sandbox, {}).call("shout", "x")
    with pytest.raises(ToolFailed, match="cannot be read"):
        toolbox_of(python_tool(), tmp_path, sandbox, {}).call("shout", "x")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"time": 2}, "did you mean times"),
        ({"times": "2"}, "of type integer"),
        ({"times": True}, "of type integer"),
    ],
)
def test_arguments_that_do_not_fit_reach_no_tool(
    arguments: JSONObject, reason: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    toolbox = toolbox_of(python_tool(), tmp_path, sandbox, {})

    with pytest.raises(ToolFailed, match=reason):
        toolbox.call("shout", "x", arguments)


def test_a_tool_that_may_change_things_waits_for_the_user_s_grant(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)
    grants = Grants(tmp_path / "data" / "grants.json")
    toolbox = toolbox_of(python_tool("effects: null"), tmp_path, sandbox, {}, grants.is_granted)

    with pytest.raises(ToolFailed, match="not granted") as caught:
        toolbox.call("shout", "x")
    grants.grant("shout")
    granted = toolbox.call("shout", "x").text
    with pytest.raises(ToolFailed, match="changes things"):
        RecordedTools(toolbox).call({"name": "shout", "prompt": "x"})
    grants.revoke("shout")

    assert (caught.value.hint, granted) == ("/tools grant shout", "X!")
    assert grants.names() == ()


def test_a_pure_tool_is_asked_once_for_the_same_question(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)
    toolbox = toolbox_of(python_tool("effects: none, pure: true"), tmp_path, sandbox, {})

    replies = [toolbox.call("shout", prompt) for prompt in ("a", "a", "b")]

    assert [(reply.text, reply.cached) for reply in replies] == [
        ("A!", False),
        ("A!", True),
        ("B!", False),
    ]


def node_tools(**ids: str) -> str:
    return "\n".join(
        f"{name}: {{name: {name}, type: node, description: d, node: {{id: {node}}}}}"
        for name, node in ids.items()
    )


def test_a_node_calls_a_node_that_calls_a_tool(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)
    nodes = {"inner_node": caller("inner", "shout"), "outer_node": caller("outer", "inner")}
    text = f"{node_tools(inner='inner_node', outer='outer_node')}\n{python_tool()}"

    reply = toolbox_of(text, tmp_path, sandbox, nodes).call("outer", "hi")

    assert (reply.text, reply.by) == ("outer said inner said HI!", "outer_node")


def test_nodes_that_call_each_other_in_a_circle_are_stopped(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    nodes = {"a_node": caller("a", "b"), "b_node": caller("b", "a")}
    text = node_tools(a="a_node", b="b_node")

    with pytest.raises(ToolFailed, match="circle: a_node -> b_node -> a_node"):
        toolbox_of(text, tmp_path, sandbox, nodes).call("a", "hi")


def test_nodes_call_nodes_only_so_deep(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    nodes = {f"n{i}_node": caller(f"n{i}", f"n{i + 1}") for i in range(6)}
    text = node_tools(**{f"n{i}": f"n{i}_node" for i in range(6)})

    with pytest.raises(ToolFailed, match="more than 4 deep"):
        toolbox_of(text, tmp_path, sandbox, nodes).call("n0", "hi")


def test_a_node_calls_only_the_tools_it_names(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    (tmp_path / "shout.py").write_text(SHOUT)
    nodes = {"a_node": caller("a", "shout", tools=("content_generator",))}
    toolbox = toolbox_of(f"{node_tools(a='a_node')}\n{python_tool()}", tmp_path, sandbox, nodes)

    with pytest.raises(ToolError, match="may not call 'shout'") as caught:
        toolbox.call("a", "hi")

    assert caught.value.hint == "it names content_generator"


def test_a_node_that_is_gone_is_named(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    with pytest.raises(ToolFailed, match="unknown node gone_node"):
        toolbox_of(node_tools(gone="gone_node"), tmp_path, sandbox, {}).call("gone", "hi")


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        ("type: python", "python: is missing"),
        ("type: llm, node: {id: a_node}", "node: belongs to tools of type node only"),
        ("type: python, python: {file: a.py}, pure: true", "cannot be pure"),
        ("type: shell", "type: expected one of llm, executable, python, node"),
        ("type: llm", "no llm tools are at hand"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    manifest: str, complaint: str, tmp_path: Path
) -> None:
    text = f"x: {{name: X, description: d, {manifest}}}"

    read: ReadTools = read_tools(tmp_path, parse_yaml(text, "tools.yaml"), WITHOUT_MODELS)

    assert complaint in str(read.complaints[0]) and "tools.yaml:1" in str(read.complaints[0])


def test_a_card_shows_the_arguments_as_a_schema(tmp_path: Path) -> None:
    read = read_tools(tmp_path, parse_yaml(python_tool(), "tools.yaml"), WITHOUT_MODELS)

    card = read.manifests["shout"].card("shout")

    assert card.input_schema["properties"] == {"times": {"type": "integer", "description": ""}}
