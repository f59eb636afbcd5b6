"""How the host goes along with one run: feeds it, hears it within bounds, answers its calls."""

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

_PIECE = 1 << 16
_CLOCK = 0.03
_PATIENCE = 3.0
"""Seconds by which a zygote may be late with its report before it is given up."""


class ZygoteLost(SandboxError):
    """The zygote died or does not answer; `begun` tells whether the program may have run."""

    def __init__(self, message: str, *, begun: bool = True) -> None:
        super().__init__(message)
        self.begun = begun


@dataclass(frozen=True, slots=True)
class RunOutput:
    """What a run printed, within bounds, and what the zygote reports of it."""

    stdout: bytes
    stderr: bytes
    report: Message
    overflowed: bool


class RunIO:
    """One run, seen from the host; `receive` waits for the zygote's report, `tell` talks to it."""

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
        self._heard: dict[int, bytearray] = {self._stdout: bytearray(), self._stderr: bytearray()}
        self._open = set(ends)
        self._room = limits.output_bytes
        self._overflowed = False

    def run(self, given: bytes, receive: Callable[[], Message]) -> RunOutput:
        """Go along until the report is there. Raises ZygoteLost."""
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
        out, err = (bytes(self._heard[end]) for end in (self._stdout, self._stderr))
        return RunOutput(out, err, report, self._overflowed)

    def _until_report(
        self, poll: select.poll, left: memoryview, receive: Callable[[], Message]
    ) -> Message:
        deadline = time.monotonic() + self._limits.wall_seconds + _PATIENCE
        while True:
            for descriptor, _ in poll.poll(_CLOCK * 1000 if self._clock_runs() else 1000):
                if descriptor == self._channel:
                    return receive()
                if descriptor == self._stdin:
                    left = self._feed(poll, left)
                elif descriptor == self._broker.fileno():
                    poll.unregister(descriptor)
                    self._broker.begin()
                elif not self._hear(descriptor):
                    poll.unregister(descriptor)
            if self._broker.is_answering:
                self._broker.look_at_clock()
                deadline = time.monotonic() + self._limits.wall_seconds + _PATIENCE
            if time.monotonic() > deadline:
                raise ZygoteLost("the sandbox did not end a run in time")

    def _clock_runs(self) -> bool:
        return not self._broker.is_waiting

    def _feed(self, poll: select.poll, left: memoryview) -> memoryview:
        try:
            left = left[os.write(self._stdin, left[:_PIECE]) :]
        except BrokenPipeError:
            # It ended, or closed its stdin, without reading all.
            left = left[:0]
        if not left:
            poll.unregister(self._stdin)
            self._close(self._stdin)
        return left

    def _hear(self, descriptor: int) -> bool:
        """Read a piece; False at the end of the stream."""
        try:
            piece = os.read(descriptor, _PIECE)
        except BlockingIOError:
            return True
        self._heard[descriptor] += piece[: max(0, self._room)]
        self._room -= len(piece)
        if self._room < 0 and not self._overflowed:
            self._overflowed = True
            self._kill("output")
        return bool(piece)

    def _drain(self) -> None:
        """Take what is still in the pipes, now that all writers are dead."""
        for descriptor in (self._stdout, self._stderr):
            while self._room >= 0 and select.select([descriptor], [], [], 0)[0]:
                if not self._hear(descriptor):
                    break

    def _close(self, descriptor: int) -> None:
        self._open.discard(descriptor)
        os.close(descriptor)


def limits_message(limits: Limits, processes_in_all: int) -> JSONObject:
    """The limits as the zygote needs them."""
    return {
        "wall_seconds": limits.wall_seconds,
        "cpu_seconds": limits.cpu_seconds,
        "memory_mb": limits.memory_mb,
        "files_mb": limits.files_mb,
        "file_count": limits.file_count,
        "processes": limits.processes,
        "processes_in_all": processes_in_all,
    }
