"""Starts Model Context Protocol servers on first use and keeps their sessions open."""

import importlib.util
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from ..domain.errors import ToolFailed
from ..domain.installation import INSTALL_MCP
from .mcp_transport import McpServer, McpTransport

if TYPE_CHECKING:
    from concurrent.futures import Future

    from anyio.abc import TaskStatus
    from anyio.from_thread import BlockingPortal
    from mcp import Client
    from mcp.types import CallToolResult, Tool

T = TypeVar("T")
_MAX_PAGES = 100
_CLOSED, _TIMED_OUT = -32000, -32001


class ServerEnded(ToolFailed):
    """The server ended, or fell silent; its session is closed, and the next call starts it anew."""


class _Session(Struct, frozen=True):
    """An open session, its wire, and the task that holds it: cancelled, it ends the server."""

    client: "Client"
    wire: McpTransport
    holder: "Future[Any]"


@dataclass(eq=False, slots=True)
class McpServers:
    """Sessions with servers, one each, shared by its tools; what servers log goes to a file.

    `close` ends the servers; afterwards a call would start them anew.
    """

    log: Path
    _lock: Lock = field(default_factory=Lock, init=False)
    _connecting: dict[McpServer, Lock] = field(default_factory=dict, init=False)
    _sessions: dict[McpServer, _Session] = field(default_factory=dict, init=False)
    _thread: ExitStack = field(default_factory=ExitStack, init=False)
    _portal: "BlockingPortal | None" = field(default=None, init=False)

    def tools(self, server: McpServer, seconds: float) -> "Mapping[str, Tool]":
        """Return the server's tools by name; a server that died since its last call is restarted.

        Raises ToolFailed.
        """
        was_open = server in self._sessions
        try:
            return self._run(server, seconds, _list_tools)
        except ServerEnded:
            if not was_open:
                raise
            return self._run(server, seconds, _list_tools)

    def call(
        self, server: McpServer, tool: str, arguments: Mapping[str, Any], seconds: float
    ) -> "CallToolResult":
        """Call a tool, once: what it did before it failed is not known. Raises ToolFailed."""

        async def call(client: "Client") -> "CallToolResult":
            return await client.call_tool(tool, dict(arguments))

        return self._run(server, seconds, call)

    def close(self) -> None:
        """End every server with its children; waits for that, a few seconds at most."""
        with self._lock:
            self._sessions.clear()
            portal, self._portal = self._portal, None
        if portal is not None:
            portal.call(portal.stop, True)
            self._thread.close()

    def _run(
        self, server: McpServer, seconds: float, action: "Callable[[Client], Awaitable[T]]"
    ) -> T:
        session = self._session(server, seconds)

        async def bounded() -> T:
            import anyio

            with anyio.fail_after(seconds):
                return await action(session.client)

        try:
            return self._open_portal().call(bounded)
        except Exception as error:  # pylint: disable=broad-exception-caught  # read by its kind
            failure = _failure(error, seconds, session.wire.problem)
            if isinstance(failure, ServerEnded):
                self._drop(server, session)
            raise failure from error

    def _session(self, server: McpServer, seconds: float) -> _Session:
        with self._lock:
            connecting = self._connecting.setdefault(server, Lock())
        with connecting:
            if server not in self._sessions:
                self._sessions[server] = self._connect(server, seconds)
            return self._sessions[server]

    def _connect(self, server: McpServer, seconds: float) -> _Session:
        if importlib.util.find_spec("mcp") is None:
            raise ToolFailed("the package mcp is not installed", hint=INSTALL_MCP)
        # The SDK would write a traceback to the screen for a malformed notification.
        logging.getLogger("client").addHandler(logging.NullHandler())
        logging.getLogger("client").propagate = False
        portal = self._open_portal()
        wire = McpTransport(server, self.log)

        async def hold(*, task_status: "TaskStatus[Client]") -> None:
            await _hold(wire, seconds, task_status)

        try:
            holder, client = portal.start_task(hold)
        except Exception as error:  # pylint: disable=broad-exception-caught  # read by its kind
            raise _not_started(wire, error, seconds) from error
        return _Session(client, wire, holder)

    def _drop(self, server: McpServer, session: _Session) -> None:
        with self._lock:
            if self._sessions.get(server) is session:
                del self._sessions[server]
        session.holder.cancel()

    def _open_portal(self) -> "BlockingPortal":
        from anyio.from_thread import start_blocking_portal

        with self._lock:
            if self._portal is None:
                self._portal = self._thread.enter_context(start_blocking_portal(name="mcp"))
            return self._portal


async def _hold(wire: McpTransport, seconds: float, status: "TaskStatus[Client]") -> None:
    """Keep one session open until cancelled; opening it is bounded as well."""
    import anyio
    from mcp import Client

    with anyio.fail_after(seconds) as scope:
        async with Client(wire.open(), cache=None) as client:
            scope.deadline = inf
            status.started(client)
            await anyio.sleep_forever()


async def _list_tools(client: "Client") -> "Mapping[str, Tool]":
    found: dict[str, Tool] = {}
    cursor: str | None = None
    for _ in range(_MAX_PAGES):
        page = await client.list_tools(cursor=cursor)
        found |= {tool.name: tool for tool in page.tools}
        # Some servers send the same page again and again.
        if not page.next_cursor or page.next_cursor == cursor:
            return found
        cursor = page.next_cursor
    raise ToolFailed(f"its server's list of tools has more than {_MAX_PAGES} pages")


def _failure(error: Exception, seconds: float, problem: str) -> ToolFailed:
    """Return what ails a call, as our own error."""
    from mcp import MCPError

    if isinstance(error, ToolFailed):
        return error
    if problem:
        return ServerEnded(f"its server {problem}, and was ended")
    if isinstance(error, TimeoutError) or getattr(error, "code", None) == _TIMED_OUT:
        return ServerEnded(f"its server did not answer within {seconds:g} s, and was ended")
    if isinstance(error, MCPError) and error.code != _CLOSED:
        return ToolFailed(f"its server refused: {error.message}")
    if isinstance(error, (ValueError, RuntimeError)):
        # pydantic's errors, and the SDK's own check of a result against its schema.
        first = str(error).strip().partition("\n")[0][:200]
        return ToolFailed(f"its server's answer is not what it promised: {first}")
    return ServerEnded("its server ended")


def _not_started(wire: McpTransport, error: Exception, seconds: float) -> ToolFailed:
    server, kinds = wire.server, tuple(_leaves(error))
    hint = f"see its log: {wire.log}"
    if wire.problem:
        return ToolFailed(f"{server.command} {wire.problem}", hint=hint)
    for one in kinds:
        if isinstance(one, TimeoutError):
            return ToolFailed(
                f"{server.command} did not answer as an MCP server within {seconds:g} s", hint=hint
            )
        if isinstance(one, FileNotFoundError):
            missing = one.filename or server.command
            return ToolFailed(f"program not found: {missing}", hint="install it, or name its path")
        if isinstance(one, RuntimeError) and "protocol version" in str(one):
            version = str(one).rpartition(" ")[2]
            return ToolFailed(
                f"{server.command} speaks protocol version {version}, which is not known here"
            )
        if isinstance(one, OSError) and one.strerror:
            return ToolFailed(f"{server.command} cannot be started: {one.strerror}")
    return ToolFailed(f"{server.command} ended, or is not an MCP server", hint=hint)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error
