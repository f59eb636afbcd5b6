"""The zygote's server loop: forks a monitored, metered child for each request."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable

from . import analyzer_run as analysis
from . import child, wire
from .confinement import Confinement
from .resource_monitor import ResourceMonitor
from .wire import Message

Run = Callable[[Message], None]
"""Runs a program in a child that is confined; returns, or raises what the program raised."""

_LEAST_MB = 16
_NO_MEMORY = (
    "the limits of your shell leave a program too little memory: see ulimit -v and ulimit -d"
)
NO_PROCESS = "no process can be started: see ulimit -u, or the limit of this container"


class ForkServer:
    """Answers requests on a channel; ends with all its children when the host closes it."""

    def __init__(
        self,
        channel: socket.socket,
        confinement: Confinement,
        programs: dict[str, Run],
        setup: Message,
    ) -> None:
        self._channel = channel
        self._confinement = confinement
        self._programs = programs
        self._scratch = setup["scratch"]
        self._owns_process_space = setup["tier"] == "A"
        self._warmed: set[str] = set()

    def serve(self) -> None:
        """Serve until the channel is closed."""
        while True:
            try:
                request, descriptors = wire.receive(self._channel)
            except (EOFError, OSError):
                return
            if "profile" not in request:
                # A control message for a run that has already ended.
                continue
            try:
                report = self._run(request, descriptors)
            except Exception as problem:  # pylint: disable=broad-exception-caught
                # An analyzer may fail in any way on the sample; the zygote goes on.
                report = {"trouble": f"{type(problem).__name__}: {problem}"}
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            wire.send(self._channel, {**report, "serial": request["serial"]})

    def _run(self, request: Message, descriptors: tuple[int, ...]) -> Message:
        self._warm(request)
        asked = request["limits"]
        request["limits"] = self._confinement.allowed(asked)
        if request["limits"]["memory_mb"] < min(_LEAST_MB, asked["memory_mb"]):
            return {"trouble": _NO_MEMORY}
        self._confinement.prepare(request)
        request["folder"] = self._scratch + ("/run" if request["writes"] else "")
        ours, theirs = socket.socketpair()
        monitor = ResourceMonitor(request, self._channel, self._scratch)
        try:
            pid = os.fork()
        except BlockingIOError:
            return {"trouble": NO_PROCESS}
        if pid == 0:
            run = self._programs[request["profile"]]
            child.run_confined(request, (*descriptors, theirs.fileno()), self._confinement, run)
        theirs.close()
        try:
            return monitor.until_end(pid, ours)
        finally:
            ours.close()
            self._end_all(pid)

    def _warm(self, request: Message) -> None:
        """Run an analyzer on a sample first, once for each analyzer."""
        if request["profile"] != "analysis" or request["command"][0] in self._warmed:
            return
        self._warmed.add(request["command"][0])
        analysis.warm_up(request["command"], self._scratch)
        self._confinement.measure()

    def _end_all(self, pid: int) -> None:
        """Kill everything the child started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        if self._owns_process_space:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, signal.SIGKILL)
        # Orphaned processes are reparented to this one.
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
