"""Serves candidates to an evaluator: each import of one runs in a separate confined process."""

import contextlib
import json
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..domain.errors import SandboxError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program, RunResult
from ..domain.replace import replace
from ..guest_code import candidate_server, value_encoding
from ..guest_code.guest_source import guest_source

_LONGEST_LINE = 64 << 20
MOST_IMPORTS = 64
"""Processes that may serve one candidate: an evaluator may call it from forks and threads."""

VALUES, _SERVER_MODULE = "_code_evolver_values", "_code_evolver_server"
_SERVER = (
    f"import {VALUES} as values, {_SERVER_MODULE} as server\n"
    "from node_runtime import ask_host\n"
    "server.CandidateServer(lambda answer: ask_host('next', answer), values).serve()\n"
)
"""The program that runs confined and receives the candidate's text."""


def address_in(folder: Path) -> str:
    """Return the path of a host's socket in its private folder."""
    return str(folder / "candidates")


@dataclass(slots=True)
class _Admission:
    """A candidate that can be imported now, and the processes that serve it."""

    source: str
    file: str
    sessions: set[Session] = field(default_factory=set)
    connections: set[socket.socket] = field(default_factory=set)
    imports: int = 0


class CandidateHost:
    """Listens on a socket in a private folder; `program` says how candidates are confined."""

    def __init__(self, sandbox: Sandbox, program: Program, folder: Path) -> None:
        self._sandbox = sandbox
        served = folder / "served"
        served.mkdir()
        preload, readable = program.preload, (*program.readable, str(served))
        for name, module in ((VALUES, value_encoding), (_SERVER_MODULE, candidate_server)):
            (served / f"{name}.py").write_text(guest_source(module), encoding="utf-8")
            preload = (str(served / f"{name}.py"), *preload)
        self._program = replace(program, source=_SERVER, readable=readable, preload=preload)
        self.address = address_in(folder)
        self._admitted: dict[str, _Admission] = {}
        self._lock = threading.Lock()
        # One open session keeps the processes of its kind warm. The first starts now, so that no
        # evaluation is charged for it.
        self._keeper = sandbox.open(replace(self._program, calls={"next": lambda answer: None}))
        started = self._keeper.run({})
        if not started.finished:
            self._keeper.close()
            raise SandboxError(f"candidates cannot be run: {started.reason or started.stderr}")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(MOST_IMPORTS)
        threading.Thread(target=self._accept, name="candidates", daemon=True).start()

    def admit(self, token: str, source: str, file: str) -> None:
        """Let connections with this token import the candidate until it is dismissed."""
        with self._lock:
            self._admitted[token] = _Admission(source, file)

    def dismiss(self, token: str) -> None:
        """End the candidate's processes."""
        with self._lock:
            admission = self._admitted.pop(token, None)
            if admission is None:
                return
            sessions, connections = tuple(admission.sessions), tuple(admission.connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for session in sessions:
            session.cancel()

    def close(self) -> None:
        """Stop listening and end everything."""
        for token in tuple(self._admitted):
            self.dismiss(token)
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._keeper.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                hello = json.loads(lines.readline(_LONGEST_LINE))
                token = str(hello["token"])
            except (OSError, ValueError, KeyError, TypeError):
                return
            with self._lock:
                admission = self._admitted.get(token)
                if admission is None or admission.imports >= MOST_IMPORTS:
                    return
                admission.imports += 1
                admission.connections.add(connection)
            self._run(admission, connection, lines)
            with self._lock:
                admission.connections.discard(connection)

    def _run(self, admission: _Admission, connection: socket.socket, lines: BinaryIO) -> None:
        exchange = _Exchange(connection, lines, admission.source, admission.file)
        program = replace(self._program, calls={"next": exchange.next_request})
        with self._sandbox.open(program) as session:
            with self._lock:
                if admission not in self._admitted.values():
                    return
                admission.sessions.add(session)
            with _ended_with(connection, session):
                result = session.run({})
            with self._lock:
                admission.sessions.discard(session)
        exchange.end(result)


@contextlib.contextmanager
def _ended_with(connection: socket.socket, session: Session) -> Iterator[None]:
    """End the session's run when the evaluator gives up the call that it is busy with."""
    hang_up, over = select.poll(), socket.socketpair()
    hang_up.register(connection, select.POLLRDHUP)
    hang_up.register(over[0], select.POLLRDHUP)

    def watch() -> None:
        hang_up.poll()
        session.cancel()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        over[1].close()
        watching.join()
        over[0].close()


class _Exchange:
    """Passes requests and answers between one connection and one candidate's process."""

    def __init__(self, connection: socket.socket, lines: BinaryIO, source: str, file: str) -> None:
        self._connection = connection
        self._lines = lines
        self._given: JSONObject = {"source": source, "file": file}

    def next_request(self, answer: JSONObject) -> JSONValue:
        """Pass an answer on (the first is empty) and wait for the next request; None at the end."""
        try:
            if answer:
                self._send(answer)
            line = self._lines.readline(_LONGEST_LINE)
            request = json.loads(line) if line else None
        except (OSError, ValueError):
            return None
        if not isinstance(request, dict):
            return None
        return {**request, **self._given} if request.get("do") in ("load", "main") else request

    def end(self, result: RunResult) -> None:
        """Report to the evaluator why the candidate's process ended."""
        lines = result.stderr.strip().splitlines()
        reason = result.reason or (lines[-1] if lines else "it exited")
        with contextlib.suppress(OSError):
            self._send({"ended": f"the candidate's process ended: {reason[:500]}"})

    def _send(self, message: JSONObject) -> None:
        self._connection.sendall(json.dumps(message).encode() + b"\n")
