"""The host's end of what a confined program may ask for: JSON-RPC lines, checked and counted."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import BinaryIO

from ..domain.errors import EvolverError, ToolError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.program_run import HostCall

MOST_CALLS = 1000
MOST_AT_ONCE = 32
SIDE_BY_SIDE, _ONE = "call_tools", "call_tool"
LONGEST_LINE = 8 << 20
_MOST_SKIPPED = 8
_THREADS = 8
_SLOW = 0.02

answering: ContextVar[bool] = ContextVar("answering", default=False)
"""True in a thread that answers a call: a run it starts must not wait for the run it serves."""

_NO_METHOD, _BAD_REQUEST, _FAILED = -32601, -32600, -32000


class Broker:
    """Answers one program's calls on a thread of its own, begun with the first call.

    `tell` hears "pause" when an answer takes long and "resume" with its seconds: the time that
    the host needs is not the program's.
    """

    def __init__(
        self,
        line: socket.socket,
        calls: Mapping[str, HostCall],
        tell: Callable[[str, float], None],
    ) -> None:
        self._line = line
        self._calls = calls
        self._tell = tell
        self._thread: threading.Thread | None = None
        self._begun = 0.0
        self._paused = False
        self._ended = False
        self._lock = threading.Lock()

    def fileno(self) -> int:
        """The host's end of the line."""
        return self._line.fileno()

    @property
    def is_waiting(self) -> bool:
        """True until the first call was noticed."""
        return self._thread is None

    def begin(self) -> None:
        """Start answering; the program has written something."""
        # What is known of the run that asks counts for what it asks for.
        context = copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._serve,), name="broker", daemon=True
        )
        self._thread.start()

    def look_at_clock(self) -> None:
        """Stop the program's clock if an answer is taking long; called now and then."""
        with self._lock:
            if not self._begun or self._paused or time.monotonic() - self._begun < _SLOW:
                return
            self._paused = True
            self._tell("pause", 0.0)

    @property
    def is_answering(self) -> bool:
        """True while the host is at work for the program."""
        return self._begun > 0

    def end(self) -> None:
        """The program is over; an answer under way is given to nobody."""
        with self._lock:
            self._ended = True
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The program's end was closed before.
            self._paused = False
        if self._thread is None:
            self._line.close()

    def _serve(self) -> None:
        answering.set(True)
        with self._line, self._line.makefile("rb") as lines:
            try:
                for count in range(MOST_CALLS + 1):
                    line = lines.readline(LONGEST_LINE + 1)
                    if not line:
                        return
                    reply = self._reply(line, count) if _is_whole(line, lines) else _TOO_LONG
                    # A program that does not read its answers waits at its own expense.
                    self._line.sendall(json.dumps(reply).encode() + b"\n")
            except OSError:
                # The program ended while it was answered, or asks without end: nobody listens.
                return

    def _reply(self, line: bytes, count: int) -> JSONObject:
        try:
            number, method, given = _read_request(line)
        except ValueError as problem:
            return _error(None, _BAD_REQUEST, str(problem))
        if count == MOST_CALLS:
            return _error(number, _FAILED, f"a program may ask {MOST_CALLS} times")
        if (_ONE if method == SIDE_BY_SIDE else method) not in self._calls:
            return _error(number, _NO_METHOD, f"this program may not ask for {method!r}")
        with self._lock:
            self._begun = time.monotonic()
        try:
            return self._answer(number, method, given)
        finally:
            self._account()

    def _answer(self, number: JSONValue, method: str, given: JSONObject) -> JSONObject:
        try:
            if method == SIDE_BY_SIDE:
                result = _side_by_side(self._calls[_ONE], given)
            else:
                result = self._calls[method](given)
            json.dumps(result)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # A tool may fail in any way; the program hears of it, the host goes on.
            return _error(number, _FAILED, _spoken(error))
        return {"jsonrpc": "2.0", "id": number, "result": result}

    def _account(self) -> None:
        """Give the program back the time its answer took."""
        with self._lock:
            seconds = time.monotonic() - self._begun
            paused, self._paused, self._begun = self._paused, False, 0.0
            if paused and not self._ended:
                self._tell("resume", _SLOW if seconds > _SLOW else 0.0)


def _is_whole(line: bytes, lines: BinaryIO) -> bool:
    """False if the line is too long; the rest of it is then skipped. Raises OSError if endless."""
    if len(line) <= LONGEST_LINE:
        return True
    for _ in range(_MOST_SKIPPED):
        if not line or line.endswith(b"\n"):
            return False
        line = lines.readline(LONGEST_LINE)
    raise ConnectionAbortedError("the question has no end")


def _side_by_side(call: HostCall, given: JSONObject) -> JSONValue:
    """Answer several calls at once, in their order; each that fails says why in its place."""
    wanted = given.get("calls")
    if not isinstance(wanted, list) or len(wanted) > MOST_AT_ONCE:
        raise ToolError(f"at most {MOST_AT_ONCE} calls are made at once")

    def one(question: JSONValue) -> JSONValue:
        try:
            if not isinstance(question, dict):
                raise ToolError("a call is an object")
            return {"result": call(question)}
        except Exception as error:  # pylint: disable=broad-exception-caught
            return {"error": _spoken(error)}

    with ThreadPoolExecutor(max(1, min(len(wanted), _THREADS)), "broker") as threads:
        running = [threads.submit(copy_context().run, one, question) for question in wanted]
        return [future.result() for future in running]


def _spoken(error: Exception) -> str:
    if not isinstance(error, EvolverError):
        return f"{type(error).__name__}: {error}"
    # The hint of a tool says what the program did wrong, such as the name it misspelt.
    return f"{error} ({error.hint})" if error.hint else str(error)


def make_line() -> tuple[socket.socket, int]:
    """The host's end, and the program's as a bare descriptor."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return ours, theirs.detach()


def _read_request(line: bytes) -> tuple[JSONValue, str, JSONObject]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("the question is no JSON") from error
    if not isinstance(said, dict) or not isinstance(said.get("method"), str):
        raise ValueError("the question names no method")
    given = said.get("params", {})
    if not isinstance(given, dict):
        raise ValueError("the question's params are no object")
    return said.get("id"), said["method"], given


def _error(number: JSONValue, code: int, message: str) -> JSONObject:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


_TOO_LONG = _error(None, _BAD_REQUEST, f"a question is longer than {LONGEST_LINE} bytes")
