"""The host side of one run: writes its stdin, reads its bounded output, answers its calls."""

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..domain.errors import SandboxError
from ..domain.json_value import JSONObject
from ..domain.program_run import Limits
from .broker import Broker
from .guest.wire import Message

_CHUNK_BYTES = 1 << 16
_CLOCK_SECONDS = 0.03
_GRACE_SECONDS = 3.0
"""Seconds by which a zygote's report may be late before the zygote is given up."""


class ZygoteLost(SandboxError):
    """The zygote died or does not answer; `begun` if the program may have run."""

    def __init__(self, message: str, *, begun: bool = True) -> None:
        super().__init__(message)
        self.begun = begun


@dataclass(frozen=True, slots=True)
class RunOutput:
    """A run's bounded output and the zygote's report."""

    stdout: bytes
    stderr: bytes
    report: Message
    overflowed: bool


class RunIO:
    """The input and output of one run; `kill` ends the run, with the reason."""

    def __init__(
        self,
        ends: tuple[int, int, int],
        broker: Broker,
        channel: int,
        limits: Limits,
        kill: Callable[[str], None],
    ) -> None:
        self._stdin, self._stdout, self._stderr = ends
        self._broker = broker
        self._channel = channel
        self._limits = limits
        self._kill = kill
        self._output: dict[int, bytearray] = {self._stdout: bytearray(), self._stderr: bytearray()}
        self._open = set(ends)
        self._output_left = limits.output_bytes
        self._overflowed = False

    def run(self, given: bytes, receive: Callable[[], Message]) -> RunOutput:
        """Serve the run until `receive` returns the zygote's report. Raises ZygoteLost."""
        poll = select.poll()
        for descriptor in (self._stdout, self._stderr, self._broker.fileno(), self._channel):
            poll.register(descriptor, select.POLLIN)
        left = memoryview(given)
        if left:
            poll.register(self._stdin, select.POLLOUT)
        else:
            self._close(self._stdin)
        try:
            report = self._until_report(poll, left, receive)
            self._drain()
        finally:
            for descriptor in tuple(self._open):
                self._close(descriptor)
        out, err = (bytes(self._output[end]) for end in (self._stdout, self._stderr))
        return RunOutput(out, err, report, self._overflowed)

    def _until_report(
        self, poll: select.poll, left: memoryview, receive: Callable[[], Message]
    ) -> Message:
        deadline = time.monotonic() + self._limits.wall_seconds + _GRACE_SECONDS
        while True:
            for descriptor, _ in poll.poll(
                _CLOCK_SECONDS * 1000 if self._is_clock_running() else 1000
            ):
                if descriptor == self._channel:
                    return receive()
                if descriptor == self._stdin:
                    left = self._feed(poll, left)
                elif descriptor == self._broker.fileno():
                    poll.unregister(descriptor)
                    self._broker.begin()
                elif not self._read(descriptor):
                    poll.unregister(descriptor)
            if self._broker.is_answering:
                self._broker.pause_if_slow()
                deadline = time.monotonic() + self._limits.wall_seconds + _GRACE_SECONDS
            if time.monotonic() > deadline:
                raise ZygoteLost("the sandbox did not end a run in time")

    def _is_clock_running(self) -> bool:
        return not self._broker.is_waiting

    def _feed(self, poll: select.poll, left: memoryview) -> memoryview:
        try:
            left = left[os.write(self._stdin, left[:_CHUNK_BYTES]) :]
        except BrokenPipeError:
            # The program ended or closed stdin without reading everything.
            left = left[:0]
        if not left:
            poll.unregister(self._stdin)
            self._close(self._stdin)
        return left

    def _read(self, descriptor: int) -> bool:
        """Read a chunk; False at the end of the stream."""
        try:
            chunk = os.read(descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return True
        self._output[descriptor] += chunk[: max(0, self._output_left)]
        self._output_left -= len(chunk)
        if self._output_left < 0 and not self._overflowed:
            self._overflowed = True
            self._kill("output")
        return bool(chunk)

    def _drain(self) -> None:
        """Read what is left in the pipes, now that all writers are dead."""
        for descriptor in (self._stdout, self._stderr):
            while self._output_left >= 0 and select.select([descriptor], [], [], 0)[0]:
                if not self._read(descriptor):
                    break

    def _close(self, descriptor: int) -> None:
        self._open.discard(descriptor)
        os.close(descriptor)


def limits_message(limits: Limits, total_processes: int) -> JSONObject:
    """The limits as sent to the zygote."""
    return {
        "wall_seconds": limits.wall_seconds,
        "cpu_seconds": limits.cpu_seconds,
        "memory_mb": limits.memory_mb,
        "files_mb": limits.files_mb,
        "file_count": limits.file_count,
        "processes": limits.processes,
        "processes_in_all": total_processes,
    }
