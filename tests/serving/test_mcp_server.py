"""The official client lists and calls our nodes, and nothing is left when it goes."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
import psutil
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from src.domain.json_value import JSONObject
from src.serving.request_threads import MOST_CALLS
from tests.app.test_data_of_version_1 import write_nodes
from tests.autoevolve.evolving import open_app
from tests.fakes.model_faults import FAULTS
from tests.fakes.ollama_server import OllamaServer

PROJECT = Path(__file__).resolve().parents[2]
NODE = "reverse_node"
HANG = next(kind.play for kind in FAULTS if kind.name == "hang before the first token")
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


def with_client(home: Path, ask: Callable[[Client], Awaitable[T]], models: str = "") -> T:
    kind = [] if models else ["--offline"]
    parameters = StdioServerParameters(
        command=sys.executable,
        args=[str(PROJECT / "chat_cli.py"), *kind, "--allow-weak-sandbox", "mcp"],
        env={"CODE_EVOLVER_HOME": str(home), "OLLAMA_HOST": models},
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
    assert tool.input_schema["properties"]["a"]["description"] == "int | float, such as 10"
    assert tool.output_schema["required"] == ["result", "metrics"]
    for schema in (one for each in listed.tools for one in (each.input_schema, each.output_schema)):
        Draft202012Validator.check_schema(schema)
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
        ("run_task", {"task": 5}),
        ("run_task", {"task": "paint a horse"}),
        ("add_node", {"a": 1, "b": 2}),
    ]

    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool(name, given) for name, given in calls]

    results = with_client(home, ask)

    said = [one.content[0].text for one in results]
    assert [one.is_error for one in results] == [True] * 9 + [False]
    assert "'a' is a required property" in said[0]
    assert said[1].startswith("wrong arguments: a: 'five' is not")
    assert "'more' was unexpected" in said[2]
    assert "5 is not of type 'string'" in said[5]
    assert said[7].startswith("wrong arguments: task: 5 is not of type 'string'")
    assert said[8].startswith("not solved, because")
    assert said[9] == "3"


def test_a_task_in_words_is_solved_and_its_function_becomes_a_tool(
    home: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "wages.csv"
    secret.write_text("name,wage\nann,7000\n")

    async def ask(client: Client) -> tuple[Any, Any, Any]:
        solved = await client.call_tool("run_task", {"task": "is 7 prime"})
        read = await client.call_tool("run_task", {"task": f"sum the wage column in @{secret}"})
        return solved, read, await client.list_tools()

    solved, read, listed = with_client(home, ask)

    assert (solved.is_error, solved.content[0].text) == (False, "true")
    assert solved.structured_content == {
        **{"result": True, "function": "is_prime", "signature": "is_prime(n: int) -> bool"},
        **{"arguments": {"n": 7}, "node": "is_prime_node", "confidence": None},
        "source": solved.structured_content["source"],
    }
    assert "is_prime_node" in [tool.name for tool in listed.tools]
    assert read.is_error and "7000" not in read.content[0].text


def test_a_client_without_any_library_lists_calls_and_shows_results(home: Path) -> None:
    """JSON-RPC lines by hand, as any other client would send them."""
    about = {"protocolVersion": "2025-06-18", "capabilities": {}}
    about["clientInfo"] = {"name": "by hand", "version": "1"}
    lines = [
        {"id": 1, "method": "initialize", "params": about},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/list"},
        {
            "id": 3,
            "method": "tools/call",
            "params": {"name": "add_node", "arguments": {"a": 5, "b": 8}},
        },
        {"id": 4, "method": "nope"},
        {"id": 5, "method": "tools/call", "params": {}},
        {"id": 6, "method": "tools/call", "params": {"name": "no_such"}},
    ]

    with subprocess.Popen(
        [sys.executable, PROJECT / "chat_cli.py", "--offline", "--allow-weak-sandbox", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"CODE_EVOLVER_HOME": str(home)},
    ) as server:
        assert server.stdin and server.stdout
        for line in lines:
            server.stdin.write(json.dumps({"jsonrpc": "2.0", **line}) + "\n")
        server.stdin.flush()
        answers = [json.loads(server.stdout.readline()) for _ in range(6)]
        server.stdin.close()
    results = {answer["id"]: answer["result"] for answer in answers if "result" in answer}
    refused = {answer["id"]: answer["error"]["code"] for answer in answers if "error" in answer}

    listed = {tool["name"]: tool for tool in results[2]["tools"]}
    assert listed["add_node"]["inputSchema"]["required"] == ["a", "b"]
    assert "outputSchema" in listed["run_task"]
    assert results[3]["structuredContent"]["result"] == 13
    assert refused == {4: -32601, 5: -32602}
    assert results[6]["isError"] and "unknown node no_such" in results[6]["content"][0]["text"]
    assert server.returncode == 0


def test_a_client_s_words_grant_no_file(solved: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(solved, tmp_path / "home"))
    secret = tmp_path / "wages.csv"
    secret.write_text("name,wage\nann,7000\n")
    app = open_app(home)
    outcome = app.solve(f"sum the wage column in @{secret}", lambda event: None)
    node_id, called = outcome.node_id, (outcome.arguments or {}).items()
    given: JSONObject = {n: f"@{secret}" if v == str(secret) else v for n, v in called}
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
        ["run_task", "add_node", NODE],
        ["run_task", "add_node", NODE],
        ["run_task", "add_node", "other_node", NODE],
    ]


def write_node(home: Path, name: str, header: str, body: str) -> None:
    """A node that is the kept one with another function in it."""
    folder = Path(shutil.copytree(home / "nodes" / "add_node", home / "nodes" / f"{name}_node"))
    source = f"def {header}:\n    {body}\n\n\nif __name__ == '__main__':\n"
    (folder / "main.py").write_text(
        f"{source}    from node_runtime import main\n\n    main({name})\n"
    )
    manifest = json.loads((folder / "node.json").read_text())
    plan = manifest["specification"]["plan"] | {"function": name, "signature": header}
    digest = hashlib.sha256((folder / "main.py").read_bytes()).hexdigest()
    specification = manifest["specification"] | {"plan": plan}
    changed = {"id": f"{name}_node", "digest": digest, "specification": specification}
    (folder / "node.json").write_text(json.dumps(manifest | changed))


def test_a_result_that_json_lacks_is_told_and_serving_goes_on(home: Path) -> None:
    write_node(home, "odd", "odd(kind: str) -> float", "return float(kind)")

    async def ask(client: Client) -> list[Any]:
        given = [{"kind": "nan"}, {"kind": "inf"}, {"kind": "2.5"}]
        return [await client.call_tool("odd_node", one) for one in given]

    odd, endless, well = with_client(home, ask)

    assert odd.is_error and endless.is_error and "JSON" in odd.content[0].text
    assert well.content[0].text == "2.5"


def test_a_cancelled_call_ends_its_run_and_a_long_one_tells_how_long(home: Path) -> None:
    write_node(home, "spin", "spin(n: int) -> int", "while n:\n        pass\n    return n")
    told: list[float] = []

    async def ask(client: Client) -> Any:
        with anyio.CancelScope() as scope:

            async def tell(progress: float, _total: float | None, _message: str | None) -> None:
                told.append(progress)
                scope.cancel()

            await client.call_tool("spin_node", {"n": 1}, progress_callback=tell)
        return await client.call_tool("spin_node", {"n": 0})

    result = with_client(home, ask)

    assert told and told[0] > 0
    assert result.content[0].text == "0"
    # Both runs went through the one worker, one after the other.
    assert "spin_node failed" in (home / "logs" / "serving.log").read_text("utf-8")


def test_a_task_is_cancelled_while_its_model_is_silent_and_while_it_waits(home: Path) -> None:
    async def ask(client: Client) -> Any:
        task = {"task": "write a function that computes the frobnication index of a glorp"}
        async with anyio.create_task_group() as calls:
            for _ in range(3):
                calls.start_soon(client.call_tool, "run_task", task)
            await anyio.to_thread.run_sync(server.begun.acquire)
            calls.cancel_scope.cancel()
        with anyio.fail_after(30):
            return await client.call_tool("run_task", {"task": "add 10 and 20"})

    with OllamaServer() as server:
        server.fail_always(HANG)
        result = with_client(home, ask, server.url)
        asked = len(server.asked())

    assert (result.content[0].text, asked) == ("30", 1)


def test_tools_are_listed_while_more_calls_wait_than_have_a_place(home: Path) -> None:
    write_node(home, "spin", "spin(n: int) -> int", "while n:\n        pass\n    return n")

    async def ask(client: Client) -> bool:
        async with anyio.create_task_group() as calls:
            for _ in range(MOST_CALLS + 5):
                calls.start_soon(client.call_tool, "spin_node", {"n": 1})
            await anyio.wait_all_tasks_blocked()
            with anyio.move_on_after(5) as waiting:
                await client.list_tools()
            calls.cancel_scope.cancel()
        return waiting.cancelled_caught

    assert not with_client(home, ask)


def test_a_log_that_cannot_be_written_goes_to_stderr(home: Path, tmp_path: Path) -> None:
    log = home / "logs" / "serving.log"
    log.parent.mkdir(exist_ok=True)
    log.symlink_to(tmp_path / "other")

    async def ask(client: Client) -> Any:
        return await client.call_tool("add_node", {"a": 5, "b": 8})

    assert with_client(home, ask).content[0].text == "13"
    assert "add_node answered" in (home / "stderr").read_text()
    assert not (tmp_path / "other").exists()


def test_no_process_is_left_when_the_client_goes(home: Path) -> None:
    # Other tests of this process may have sandboxes of their own.
    others = set(psutil.Process().children(recursive=True))

    async def ask(client: Client) -> list[psutil.Process]:
        await client.call_tool("add_node", {"a": 5, "b": 8})
        return [p for p in psutil.Process().children(recursive=True) if p not in others]

    started = with_client(home, ask)

    _, alive = psutil.wait_procs(started, timeout=20)
    assert len(started) >= 2 and alive == []
