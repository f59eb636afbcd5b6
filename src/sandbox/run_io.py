"""The host side of one run: serves its input, output and calls, and says how it ended."""

import os
import select
import signal
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import asdict

from ..domain.errors import SandboxError
from ..domain.json_value import JSONObject
from ..domain.program_run import Ending, Limits, RunMetrics, RunResult
from ..domain.replace import replace
from .broker import Broker
from .guest.child import NEVER_STARTED
from .guest.wire import Message

_CHUNK_BYTES = 1 << 16
_CLOCK_MS = 30
_GRACE_SECONDS = 3.0
"""Seconds by which a zygote's report may be late before the zygote is given up."""


class ZygoteLost(SandboxError):
    """The zygote died or does not answer; `begun` if the program may have run."""

    def __init__(self, message: str, *, begun: bool = True) -> None:
        super().__init__(message)
        self.begun = begun


class RunOutput(Struct, frozen=True):
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
        calls = self._broker.connection.fileno()
        for descriptor in (self._stdout, self._stderr, calls, self._channel):
            poll.register(descriptor, select.POLLIN)
        left = memoryview(given)
        if left:
            poll.register(self._stdin, select.POLLOUT)
        else:
            self._close(self._stdin)
        try:
            report = self._until_report(poll, left, receive)
            # What is left in the pipes, now that all writers are dead.
            for descriptor in (self._stdout, self._stderr):
                while self._output_left >= 0 and select.select([descriptor], [], [], 0)[0]:
                    if not self._read(descriptor):
                        break
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
            for descriptor, _ in poll.poll(_CLOCK_MS if self._broker.thread else 1000):
                if descriptor == self._channel:
                    return receive()
                if descriptor == self._stdin:
                    left = self._feed(poll, left)
                elif descriptor == self._broker.connection.fileno():
                    poll.unregister(descriptor)
                    self._broker.begin()
                elif not self._read(descriptor):
                    poll.unregister(descriptor)
            if self._broker.begun:
                self._broker.pause_if_slow()
                deadline = time.monotonic() + self._limits.wall_seconds + _GRACE_SECONDS
            if time.monotonic() > deadline:
                raise ZygoteLost("the sandbox did not end a run in time")

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

    def _close(self, descriptor: int) -> None:
        self._open.discard(descriptor)
        os.close(descriptor)


def limits_message(limits: Limits, total_processes: int) -> JSONObject:
    """Return the limits as sent to the zygote."""
    return {**asdict(limits), "processes_in_all": total_processes}


_BY_KILL = {
    "time": (Ending.OUT_OF_TIME, "ran longer than {0.wall_seconds:g} s"),
    "cpu": (Ending.OUT_OF_TIME, "used more than {0.cpu_seconds:g} s of processor time"),
    "files": (Ending.TOO_MUCH_OUTPUT, "made more than {0.file_count} files"),
    "depth": (Ending.TOO_MUCH_OUTPUT, "made folders that are too deep to be looked into"),
    "processes": (Ending.REFUSED, "started more than {0.processes} processes"),
    "bytes": (Ending.TOO_MUCH_OUTPUT, "wrote more than {0.files_mb} MiB of files"),
    "output": (Ending.TOO_MUCH_OUTPUT, "printed more than {0.output_bytes} bytes"),
}
"""How a run ended that was killed for this reason, and what the program did."""
_BOUND_BY = {Ending.OUT_OF_MEMORY: "memory_mb", Ending.OUT_OF_TIME: "cpu_seconds"}
_ALMOST_FULL = 0.9


def make_result(output: RunOutput, limits: Limits, tier: str) -> RunResult:
    """Say how the run ended, what it printed, and what it cost."""
    if "trouble" in output.report:
        return RunResult(Ending.REFUSED, tier=tier, reason=output.report["trouble"])
    report = output.report
    metrics = RunMetrics(
        latency_ms=report["latency_ns"] / 1e6,
        cpu_ms=report["cpu_ns"] / 1e6,
        memory_mb=report["peak_kb"] / 1024,
        start_ms=report["start_ns"] / 1e6,
    )
    allowed = replace(limits, memory_mb=report["memory_mb"], cpu_seconds=report["cpu_seconds"])
    ending, reason = _ending(output, allowed, metrics)
    bound = _BOUND_BY.get(ending, "") if report["killed"] != "time" else ""
    if bound and getattr(allowed, bound) < getattr(limits, bound):
        reason += " (the limits of your shell allow no more: see ulimit -a)"
    out, err = (text.decode("utf-8", "replace") for text in (output.stdout, output.stderr))
    return RunResult(ending, out, err, report["exit_code"], metrics, tier, reason)


def _ending(output: RunOutput, limits: Limits, metrics: RunMetrics) -> tuple[Ending, str]:
    killed = output.report["killed"] or ("output" if output.overflowed else "")
    code = output.report["exit_code"]
    if code == -signal.SIGXCPU and not killed:
        killed = "cpu"
    if killed in _BY_KILL:
        ending, what = _BY_KILL[killed]
        return ending, f"the program {what.format(limits)}"
    if killed:
        return Ending.CANCELLED, "the run was cancelled"
    if code == 0:
        return Ending.FINISHED, ""
    if _ran_out_of_memory(output, code, limits, metrics):
        return Ending.OUT_OF_MEMORY, f"the program used more than {limits.memory_mb} MiB"
    if code == NEVER_STARTED and not output.report["started"]:
        return Ending.REFUSED, "the sandbox could not confine the program"
    if code < 0:
        return Ending.FAILED, f"the program crashed ({_signal_name(-code)})"
    return Ending.FAILED, ""


def _ran_out_of_memory(output: RunOutput, code: int, limits: Limits, metrics: RunMetrics) -> bool:
    last = output.stderr.rstrip().rsplit(b"\n", 1)[-1]
    if last.startswith((b"MemoryError", b"Fatal Python error: _PyMem", b"Out of memory")):
        return True
    # Nothing of ours sends SIGKILL without saying so: the kernel did, for want of memory.
    was_full = code < 0 and metrics.memory_mb >= _ALMOST_FULL * limits.memory_mb
    return was_full or code == -signal.SIGKILL


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
