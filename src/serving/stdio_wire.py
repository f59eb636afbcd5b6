"""The wire to an MCP client: bounded lines, each of which is answered, whatever it holds.

The SDK's transport drops a line that is not a message, so its sender waits for ever. The
codes are those of https://www.jsonrpc.org/specification#error_object.
"""

import json
import os
import sys
from typing import Any, BinaryIO, Self

PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS = -32700, -32600, -32602
MOST_BYTES = 16_000_000


class Replies:
    """Writes lines whole, also those of several tasks at once; what cannot be written is lost."""

    def __init__(self, stream: BinaryIO) -> None:
        import anyio

        self._stream = stream
        self._lock = anyio.Lock()
        self._is_gone = False

    async def write(self, text: str) -> None:
        """Write text that ends a line."""
        from anyio import to_thread

        async with self._lock:
            if not self._is_gone:
                await to_thread.run_sync(self._put, text.encode("utf-8", "replace"))

    async def flush(self) -> None:
        """Nothing is kept back."""

    def _put(self, line: bytes) -> None:
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError:
            # The client is gone, or its disk is full; stdin ends soon.
            self._is_gone = True


class Requests:
    """The lines of a client that are messages; every other is answered here with its error."""

    def __init__(self, stream: BinaryIO, replies: Replies, most_bytes: int = MOST_BYTES) -> None:
        self._stream = stream
        self._replies = replies
        self._most_bytes = most_bytes

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        from anyio import to_thread

        while True:
            line, is_whole = await to_thread.run_sync(self._read_line)
            if not line:
                raise StopAsyncIteration
            checked = check_line(line) if is_whole else _refused(None, PARSE_ERROR, "too long")
            if isinstance(checked, str):
                return checked
            if checked is not None:
                await self._replies.write(json.dumps(checked) + "\n")

    def _read_line(self) -> tuple[bytes, bool]:
        """Return the next line (b"" at the end), and whether it is whole; the rest is skipped."""
        line = self._stream.readline(self._most_bytes)
        is_whole = line.endswith(b"\n") or len(line) < self._most_bytes
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = self._stream.readline(self._most_bytes)
        return line, is_whole


def claimed_streams() -> tuple[Requests, Replies]:
    """Get the process's stdin and stdout for the protocol alone; what else is printed is logged."""
    given, answers = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    sys.stdout.flush()
    os.dup2(2, 1)
    # Not closed: a thread may wait for the next line until the process ends.
    replies = Replies(os.fdopen(answers, "wb", closefd=False))
    return Requests(os.fdopen(given, "rb", closefd=False), replies), replies


def check_line(line: bytes) -> str | dict[str, Any] | None:
    """Get a line's message as text, the error to answer it with, or None where neither is due."""
    from mcp_types import JSONRPCRequest, jsonrpc_message_adapter

    if not line.strip():
        return None
    try:
        message = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return _refused(None, PARSE_ERROR, str(error))
    refused = _refusal(message)
    if refused is not None:
        is_notification = isinstance(message, dict) and "method" in message and "id" not in message
        return None if is_notification else refused
    # Half of a surrogate pair is not valid text.
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace").decode()
    try:
        read = jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValueError:
        read = None
    if "method" not in message or "id" not in message:
        return text if read is not None else None
    # The SDK reads a request with an error in it as the error alone, and answers nothing.
    if not isinstance(read, JSONRPCRequest):
        return _refused(message["id"], INVALID_REQUEST, "not a message of the protocol")
    return text


def _refusal(message: Any) -> dict[str, Any] | None:
    if not isinstance(message, dict):
        what = "batches are not taken" if isinstance(message, list) else "not an object"
        return _refused(None, INVALID_REQUEST, what)
    given = message.get("id")
    is_id = isinstance(given, (str, int)) and not isinstance(given, bool)
    known = given if is_id else None
    if message.get("jsonrpc") != "2.0":
        return _refused(known, INVALID_REQUEST, 'jsonrpc must be "2.0"')
    if "method" not in message and ("result" in message or "error" in message):
        return None
    if not isinstance(message.get("method"), str):
        return _refused(known, INVALID_REQUEST, "method must be a text")
    if "id" in message and not is_id:
        return _refused(None, INVALID_REQUEST, "id must be a text or a whole number")
    if message.get("params", {}) is None:
        del message["params"]
    if not isinstance(message.get("params", {}), dict):
        return _refused(known, INVALID_PARAMS, "params must be an object")
    return None


def _refused(request_id: Any, code: int, why: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "error": {"code": code, "message": why[:200]}}
