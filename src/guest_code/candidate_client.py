"""Represents a candidate inside the evaluator: each call goes to the candidate's process.

The file that an evaluator gets as its program holds two lines that call `attach`; so, however it
is loaded, the candidate's own code never runs in the evaluator's process.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

_MOST_CONNECTIONS = 32
"""Half of what the host lets an evaluation have; more threads wait for each other."""


class CandidateFailed(RuntimeError):
    """The candidate's process ended: it crashed, or passed a limit."""


class _Connection:
    """One process that imported the candidate, for one thread at a time.

    After an exchange that broke off, the late answer of a call would be taken for that of the next:
    nothing more is sent, and `is_usable` is false.
    """

    def __init__(self, candidate: _Candidate) -> None:
        self._candidate = candidate
        self.lock = threading.RLock()
        self._is_our_turn = True
        self._own_problem: Exception | None = None
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(candidate.address)
        self._lines = self._socket.makefile("rb")
        self._socket.sendall(json.dumps({"token": candidate.token}).encode() + b"\n")

    @property
    def is_usable(self) -> bool:
        """True while what is sent next gets its own answer."""
        return self._is_our_turn

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return its answer; calls of lent functions are answered between.

        Raises what the candidate raised, where that is built in.
        """
        with self.lock:
            answer = self._exchange(request)
            while "number" in answer:
                answer = self._exchange(self._call_lent(answer))
        if "raised" in answer:
            own = self._own_problem
            if own is not None and answer["raised"][1] == f"{type(own).__name__}: {own}":
                # It came through the candidate: the evaluator may catch it by its class.
                raise own
            raise _exception(*answer["raised"])
        return answer

    def call(self, request: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function of the candidate's. Raises as `ask` does."""
        candidate = self._candidate
        arguments = {"args": candidate.encode(given), "kwargs": candidate.encode(named)}
        answer = self.ask({**request, **arguments})
        return candidate.values.decode(answer["value"], self.borrow)

    def borrow(self, number: int) -> Callable[..., Any]:
        """Return a function that the candidate returned."""
        owner = os.getpid()

        def call(*given: Any, **named: Any) -> Any:
            if os.getpid() != owner:
                raise CandidateFailed("a function of the candidate cannot be passed to a fork")
            return self.call({"do": "lent", "number": number}, given, named)

        return call

    def _exchange(self, message: dict[str, Any]) -> dict[str, Any]:
        if not self._is_our_turn:
            raise CandidateFailed("the candidate's process ended: a call of it was given up")
        text = json.dumps(message).encode() + b"\n"
        self._is_our_turn = False
        try:
            self._socket.sendall(text)
            line = self._lines.readline()
            if not line:
                raise CandidateFailed("the candidate's process ended")
            answer: dict[str, Any] = json.loads(line)
        except BaseException:
            # The host ends the process, which may be busy with the call.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            raise
        if "ended" in answer:
            raise CandidateFailed(answer["ended"])
        self._is_our_turn = True
        return answer

    def _call_lent(self, asked: dict[str, Any]) -> dict[str, Any]:
        candidate, here = self._candidate, self._candidate.here
        outer, here.connection = getattr(here, "connection", None), self
        try:
            given = candidate.values.decode(asked["args"], self.borrow)
            named = candidate.values.decode(asked["kwargs"], self.borrow)
            return {"value": candidate.encode(candidate.lent[asked["number"]](*given, **named))}
        except Exception as problem:  # pylint: disable=broad-exception-caught
            if not self._is_our_turn:
                raise
            self._own_problem = problem
            return {"raised": [type(problem).__name__, str(problem)]}
        finally:
            here.connection = outer


class _Candidate:
    """The connections of one import, each with its own module state.

    Another one is made for a thread that would wait for the call of another, after a call that was
    given up, and in a fork.
    """

    def __init__(self, address: str, token: str, values: Any) -> None:
        self.address, self.token, self.values = address, token, values
        self.lent: list[Any] = []
        self.here = threading.local()
        """`connection` is the one whose process waits for what this thread computes."""
        self._process = os.getpid()
        self._connections: list[_Connection] = []
        self._adding = threading.Lock()

    def connect(self) -> _Connection:
        """Open the first connection, whose process has not imported the candidate yet."""
        self._connections.append(_Connection(self))
        return self._connections[0]

    def call(self, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function of the candidate's in a process that no other thread uses."""
        connection = self._free_connection()
        try:
            return connection.call({"do": "call", "name": name}, given, named)
        finally:
            connection.lock.release()

    def encode(self, value: Any) -> Any:
        """Write a value down; functions in it can be called back."""
        return self.values.encode(value, self._lend)

    def _free_connection(self) -> _Connection:
        """Return a connection whose lock this thread holds now."""
        if os.getpid() != self._process:
            # Both processes would read the answers of one socket.
            self._process, self._connections = os.getpid(), []
            self._adding, self.here = threading.Lock(), threading.local()
        while True:
            connection = self._idle_connection() or self._further_connection()
            if connection is not None:
                return connection
            for first in self._connections[:1]:
                with first.lock:
                    pass

    def _idle_connection(self) -> _Connection | None:
        called_by: _Connection | None = getattr(self.here, "connection", None)
        for connection in filter(None, (called_by, *self._connections)):
            if connection.lock.acquire(blocking=False):
                if connection.is_usable:
                    return connection
                connection.lock.release()
                self._drop(connection)
        return None

    def _further_connection(self) -> _Connection | None:
        """Import the candidate once more; None if that was done often enough."""
        with self._adding:
            if len(self._connections) >= _MOST_CONNECTIONS:
                return None
            connection = _Connection(self)
            connection.lock.acquire()  # pylint: disable=consider-using-with  # the caller does
            self._connections.append(connection)
        try:
            connection.ask({"do": "load"})
            return connection
        except BaseException:
            self._drop(connection)
            connection.lock.release()
            raise

    def _drop(self, connection: _Connection) -> None:
        with contextlib.suppress(ValueError):
            self._connections.remove(connection)

    def _lend(self, function: Any) -> int:
        self.lent.append(function)
        return len(self.lent) - 1


def attach(address: str, token: str, namespace: dict[str, Any]) -> None:
    """Load the candidate in its process, and put stand-ins for what it offers here."""
    values = sys.modules["_code_evolver_values"]
    candidate = _Candidate(address, token, values)
    connection = candidate.connect()
    if namespace.get("__name__") == "__main__":
        _run_as_program(connection)
    loaded = connection.ask({"do": "load"})
    for name, written in loaded["values"].items():
        if _is_plain(name):
            namespace[name] = values.decode(written, connection.borrow)
    for name, text in loaded["functions"].items():
        if _is_plain(name):
            namespace[name] = _stand_in(candidate, name, text)
    others = frozenset(loaded["others"])

    def missing(name: str) -> Any:
        if name in others:
            raise TypeError(f"{name} of the candidate cannot be passed on")
        raise AttributeError(f"the program has no {name}")

    namespace["__getattr__"] = missing


def _is_plain(name: str) -> bool:
    """Not a name that means something to the interpreter; what is named is the candidate's say."""
    return name.isidentifier() and not name.startswith("__")


def _stand_in(candidate: _Candidate, name: str, text: str) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        return candidate.call(name, given, named)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = text or None
    return call


def _run_as_program(connection: _Connection) -> None:
    given = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
    answer = connection.ask({"do": "main", "arguments": sys.argv[1:], "stdin": given})
    sys.stdout.write(answer["stdout"])
    sys.stderr.write(answer["stderr"])
    sys.stdout.flush()
    os._exit(answer["code"] & 0xFF)


def _exception(name: str, text: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        # UnicodeDecodeError, for one, takes five arguments.
        with contextlib.suppress(TypeError):
            return kind(text)
    return RuntimeError(f"{name}: {text}")
