"""Monitors a run from the zygote: enforces its limits and measures its cost."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import time

from . import wire
from .child import START
from .confinement import lower
from .wire import Message

_FILE_CHECK_SECONDS = 0.01
_PROCESS_CHECK_SECONDS = 0.05
_MIN_WAIT_SECONDS = 0.002
_BLOCK = 512
_OWNER_RIGHTS = 0o700


class ResourceMonitor:
    """Monitors one child until it has ended or was killed."""

    def __init__(self, request: Message, channel: socket.socket, scratch: str) -> None:
        self._limits = request["limits"]
        self._serial = request["serial"]
        self._channel = channel
        self._folder = scratch + "/run" if request["writes"] else ""
        self._counts = request["limits"]["processes"] > 0 and os.path.isdir("/proc/self")
        self._count_at = 0.0
        self._forked = time.monotonic_ns()
        self._deadline = time.monotonic() + self._limits["wall_seconds"]
        self._paused_at: float | None = None
        self._killed = ""
        self._started: tuple[int, int, int] | None = None

    def until_end(self, pid: int, start: socket.socket) -> Message:
        """Wait for the child's end; returns what the host makes a RunResult of.

        The child reports on `start`, and waits there, before the program begins.
        """
        descriptor = os.pidfd_open(pid)
        try:
            self._wait(pid, descriptor, start)
            ended = time.monotonic_ns()
        finally:
            os.close(descriptor)
        _, status, usage = os.wait4(pid, 0)
        if self._folder and not self._killed:
            # A program can end before the first check.
            self._killed = self._exceeded_file_limit()
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e9)
        first, cpu_before, peak_before = self._started or (self._forked, 0, 0)
        if peak_before > usage.ru_maxrss:
            peak_before = 0  # Not what the child reports: nothing it holds can be taken off.
        return {
            "exit_code": os.waitstatus_to_exitcode(status),
            "killed": self._killed,
            "started": self._started is not None,
            "latency_ns": ended - first,
            "cpu_ns": max(0, cpu - cpu_before),
            "peak_kb": max(0, usage.ru_maxrss - peak_before),
            "start_ns": first - self._forked,
            "memory_mb": self._limits["memory_mb"],
            "cpu_seconds": self._limits["cpu_seconds"],
        }

    def _wait(self, pid: int, descriptor: int, start: socket.socket) -> None:
        poll = select.poll()
        for one in (descriptor, self._channel, start):
            poll.register(one, select.POLLIN)
        while True:
            ready = dict(poll.poll(self._wait_milliseconds(pid)))
            if descriptor in ready:
                return
            if start.fileno() in ready:
                poll.unregister(start)
                self._stamp_start(pid, start)
            if self._channel.fileno() in ready:
                self._receive_control()
            if not self._killed:
                self._killed = self._exceeded_limit(pid)
            if self._killed:
                self._kill(pid)
                select.select([descriptor], [], [])
                return

    def _stamp_start(self, pid: int, start: socket.socket) -> None:
        """Note when the program starts and what its process has used; then let it go on.

        The child waits meanwhile, so that nothing it could do moves its clocks.
        """
        with start, contextlib.suppress(OSError):
            report = start.recv(START.size)
            if len(report) != START.size:
                return
            cpu = round(_cpu_seconds(pid) * 1e9)
            # Set this late: with a limit, the process's clock advances only with the timer tick.
            seconds = int(self._limits["cpu_seconds"]) + 1
            lower(pid, resource.RLIMIT_CPU, seconds)
            self._started = (time.monotonic_ns(), cpu, max(0, START.unpack(report)[0]))
            start.send(b"g")

    def _wait_milliseconds(self, pid: int) -> float:
        """Until the next moment at which a limit could be passed."""
        # A program on several processors can use them all up at once.
        cpu_left = (self._limits["cpu_seconds"] - _cpu_seconds(pid)) / (os.cpu_count() or 1)
        wait: float = max(cpu_left, _MIN_WAIT_SECONDS)
        if self._paused_at is None:
            wait = min(wait, max(0.0, self._deadline - time.monotonic()))
        if self._folder or self._limits["processes"]:
            wait = min(wait, _FILE_CHECK_SECONDS)
        return wait * 1000

    def _exceeded_limit(self, pid: int) -> str:
        if self._paused_at is None and time.monotonic() >= self._deadline:
            return "time"
        if _cpu_seconds(pid) >= self._limits["cpu_seconds"]:
            return "cpu"
        if self._counts and self._has_too_many_processes(pid):
            return "processes"
        return self._exceeded_file_limit() if self._folder else ""

    def _has_too_many_processes(self, pid: int) -> bool:
        """Count the run's own processes: RLIMIT_NPROC counts all of the user's."""
        if time.monotonic() < self._count_at:
            return False
        self._count_at = time.monotonic() + _PROCESS_CHECK_SECONDS
        allowed: int = self._limits["processes"]
        return _count_group(pid) > allowed + 1

    def _exceeded_file_limit(self) -> str:
        try:
            count, size = _measure_folder(self._folder, self._limits["file_count"] + 2)
        except OSError:
            return "depth"
        if count > self._limits["file_count"]:
            return "files"
        return "bytes" if size > self._limits["files_mb"] << 20 else ""

    def _receive_control(self) -> None:
        """Handle a message of the host: pause or resume the clock, or kill the run."""
        try:
            message, _ = wire.receive(self._channel)
        except (EOFError, OSError):
            self._killed = "gone"
            return
        if message["serial"] != self._serial:
            return
        if message["word"] == "kill":
            self._killed = message["why"]
        elif message["word"] == "pause":
            self._paused_at = time.monotonic()
        elif self._paused_at is not None:
            self._deadline += time.monotonic() - self._paused_at + message["seconds"]
            self._paused_at = None

    def _kill(self, pid: int) -> None:
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time a process has used, by its CPU clock; see clock_getcpuclockid(3)."""
    try:
        clock = (~pid << 3) | 2
        return float(time.clock_gettime(clock))
    except OSError:
        return 0.0


def _count_group(leader: int) -> int:
    """Return how many processes of this group there are; none can leave it."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
            # Behind the name in brackets: state, parent, group.
            count += int(file.read().rpartition(b")")[2].split()[2]) == leader
    return count


def _measure_folder(folder: str, max_entries: int) -> tuple[int, int]:
    """Count the entries (up to `max_entries`) and their bytes, as large as they are if copied.

    Raises OSError if a folder is nested too deeply to be read.
    """
    count = size = 0
    pending = [folder]
    while pending and count < max_entries:
        inner = pending.pop()
        try:
            if os.stat(inner).st_mode & _OWNER_RIGHTS != _OWNER_RIGHTS:
                # A program can close a folder and go on writing into it.
                os.chmod(inner, _OWNER_RIGHTS)
            with os.scandir(inner) as entries:
                for entry in entries:
                    count += 1
                    if count >= max_entries:
                        break
                    status = entry.stat(follow_symlinks=False)
                    # A file with holes takes few blocks here, but its whole length in a copy.
                    size += max(status.st_size, status.st_blocks * _BLOCK)
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            # It was removed while we looked.
            continue
    return count, size
