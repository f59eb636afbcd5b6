"""Serves a confined program's calls to the host: JSON-RPC lines, validated and counted."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import BinaryIO

from dataclasses import dataclass, field

from ..domain.errors import EvolverError, ToolError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.program_run import HostCall

MAX_BATCH = 32
BATCH_METHOD, _CALL_METHOD = "call_tools", "call_tool"
MAX_LINE_BYTES = 8 << 20
_MAX_SKIPPED_READS = 8
_THREADS = 8
_SLOW = 0.02

answering: ContextVar[bool] = ContextVar("answering", default=False)
"""True in a thread that answers a call: a run it starts must not wait for the calling run."""

_NO_METHOD, _BAD_REQUEST, _FAILED = -32601, -32600, -32000


@dataclass(eq=False, slots=True)
class Broker:
    """Answers one program's calls on a separate thread, started with the first call.

    `control` is called with "pause" when an answer takes long, and with "resume" and the seconds
    to add: the time the host needs does not count for the program. `thread` is None until the
    first call was noticed; `begun` is above 0 while the host works on one.
    """

    connection: socket.socket
    calls: Mapping[str, HostCall]
    control: Callable[[str, float], None]
    most_calls: int
    thread: threading.Thread | None = field(default=None, init=False)
    begun: float = field(default=0.0, init=False)
    _paused: bool = field(default=False, init=False)
    _ended: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def begin(self) -> None:
        """Start answering: the program has sent something."""
        # The context variables of the calling run apply to its calls.
        context = copy_context()
        self.thread = threading.Thread(
            target=context.run, args=(self._serve,), name="broker", daemon=True
        )
        self.thread.start()

    def pause_if_slow(self) -> None:
        """Pause the program's clock if an answer is taking long; called periodically."""
        with self._lock:
            if not self.begun or self._paused or time.monotonic() - self.begun < _SLOW:
                return
            self._paused = True
            self.control("pause", 0.0)

    def end(self) -> None:
        """Stop: the program has ended; an unfinished answer is discarded."""
        with self._lock:
            self._ended = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The program's end was closed before.
            self._paused = False
        if self.thread is None:
            self.connection.close()

    def _serve(self) -> None:
        answering.set(True)
        # pylint: disable-next=not-context-manager,no-member  # it takes the field for its class
        with self.connection, self.connection.makefile("rb") as lines:
            try:
                for count in range(self.most_calls + 1):
                    line = lines.readline(MAX_LINE_BYTES + 1)
                    if not line:
                        return
                    reply = self._reply(line, count) if _fits(line, lines) else _TOO_LONG
                    # A program that does not read its answers spends its own time.
                    self.connection.sendall(json.dumps(reply).encode() + b"\n")
            except OSError:
                # The program ended during an answer, or sends an endless line.
                return

    def _reply(self, line: bytes, count: int) -> JSONObject:
        try:
            number, method, given = _read_request(line)
        except ValueError as problem:
            return _error(None, _BAD_REQUEST, str(problem))
        if count == self.most_calls:
            return _error(number, _FAILED, f"a program may ask {self.most_calls} times")
        if (_CALL_METHOD if method == BATCH_METHOD else method) not in self.calls:
            return _error(number, _NO_METHOD, f"this program may not ask for {method!r}")
        with self._lock:
            self.begun = time.monotonic()
        try:
            return self._answer(number, method, given)
        finally:
            self._account()

    def _answer(self, number: JSONValue, method: str, given: JSONObject) -> JSONObject:
        try:
            if method == BATCH_METHOD:
                result = _answer_batch(self.calls[_CALL_METHOD], given)
            else:
                result = self.calls[method](given)
            json.dumps(result)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # A tool may fail in any way; the program gets the error, the host goes on.
            return _error(number, _FAILED, _error_text(error))
        return {"jsonrpc": "2.0", "id": number, "result": result}

    def _account(self) -> None:
        """Credit the program with the time its answer took."""
        with self._lock:
            seconds = time.monotonic() - self.begun
            paused, self._paused, self.begun = self._paused, False, 0.0
            if paused and not self._ended:
                self.control("resume", _SLOW if seconds > _SLOW else 0.0)


def _fits(line: bytes, lines: BinaryIO) -> bool:
    """Skip the rest of a line that is too long; False then. Raises OSError if it is endless."""
    if len(line) <= MAX_LINE_BYTES:
        return True
    for _ in range(_MAX_SKIPPED_READS):
        if not line or line.endswith(b"\n"):
            return False
        line = lines.readline(MAX_LINE_BYTES)
    raise ConnectionAbortedError("the request does not end")


def _answer_batch(call: HostCall, given: JSONObject) -> JSONValue:
    """Answer several calls in parallel; results in their order, a failed call as its error."""
    batch = given.get("calls")
    if not isinstance(batch, list) or len(batch) > MAX_BATCH:
        raise ToolError(f"at most {MAX_BATCH} calls are made at once")

    def answer_one(arguments: JSONValue) -> JSONValue:
        try:
            if not isinstance(arguments, dict):
                raise ToolError("a call is an object")
            return {"result": call(arguments)}
        except Exception as error:  # pylint: disable=broad-exception-caught
            return {"error": _error_text(error)}

    with ThreadPoolExecutor(max(1, min(len(batch), _THREADS)), "broker") as threads:
        running = [threads.submit(copy_context().run, answer_one, arguments) for arguments in batch]
        return [future.result() for future in running]


def _error_text(error: Exception) -> str:
    if not isinstance(error, EvolverError):
        return f"{type(error).__name__}: {error}"
    # The hint of a tool says what the program did wrong, such as the name it misspelt.
    return f"{error} ({error.hint})" if error.hint else str(error)


def _read_request(line: bytes) -> tuple[JSONValue, str, JSONObject]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("the request is not valid JSON") from error
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        raise ValueError("the request names no method")
    given = request.get("params", {})
    if not isinstance(given, dict):
        raise ValueError("the request's params are not an object")
    return request.get("id"), request["method"], given


def _error(number: JSONValue, code: int, message: str) -> JSONObject:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


_TOO_LONG = _error(None, _BAD_REQUEST, f"a request is longer than {MAX_LINE_BYTES} bytes")
