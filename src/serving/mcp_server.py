"""Serves the nodes as tools of the Model Context Protocol, over stdin and stdout."""

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..app.app import App, build_app
from ..app.run_mode import RunMode
from ..app.tool_settings import check_tool_settings
from ..config.manager import ConfigManager
from ..domain.errors import EvolverError
from ..domain.installation import INSTALL_MCP, VERSION
from ..domain.node import Node
from ..domain.node_contract import read_answer

if TYPE_CHECKING:
    from mcp.types import CallToolResult, Tool

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CANCELLED = 130
_MISSING = f"The package mcp is not installed: {INSTALL_MCP}"


def serve(config: ConfigManager, mode: RunMode = RunMode()) -> int:
    """Serve until stdin ends; the exit code. Nothing but the protocol goes to stdout.

    Raises ConfigError where a tool in the settings is broken.
    """
    check_tool_settings(config)
    try:
        import anyio
        import mcp  # noqa: F401  # pylint: disable=unused-import  # only whether it is there
    except ModuleNotFoundError:
        print(_MISSING, file=sys.stderr)
        return 2
    log = config.home / "logs" / "serving.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=log, level=logging.INFO, format="%(asctime)s %(message)s")
    app = build_app(config, mode)

    def leave(_number: int, _frame: object) -> None:
        app.close()
        # A thread still waits for the next line of stdin; nothing but this ends it.
        os._exit(_CANCELLED)

    for number in _SIGNALS:
        signal.signal(number, leave)
    try:
        anyio.run(_serve, app)
    finally:
        app.close()
    return 0


async def _serve(app: App) -> None:
    from mcp.server.lowlevel import Server
    from mcp.server.stdio import stdio_server
    from mcp.types import ListToolsResult

    async def list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=await _in_thread(_tools, app))

    async def call_tool(_context: Any, params: Any) -> "CallToolResult":
        return await _in_thread(_call, app, params.name, params.arguments or {})

    server: Server[Any] = Server(
        "code-evolver", version=VERSION, on_list_tools=list_tools, on_call_tool=call_tool
    )
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


async def _in_thread(work: Callable[..., T], *given: Any) -> T:
    from anyio import to_thread

    return await to_thread.run_sync(partial(work, *given), abandon_on_cancel=True)


def _tools(app: App) -> "list[Tool]":
    """A tool of each node that can be read; a broken one costs itself only."""
    found: list[Tool] = []
    for node_id in app.nodes.ids():
        try:
            found.append(_tool(app, app.nodes.load(node_id)))
        except EvolverError as error:
            logging.warning("%s is not served: %s", node_id, error)
    return found


def _tool(app: App, node: Node) -> "Tool":
    from mcp.types import Tool

    plan = _object(node.specification.get("plan", node.specification))
    takes = f"Takes {plan['inputs']}" if plan.get("inputs") else ""
    schema = app.nodes.input_schema(node)
    if not node.function:
        such_as = f", such as: {node.made_for}" if node.made_for else ""
        _object(schema["properties"])["description"]["description"] = f"The task in words{such_as}"
    told = [str(plan.get("goal") or node.title), node.signature or takes]
    return Tool(
        name=node.id,
        title=node.title,
        description="\n".join(filter(None, told)),
        input_schema=schema,
    )


def _call(app: App, name: str, arguments: dict[str, Any]) -> "CallToolResult":
    """Run the node once, confined; what is wrong is said in the result."""
    from jsonschema import Draft202012Validator

    try:
        schema = app.nodes.input_schema(app.nodes.load(name))
        trouble = next(iter(Draft202012Validator(schema).iter_errors(arguments)), None)
        if trouble is not None:
            return _result(f"wrong arguments: {trouble.message[:200]}")
        run = app.nodes.run_for_program(name, arguments)
    except EvolverError as error:
        return _result(f"{error} ({error.hint})" if error.hint else str(error))
    answer = read_answer(run)
    cost = {
        "latency_ms": run.metrics.latency_ms,
        "cpu_time_ms": run.metrics.cpu_ms,
        "memory_mb": run.metrics.memory_mb,
    }
    logging.info("%s %s %s", name, "answered" if answer.ok else "failed", json.dumps(cost))
    if not answer.ok:
        return _result(answer.refusal or answer.problem)
    text = answer.result if isinstance(answer.result, str) else json.dumps(answer.result)
    return _result(text, {"result": answer.result, "metrics": cost})


def _result(text: str, content: dict[str, Any] | None = None) -> "CallToolResult":
    """An answer with its content, or, without one, what went wrong."""
    from mcp.types import CallToolResult, TextContent

    said = TextContent(type="text", text=text)
    return CallToolResult(content=[said], structured_content=content, is_error=content is None)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
