"""Serves the nodes as tools of the Model Context Protocol, over stdin and stdout."""

import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..app.app import App, build_app
from ..app.run_mode import RunMode
from ..app.tool_settings import check_tool_settings
from ..config.manager import ConfigManager
from ..documents.regular_files import open_own_file
from ..domain.errors import EvolverError
from ..domain.installation import INSTALL_MCP, VERSION
from ..domain.json_value import JSONValue
from ..domain.node import Node
from ..domain.node_contract import read_answer
from ..domain.outcome import Outcome
from .request_threads import RequestThreads
from .stdio_wire import claimed_streams

if TYPE_CHECKING:
    from mcp.types import CallToolResult, Tool

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CANCELLED = 130
_PROGRESS_SECONDS = 2.0
RUN_TASK = "run_task"
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TASK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "task": {
            "type": "string",
            "minLength": 1,
            "description": "What to do, with its values, in English: is 7 prime",
        }
    },
    "required": ["task"],
    "additionalProperties": False,
}
_SOLVED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "result": {"description": "The result; null where the function itself was asked for"},
        "source": {**_TEXT_OR_NULL, "description": "The code of the function"},
        "function": {**_TEXT_OR_NULL, "description": "The name of the function"},
        "signature": {**_TEXT_OR_NULL, "description": "How the function is called"},
        "arguments": {"type": ["object", "null"], "description": "What it was called with"},
        "node": {**_TEXT_OR_NULL, "description": "The tool that the function is from now on"},
        "confidence": {**_TEXT_OR_NULL, "description": "How sure code is that a model wrote"},
    },
    "required": ["result", "function", "node"],
}
_COSTS: dict[str, Any] = {
    "type": "object",
    "description": "What the run cost",
    "properties": {
        "latency_ms": {"type": "number"},
        "cpu_time_ms": {"type": "number"},
        "memory_mb": {"type": "number"},
    },
}
_MISSING = f"The package mcp is not installed: {INSTALL_MCP}"


def serve(config: ConfigManager, mode: RunMode = RunMode()) -> int:
    """Serve until stdin ends; the exit code. Nothing but the protocol goes to stdout.

    Raises ConfigError where a tool that the command line or the environment gives is broken.
    """
    check_tool_settings(config)
    try:
        import anyio
        import mcp  # noqa: F401  # pylint: disable=unused-import  # only whether it is there
    except ModuleNotFoundError:
        print(_MISSING, file=sys.stderr)
        return 2
    _log_to(config.home / "logs" / "serving.log")
    for note in config.notes:
        print(note, file=sys.stderr)
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


def _log_to(path: Path) -> None:
    """Log to a file, or to stderr where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = open_own_file(path, os.O_WRONLY | os.O_APPEND)
        stream: TextIO = os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")
    except OSError:
        stream = sys.stderr
    logging.basicConfig(stream=stream, level=logging.INFO, format="%(asctime)s %(message)s")


async def _serve(app: App) -> None:
    import anyio
    from anyio import to_thread
    from mcp.server.lowlevel import Server
    from mcp.server.stdio import stdio_server
    from mcp.types import ListToolsResult

    threads, solving = RequestThreads(app.interrupt), anyio.Lock()

    async def list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=await to_thread.run_sync(_tools, app))

    async def call_tool(context: Any, params: Any) -> "CallToolResult":
        # A task that waits for another is cancelled here; in a thread it could not be.
        turn = solving if params.name == RUN_TASK else nullcontext()
        async with _reporting_progress(context.session), turn:
            return await threads.call(_answer, app, params.name, params.arguments or {})

    server: Server[Any] = Server(
        "code-evolver", version=VERSION, on_list_tools=list_tools, on_call_tool=call_tool
    )
    requests, replies = claimed_streams()
    streams: Any = {"stdin": requests, "stdout": replies}
    async with stdio_server(**streams) as (read, write):
        await server.run(read, write, server.create_initialization_options())


@asynccontextmanager
async def _reporting_progress(session: Any) -> AsyncIterator[None]:
    """Report to a client that asked for it how long its call has been running."""
    import anyio

    async def report() -> None:
        seconds = 0.0
        while True:
            await anyio.sleep(_PROGRESS_SECONDS)
            seconds += _PROGRESS_SECONDS
            await session.report_progress(seconds, message=f"running for {seconds:g} s")

    async with anyio.create_task_group() as group:
        group.start_soon(report)
        yield
        group.cancel_scope.cancel()


def _answer(app: App, name: str, arguments: dict[str, Any]) -> "CallToolResult":
    """Get what a call gives; neither a fault of ours nor a result that JSON lacks ends serving."""
    try:
        result = _call(app, name, arguments)
    except Exception as error:  # pylint: disable=broad-exception-caught  # is logged and reported
        logging.exception("%s failed", name)
        return _result(f"something went wrong inside Code Evolver: {type(error).__name__}")
    try:
        json.dumps(result.model_dump(), allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        return _result(f"the result cannot be written as JSON: {error}"[:300])
    return result


def _tools(app: App) -> "list[Tool]":
    """Return the tool that solves tasks, and one for each node that can be read."""
    from mcp.types import Tool

    solving = Tool(
        name=RUN_TASK,
        title="Solve a task",
        description="Solve a task in words. Where no function is known for it, one is written,"
        " tested and kept; from then on it is a tool of its own.",
        input_schema=_TASK,
        output_schema=_SOLVED,
    )
    found = [solving]
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
    schema, returned = app.functions.schema(node), app.nodes.output_schema(node)
    if not node.function:
        such_as = f", such as: {node.made_for}" if node.made_for else ""
        _object(schema["properties"])["description"]["description"] = f"The task in words{such_as}"
    about = [str(plan.get("goal") or node.title), node.signature or takes]
    return Tool(
        name=node.id,
        title=node.title,
        description="\n".join(filter(None, about)),
        input_schema=schema,
        output_schema={
            **returned,
            "properties": {**_object(returned["properties"]), "metrics": _COSTS},
            "required": ["result", "metrics"],
        },
    )


def _call(app: App, name: str, arguments: dict[str, Any]) -> "CallToolResult":
    """Run the node once, confined, or solve the task; what is wrong is said in the result."""
    try:
        node = None if name == RUN_TASK else app.nodes.load(name)
        trouble = _trouble(app.functions.schema(node) if node else _TASK, arguments)
        if trouble:
            return _result(f"wrong arguments: {trouble}")
        if node is None:
            return _solved(app.solve_for_program(arguments["task"]))
        # The @names of another program grant no file.
        run = app.nodes.run(name, arguments, files=())
    except EvolverError as error:
        return _result(f"{error} ({error.hint})" if error.hint else str(error))
    answer, cost = read_answer(run), run.metrics.costs
    logging.info("%s %s %s", name, "answered" if answer.ok else "failed", json.dumps(cost))
    if not answer.ok:
        return _result(answer.refusal or answer.problem)
    content = {"result": answer.result, "metrics": cost}
    trouble = _trouble(app.nodes.output_schema(node), content)
    if trouble:
        return _result(f"the result is not what {node.signature} says: {trouble}")
    return _result(_text(answer.result), content)


def _solved(outcome: Outcome) -> "CallToolResult":
    """Return what became of a task."""
    if not outcome.solved:
        return _result(f"{outcome.error} ({outcome.hint})" if outcome.hint else outcome.error)
    confidence = outcome.confidence
    content = {
        "result": outcome.result,
        "source": outcome.source or None,
        "function": outcome.function or None,
        "signature": outcome.signature or None,
        "arguments": outcome.arguments,
        "node": outcome.node_id or None,
        "confidence": confidence.level.value if confidence else None,
    }
    return _result(outcome.source if outcome.code_is_result else _text(outcome.result), content)


def _trouble(schema: dict[str, Any], value: dict[str, Any]) -> str:
    """Return where a value is not what a schema says, by name ("" if nowhere)."""
    from jsonschema import Draft202012Validator

    wrong = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if wrong is None:
        return ""
    place = wrong.json_path.removeprefix("$.").removeprefix("$")
    return f"{place}: {wrong.message[:200]}" if place else wrong.message[:200]


def _text(result: JSONValue) -> str:
    return result if isinstance(result, str) else json.dumps(result)


def _result(text: str, content: dict[str, Any] | None = None) -> "CallToolResult":
    """Return an answer with its content, or, without one, what went wrong."""
    from mcp.types import CallToolResult, TextContent

    said = TextContent(type="text", text=text)
    return CallToolResult(content=[said], structured_content=content, is_error=content is None)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
