"""The pipes to a Model Context Protocol server, whose messages are bounded in bytes.

The SDK's own transport buffers a line of any length. The wire format and the order of shutdown are
those of https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio.
"""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..documents.regular_files import open_own_file
from .mcp_messages import message_of

if TYPE_CHECKING:
    from anyio.abc import ByteReceiveStream, ByteSendStream, Process
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
    from mcp.client._transport import TransportStreams
    from mcp.shared.message import SessionMessage

MOST_MESSAGE_BYTES = 16_000_000
MOST_LOG_BYTES = 10_000_000
_GRACE_SECONDS = 2.0
_POLL_SECONDS = 0.01


class McpServer(Struct, frozen=True):
    """How a server is started: program, arguments, folder, and variables by name and value."""

    command: str
    arguments: tuple[str, ...] = ()
    folder: str | None = None
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class McpTransport:
    """The wire to one server; `problem` says what the server did that ended it ("" for nothing)."""

    server: McpServer
    log: Path
    most_bytes: int = MOST_MESSAGE_BYTES
    problem: str = field(default="", init=False)

    @asynccontextmanager
    async def open(self) -> "AsyncIterator[TransportStreams]":
        """Start the server and give what is read from it and written to it; then end it.

        Raises OSError if it cannot be started.
        """
        import anyio
        from mcp.client.stdio import get_default_environment
        from mcp.shared.message import SessionMessage

        process = await anyio.open_process(
            [self.server.command, *self.server.arguments],
            env=get_default_environment() | dict(self.server.environment),
            cwd=self.server.folder,
            start_new_session=True,
        )
        assert process.stdin and process.stdout and process.stderr
        heard, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        write, wanted = anyio.create_memory_object_stream[SessionMessage](0)
        async with anyio.create_task_group() as group:
            group.start_soon(self._read, process.stdout, heard)
            group.start_soon(_write, wanted, process.stdin)
            group.start_soon(_log, process.stderr, self.log)
            try:
                yield read, write
            finally:
                with anyio.CancelScope(shield=True):
                    await _end(process)
                for stream in (heard, read, write, wanted):
                    stream.close()
                group.cancel_scope.cancel()

    async def _read(
        self,
        stdout: "ByteReceiveStream",
        heard: "MemoryObjectSendStream[SessionMessage | Exception]",
    ) -> None:
        """Pass each line on; one that is too long is the last."""
        import anyio
        from anyio.streams.buffered import BufferedByteReceiveStream

        lines, most = BufferedByteReceiveStream(stdout), self.most_bytes
        gone = (anyio.ClosedResourceError, anyio.BrokenResourceError, ConnectionError)
        async with heard:
            with suppress(anyio.EndOfStream, anyio.IncompleteRead, *gone):
                try:
                    while True:
                        await heard.send(message_of(await lines.receive_until(b"\n", most)))
                except anyio.DelimiterNotFound:
                    self.problem = f"sent more than {most} bytes in one message"


async def _write(
    wanted: "MemoryObjectReceiveStream[SessionMessage]", stdin: "ByteSendStream"
) -> None:
    import anyio

    async with wanted:
        with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, OSError):
            async for one in wanted:
                text = one.message.model_dump_json(by_alias=True, exclude_unset=True)
                await stdin.send(text.encode(errors="replace") + b"\n")


async def _log(stderr: "ByteReceiveStream", path: Path) -> None:
    """Keep what the server logs, so much at most; read the rest, lest it waits to be rid of it."""
    import anyio

    with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, ConnectionError):
        async for some in stderr:
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = open_own_file(path, os.O_WRONLY | os.O_APPEND)
                with os.fdopen(descriptor, "ab") as log:
                    if os.fstat(descriptor).st_size < MOST_LOG_BYTES:
                        log.write(some)


async def _end(process: "Process") -> None:
    """Close its stdin, then ask its group to end, then kill it; some seconds at most."""
    import anyio

    assert process.stdin is not None
    with suppress(OSError, anyio.ClosedResourceError, anyio.BrokenResourceError):
        await process.stdin.aclose()
    for signal_ in (None, signal.SIGTERM, signal.SIGKILL):
        if signal_ is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal_)
        with anyio.move_on_after(_GRACE_SECONDS):
            # Not process.wait(): that also waits for other processes that hold its pipes.
            while process.returncode is None:
                await anyio.sleep(_POLL_SECONDS)
        if process.returncode is not None:
            break
    with anyio.move_on_after(_GRACE_SECONDS):
        await process.aclose()
