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

from tests.autoevolve.evolving import open_app

PROJECT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


@pytest.fixture(name="solved", scope="module")
def _solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one node."""
    folder = tmp_path_factory.mktemp("solved")
    app = open_app(folder)
    assert app.solve("add 10 and 20", lambda event: None).node_id == "add_node"
    app.close()
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


def test_a_client_lists_and_calls_nodes(home: Path) -> None:
    async def ask(client: Client) -> tuple[Any, Any]:
        return await client.list_tools(), await client.call_tool(
            "add_node", {"description": "add 5 and 8"}
        )

    listed, result = with_client(home, ask)

    tool = listed.tools[0]
    assert tool.name == "add_node" and "add N and N" in tool.description
    assert tool.input_schema["required"] == ["description"]
    assert (result.is_error, result.content[0].text) == (False, "13")
    assert result.structured_content["metrics"]["latency_ms"] > 0
    assert "answered" in (home / "logs" / "serving.log").read_text("utf-8")


def test_wrong_calls_are_errors_in_the_result_and_serving_goes_on(home: Path) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("add_node", {}),
        ("add_node", {"description": 5}),
        ("add_node", {"description": "add 1 and 2", "more": 1}),
        ("no_node", {"description": "add 1 and 2"}),
        ("../add_node", {"description": "add 1 and 2"}),
        ("add_node", {"description": "paint a horse"}),
        ("add_node", {"description": "add 1 and 2"}),
    ]

    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, given) for name, given in calls]

    results = with_client(home, ask)

    assert [one.is_error for one in results] == [True] * 6 + [False]
    assert "'description' is a required property" in results[0].content[0].text
    assert "this program works out" in results[5].content[0].text


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

    assert with_client(home, ask) == [["add_node"], ["add_node"], ["add_node", "other_node"]]


def test_no_process_is_left_when_the_client_goes(home: Path) -> None:
    # Other tests of this process may have sandboxes of their own.
    others = set(psutil.Process().children(recursive=True))

    async def ask(client: Client) -> list[psutil.Process]:
        await client.call_tool("add_node", {"description": "add 5 and 8"})
        return [p for p in psutil.Process().children(recursive=True) if p not in others]

    started = with_client(home, ask)

    _, alive = psutil.wait_procs(started, timeout=20)
    assert len(started) >= 2 and alive == []
