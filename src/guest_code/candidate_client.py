"""Represents a candidate inside the evaluator: each call goes to the candidate's process.

The file that an evaluator gets as its program holds two lines that call `attach`; so, however it
is loaded, the candidate's own code never runs in the evaluator's process.
"""

from __future__ import annotations

import builtins
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any


class CandidateFailed(RuntimeError):
    """The candidate's process ended: it crashed, or passed a limit."""


class _Connection:
    """One import of the candidate: a process of its own, with its own module state.

    A fork of the evaluator imports the candidate anew.
    """

    def __init__(self, address: str, token: str, values: Any) -> None:
        self._values = values
        self._lock = threading.RLock()
        self._lent: list[Any] = []
        self._address, self._token = address, token
        self._connect()

    def _connect(self) -> None:
        self._process = os.getpid()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(self._address)
        self._lines = self._socket.makefile("rb")
        self._send({"token": self._token})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return its answer; calls of lent functions are answered between."""
        if os.getpid() != self._process:
            # After a fork, both processes would read the answers of one socket.
            self._lock = threading.RLock()
            self._connect()
            self.ask({"do": "load"})
        with self._lock:
            self._send(request)
            while True:
                line = self._lines.readline()
                if not line:
                    raise CandidateFailed("the candidate's process ended")
                answer: dict[str, Any] = json.loads(line)
                if "ended" in answer:
                    raise CandidateFailed(answer["ended"])
                if "number" not in answer:
                    return answer
                self._send(self._call_lent(answer))

    def call(self, request: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function of the candidate's; raises what it raised, where that is built in."""
        arguments = {"args": self._encode(given), "kwargs": self._encode(named)}
        answer = self.ask({**request, **arguments})
        if "raised" in answer:
            raise _exception(*answer["raised"])
        return self._values.decode(answer["value"], self.borrow)

    def borrow(self, number: int) -> Callable[..., Any]:
        """Return a function that the candidate returned."""
        owner = self._process

        def call(*given: Any, **named: Any) -> Any:
            if os.getpid() != owner:
                raise CandidateFailed("a function of the candidate cannot be passed to a fork")
            return self.call({"do": "lent", "number": number}, given, named)

        return call

    def _call_lent(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            given = self._values.decode(asked["args"], self.borrow)
            named = self._values.decode(asked["kwargs"], self.borrow)
            return {"value": self._encode(self._lent[asked["number"]](*given, **named))}
        except Exception as problem:  # pylint: disable=broad-exception-caught
            return {"raised": [type(problem).__name__, str(problem)]}

    def _encode(self, value: Any) -> Any:
        return self._values.encode(value, self._lend)

    def _lend(self, function: Any) -> int:
        self._lent.append(function)
        return len(self._lent) - 1

    def _send(self, message: dict[str, Any]) -> None:
        self._socket.sendall(json.dumps(message).encode() + b"\n")


def attach(address: str, token: str, namespace: dict[str, Any]) -> None:
    """Load the candidate in its process, and put stand-ins for what it offers here."""
    values = sys.modules["_code_evolver_values"]
    connection = _Connection(address, token, values)
    if namespace.get("__name__") == "__main__":
        _run_as_program(connection)
    loaded = connection.ask({"do": "load"})
    if "raised" in loaded:
        raise _exception(*loaded["raised"])
    for name, written in loaded["values"].items():
        if _is_plain(name):
            namespace[name] = values.decode(written, connection.borrow)
    for name, text in loaded["functions"].items():
        if _is_plain(name):
            namespace[name] = _stand_in(connection, name, text)
    others = frozenset(loaded["others"])

    def missing(name: str) -> Any:
        if name in others:
            raise TypeError(f"{name} of the candidate cannot be passed on")
        raise AttributeError(f"the program has no {name}")

    namespace["__getattr__"] = missing


def _is_plain(name: str) -> bool:
    """Not a name that means something to the interpreter; what is named is the candidate's say."""
    return name.isidentifier() and not name.startswith("__")


def _stand_in(connection: _Connection, name: str, text: str) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        return connection.call({"do": "call", "name": name}, given, named)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = text or None
    return call


def _run_as_program(connection: _Connection) -> None:
    given = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
    answer = connection.ask({"do": "main", "arguments": sys.argv[1:], "stdin": given})
    if "raised" in answer:
        raise _exception(*answer["raised"])
    sys.stdout.write(answer["stdout"])
    sys.stderr.write(answer["stderr"])
    sys.stdout.flush()
    os._exit(answer["code"] & 0xFF)


def _exception(name: str, text: str) -> BaseException:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(text)
        except TypeError:
            # Such as UnicodeDecodeError, which takes five arguments.
            return RuntimeError(f"{name}: {text}")
    return RuntimeError(f"{name}: {text}")
