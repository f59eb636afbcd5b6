"""The official client lists and calls our nodes, and nothing is left when it goes."""

import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
import psutil
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from src.domain.json_value import JSONObject
from tests.app.test_data_of_version_1 import write_nodes
from tests.autoevolve.evolving import open_app

PROJECT = Path(__file__).resolve().parents[2]
NODE = "reverse_node"
T = TypeVar("T")


@pytest.fixture(name="solved", scope="module")
def _solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a typed function and a program that reads a description."""
    folder = tmp_path_factory.mktemp("solved")
    app = open_app(folder)
    assert app.solve("add 10 and 20", lambda event: None).node_id == "add_node"
    app.close()
    old = tmp_path_factory.mktemp("version_1")
    write_nodes(old)
    shutil.copytree(old / "nodes" / NODE, folder / "nodes" / NODE)
    return folder


@pytest.fixture(name="home")
def _home(solved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(solved, tmp_path / "home"))


def with_client(home: Path, ask: Callable[[Client], Awaitable[T]]) -> T:
    parameters = StdioServerParameters(
        command=sys.executable,
        args=[str(PROJECT / "chat_cli.py"), "--offline", "--allow-weak-sandbox", "mcp"],
        env={"CODE_EVOLVER_HOME": str(home)},
    )

    async def run() -> T:
        with anyio.fail_after(100), (home / "stderr").open("w", encoding="utf-8") as log:
            async with Client(stdio_client(parameters, errlog=log), cache=None) as client:
                return await ask(client)

    return anyio.run(run)


def test_a_client_lists_and_calls_typed_functions_by_their_arguments(home: Path) -> None:
    async def ask(client: Client) -> tuple[Any, Any]:
        return await client.list_tools(), await client.call_tool("add_node", {"a": 5, "b": 8})

    listed, result = with_client(home, ask)

    tool = next(tool for tool in listed.tools if tool.name == "add_node")
    assert "add(a: int | float, b: int | float) -> int | float" in tool.description
    assert set(tool.input_schema["properties"]) == {"a", "b"}
    assert tool.input_schema["required"] == ["a", "b"]
    assert tool.input_schema["additionalProperties"] is False
    assert (result.is_error, result.content[0].text) == (False, "13")
    assert result.structured_content["result"] == 13
    assert result.structured_content["metrics"]["latency_ms"] > 0
    assert "answered" in (home / "logs" / "serving.log").read_text("utf-8")


def test_a_program_that_reads_a_description_takes_one(home: Path) -> None:
    async def ask(client: Client) -> tuple[Any, Any]:
        given = {"description": 'reverse "red"'}
        return await client.list_tools(), await client.call_tool(NODE, given)

    listed, result = with_client(home, ask)

    tool = next(tool for tool in listed.tools if tool.name == NODE)
    assert tool.input_schema["required"] == ["description"]
    assert "red sky" in tool.input_schema["properties"]["description"]["description"]
    assert (result.is_error, result.content[0].text) == (False, "der")


def test_wrong_calls_are_errors_in_the_result_and_serving_goes_on(home: Path) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("add_node", {}),
        ("add_node", {"a": "five", "b": 8}),
        ("add_node", {"a": 1, "b": 2, "more": 1}),
        ("no_node", {"a": 1, "b": 2}),
        ("../add_node", {"a": 1, "b": 2}),
        (NODE, {"description": 5}),
        (NODE, {"description": "paint a horse"}),
        ("add_node", {"a": 1, "b": 2}),
    ]

    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, given) for name, given in calls]

    results = with_client(home, ask)

    said = [one.content[0].text for one in results]
    assert [one.is_error for one in results] == [True] * 7 + [False]
    assert "'a' is a required property" in said[0]
    assert "'five' is not" in said[1]
    assert "'more' was unexpected" in said[2]
    assert "5 is not of type 'string'" in said[5]
    assert said[7] == "3"


def test_a_client_s_words_grant_no_file(solved: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(solved, tmp_path / "home"))
    secret = tmp_path / "wages.csv"
    secret.write_text("name,wage\nann,7000\n")
    app = open_app(home)
    node_id = app.solve(f"sum the wage column in @{secret}", lambda event: None).node_id
    given: JSONObject = {"table": f"@{secret}", "column": "wage"}
    by_the_user = app.nodes.run(node_id, given)
    app.close()

    async def ask(client: Client) -> Any:
        return await client.call_tool(node_id, given)

    result = with_client(home, ask)

    assert by_the_user.stdout == '{"result": 7000}\n'
    assert result.is_error and "7000" not in result.content[0].text


def test_a_node_that_appears_is_listed_and_a_broken_one_hides_no_other(home: Path) -> None:
    async def ask(client: Client) -> list[list[str]]:
        before = await client.list_tools()
        shutil.copytree(home / "nodes" / "add_node", home / "nodes" / "broken_node")
        (home / "nodes" / "broken_node" / "node.json").write_text("{")
        after = await client.list_tools()
        shutil.rmtree(home / "nodes" / "broken_node")
        shutil.copytree(home / "nodes" / "add_node", home / "nodes" / "other_node")
        manifest = home / "nodes" / "other_node" / "node.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"id": "other_node"}))
        last = await client.list_tools()
        return [[tool.name for tool in one.tools] for one in (before, after, last)]

    assert with_client(home, ask) == [
        ["add_node", NODE],
        ["add_node", NODE],
        ["add_node", "other_node", NODE],
    ]


def test_no_process_is_left_when_the_client_goes(home: Path) -> None:
    # Other tests of this process may have sandboxes of their own.
    others = set(psutil.Process().children(recursive=True))

    async def ask(client: Client) -> list[psutil.Process]:
        await client.call_tool("add_node", {"a": 5, "b": 8})
        return [p for p in psutil.Process().children(recursive=True) if p not in others]

    started = with_client(home, ask)

    _, alive = psutil.wait_procs(started, timeout=20)
    assert len(started) >= 2 and alive == []
