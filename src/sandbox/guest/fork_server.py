"""How a zygote serves: a forked child for each request, watched and metered."""

from __future__ import annotations

import os
import signal
import socket

from . import analyzer_run as analysis
from . import child, wire
from .confinement import Confinement
from .preload import Run
from .resource_monitor import ResourceMonitor
from .wire import Message


class ForkServer:
    """Answers requests on a channel; ends when the host is gone, and all it started with it."""

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
            if "source" not in request:
                # A word about a run that is already over.
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
        self._confinement.prepare(request)
        request["folder"] = self._scratch + ("/run" if request["writes"] else "")
        told, telling = os.pipe()
        watch = ResourceMonitor(request, self._channel, self._scratch)
        pid = os.fork()
        if pid == 0:
            run = self._programs[request["profile"]]
            child.live(request, (*descriptors, telling), self._confinement, run)
        os.close(telling)
        try:
            return watch.until_end(pid, told)
        finally:
            os.close(told)
            self._end_all(pid)

    def _warm(self, request: Message) -> None:
        """Let an analyzer look at a sample first, once for each analyzer."""
        if request["profile"] != "analysis" or request["arguments"][0] in self._warmed:
            return
        self._warmed.add(request["arguments"][0])
        analysis.warm_up(request["arguments"], self._scratch)
        self._confinement.measure()

    def _end_all(self, pid: int) -> None:
        """Nothing that the child started outlives it."""
        for target, kill in ((pid, os.killpg), (-1, os.kill)):
            if target == -1 and not self._owns_process_space:
                continue
            try:
                kill(target, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        while _reap():
            continue


def _reap() -> bool:
    """Wait for one orphan that became ours."""
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        return False
    return True
