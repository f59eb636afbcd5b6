"""How a run is held to its limits and metered, from the zygote, by what the kernel says."""

from __future__ import annotations

import os
import select
import signal
import socket
import time

from . import wire
from .child import START
from .wire import Message

_LOOK_AT_FILES = 0.01
_LOOK_AT_PROCESSES = 0.05
_SHORTEST_WAIT = 0.002
_BLOCK = 512
_OWN = 0o700


class ResourceMonitor:
    """Watches one child until it ended or had to be ended."""

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

    def until_end(self, pid: int, told: int) -> Message:
        """Wait for the child's end; returns what the host makes a RunResult of."""
        descriptor = os.pidfd_open(pid)
        try:
            self._wait(pid, descriptor)
            ended = time.monotonic_ns()
        finally:
            os.close(descriptor)
        _, status, usage = os.wait4(pid, 0)
        if self._folder and not self._killed:
            # A program can be done before anybody looked.
            self._killed = self._file_trouble()
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e9)
        started, first, cpu_before, peak_before = _read_start(told, self._forked, ended, cpu)
        return {
            "exit_code": os.waitstatus_to_exitcode(status),
            "killed": self._killed,
            "started": started,
            "latency_ns": ended - first,
            "cpu_ns": max(0, cpu - cpu_before),
            "peak_kb": max(0, usage.ru_maxrss - peak_before),
            "start_ns": first - self._forked,
        }

    def _wait(self, pid: int, descriptor: int) -> None:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.register(self._channel, select.POLLIN)
        while True:
            ready = dict(poll.poll(self._wait_milliseconds(pid)))
            if descriptor in ready:
                return
            if ready:
                self._listen()
            if not self._killed:
                self._killed = self._trouble(pid)
            if self._killed:
                self._kill(pid)
                poll.unregister(self._channel)
                poll.poll()
                return

    def _wait_milliseconds(self, pid: int) -> float:
        """Until the next moment at which a limit could be passed."""
        # A program on several processors can use them all up at once.
        spare = (self._limits["cpu_seconds"] - _cpu_seconds(pid)) / (os.cpu_count() or 1)
        wait: float = max(spare, _SHORTEST_WAIT)
        if self._paused_at is None:
            wait = min(wait, max(0.0, self._deadline - time.monotonic()))
        if self._folder or self._limits["processes"]:
            wait = min(wait, _LOOK_AT_FILES)
        return wait * 1000

    def _trouble(self, pid: int) -> str:
        if self._paused_at is None and time.monotonic() >= self._deadline:
            return "time"
        if _cpu_seconds(pid) >= self._limits["cpu_seconds"]:
            return "cpu"
        if self._counts and self._has_too_many_processes(pid):
            return "processes"
        return self._file_trouble() if self._folder else ""

    def _has_too_many_processes(self, pid: int) -> bool:
        """Where the kernel counts all of a user's processes, these are counted here, too."""
        if time.monotonic() < self._count_at:
            return False
        self._count_at = time.monotonic() + _LOOK_AT_PROCESSES
        allowed: int = self._limits["processes"]
        return _count_group(pid) > allowed + 1

    def _file_trouble(self) -> str:
        try:
            count, size = _weigh(self._folder, self._limits["file_count"] + 2)
        except OSError:
            return "depth"
        if count > self._limits["file_count"]:
            return "files"
        return "bytes" if size > self._limits["files_mb"] << 20 else ""

    def _listen(self) -> None:
        """The host pauses the clock while it answers a call, or wants the run to end."""
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
            try:
                kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _cpu_seconds(pid: int) -> float:
    """What a process used so far, by its CPU clock; see clock_getcpuclockid(3)."""
    try:
        clock = (~pid << 3) | 2
        return float(time.clock_gettime(clock))
    except OSError:
        return 0.0


def _count_group(leader: int) -> int:
    """How many processes of this group there are; none can leave it."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                # Behind the name in brackets: state, parent, group.
                count += int(file.read().rpartition(b")")[2].split()[2]) == leader
        except OSError:
            continue
    return count


def _weigh(folder: str, most: int) -> tuple[int, int]:
    """How many entries there are (up to `most`) and how many bytes they take, or would if copied.

    Raises OSError if a folder is so deep that nobody can look into it.
    """
    count = size = 0
    left = [folder]
    while left and count < most:
        inner = left.pop()
        try:
            if os.stat(inner).st_mode & _OWN != _OWN:
                # A program can close a folder and go on writing into it.
                os.chmod(inner, _OWN)
            with os.scandir(inner) as entries:
                for entry in entries:
                    count += 1
                    if count >= most:
                        break
                    seen = entry.stat(follow_symlinks=False)
                    # A file with holes takes few blocks here, but its whole length in a copy.
                    size += max(seen.st_size, seen.st_blocks * _BLOCK)
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            # It was removed while we looked.
            continue
    return count, size


def _read_start(told: int, forked: int, ended: int, cpu: int) -> tuple[bool, int, int, int]:
    """What the child said when the program started, held to what is possible."""
    said = os.read(told, START.size) if select.select([told], [], [], 0)[0] else b""
    if len(said) != START.size:
        return False, ended, cpu, 1 << 40
    first, cpu_before, peak = START.unpack(said)
    return True, min(max(first, forked), ended), min(max(cpu_before, 0), cpu), max(peak, 0)
