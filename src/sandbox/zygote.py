"""The host's handle of a zygote: starts it, sends it runs, counts its memory, ends it."""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ..domain.errors import SandboxError
from ..domain.program_run import HostCall, Limits
from .broker import Broker
from .guest import wire
from .guest.fork_server import NO_PROCESS
from .guest.wire import Message
from .run_io import RunIO, RunOutput, ZygoteLost
from .scratch_folders import remove_tree
from .zygote_launch import Launch

_START_SECONDS = 30.0
_OPENED = ("profile", "writes", "limits", "command")


class Zygote:
    """A warm interpreter that forks a confined child for each run; one run at a time."""

    def __init__(self, launch: Launch) -> None:
        """Start it and wait until it is ready. Raises SandboxError with its message."""
        self.launch = launch
        self.used_at = time.monotonic()
        self.is_busy = False
        self.thread = 0
        self._serials = itertools.count(1)
        self._serial = 0
        self._writing = threading.Lock()
        self._init_descriptor = -1
        self._channel, self._process = self._start()
        try:
            self._handshake()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process that was started (bubblewrap's, in tier A): the leader of its session."""
        return self._process.pid

    def run(
        self,
        request: Mapping[str, object],
        given: bytes,
        calls: Mapping[str, HostCall],
        limits: Limits,
    ) -> RunOutput:
        """Execute one run. Raises ZygoteLost if the zygote can no longer be used."""
        self.is_busy, self.thread = True, threading.get_ident()
        self._serial = next(self._serials)
        our_socket, their_socket = socket.socketpair()
        broker = Broker(our_socket, calls, self._control, limits.calls)
        ours, theirs = _make_pipes()
        theirs = (*theirs, their_socket.detach())
        run_io = RunIO(ours, broker, self._channel.fileno(), limits, self.cancel)
        try:
            # What only the child reads is sent ahead of its input: the zygote's memory is
            # inherited by the next program, which could search it.
            opened = {name: request[name] for name in _OPENED}
            hidden = {name: value for name, value in request.items() if name not in _OPENED}
            rest = json.dumps(hidden).encode()
            try:
                self._send({**opened, "rest": len(rest), "serial": self._serial}, theirs)
            except OSError as error:
                raise ZygoteLost("the sandbox's process had ended", begun=False) from error
            return run_io.run(rest + given, self._receive)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
            broker.end()
            self.used_at = time.monotonic()
            self.is_busy = False

    def cancel(self, why: str = "cancelled") -> None:
        """End the active run, if any."""
        if self.is_busy:
            self._control("kill", why=why)

    def close(self) -> None:
        """End it with all its processes, wait for that, and remove its folder."""
        self._channel.close()
        self._kill()
        self._process.wait()
        if self.launch.tier != "A":
            _end_session(self._process.pid)
        if self._init_descriptor >= 0:
            os.close(self._init_descriptor)
            self._init_descriptor = -1
        remove_tree(self.launch.scratch)

    def _start(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status_read, status_write = os.pipe()
        try:
            process = subprocess.Popen(  # pylint: disable=consider-using-with
                self.launch.command(theirs.fileno(), status_write),
                env=self.launch.environment(),
                cwd=self.launch.scratch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), status_write),
                # The terminal's Ctrl-C goes to the host only, which ends runs itself.
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            why = NO_PROCESS if isinstance(error, BlockingIOError) else error
            raise SandboxError(f"the sandbox could not start: {why}") from error
        finally:
            theirs.close()
            os.close(status_write)
        with os.fdopen(status_read, "rb") as status:
            if self.launch.tier == "A":
                self._init_descriptor = _open_init(status.read())
        return ours, process

    def _handshake(self) -> None:
        self._channel.settimeout(_START_SECONDS)
        try:
            wire.send(self._channel, self.launch.setup())
            message, _ = wire.receive(self._channel)
        except (OSError, EOFError) as error:
            raise SandboxError("the sandbox's process ended while it started") from error
        if "trouble" in message:
            raise SandboxError(f"the sandbox could not start: {message['trouble']}")
        self._channel.settimeout(None)

    def _send(self, message: Message, descriptors: tuple[int, ...] = ()) -> None:
        with self._writing:
            wire.send(self._channel, message, descriptors)

    def _control(self, word: str, seconds: float = 0.0, why: str = "") -> None:
        # If the zygote is gone, the wait for its report fails anyway.
        with contextlib.suppress(OSError):
            self._send({"word": word, "why": why, "seconds": seconds, "serial": self._serial})

    def _receive(self) -> Message:
        try:
            while True:
                message, _ = wire.receive(self._channel)
                if message.get("serial") == self._serial:
                    return message
        except (OSError, EOFError) as error:
            raise ZygoteLost("the sandbox's process ended") from error

    def _kill(self) -> None:
        if self._init_descriptor < 0:
            self._process.kill()
            return
        # Killing bubblewrap's first process ends the whole PID namespace.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._init_descriptor, signal.SIGKILL)


def _end_session(leader: int) -> None:
    """End what a killed zygote could not end itself; nothing in a session can leave it."""
    for process, session in processes():
        if session == leader:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)


def _make_pipes() -> tuple[tuple[int, int, int], tuple[int, ...]]:
    """Return the host's ends of stdin, stdout and stderr, and the program's."""
    (in_read, in_write), (out_read, out_write), (err_read, err_write) = (
        os.pipe() for _ in range(3)
    )
    os.set_blocking(in_write, False)
    return (in_write, out_read, err_read), (in_read, out_write, err_write)


def _open_init(status: bytes) -> int:
    """Open the first process in bubblewrap's PID namespace; -1 if there is none."""
    try:
        return os.pidfd_open(int(json.loads(status)["child-pid"]))
    except (ValueError, KeyError, OSError):
        return -1


PROC = Path("/proc")
_KB = 1024


def processes(proc: Path = PROC) -> Iterator[tuple[int, int]]:
    """Return every process that can be seen: its id and its session."""
    for name in filter(str.isdigit, os.listdir(proc)):
        try:
            stat = (proc / name / "stat").read_bytes()
        except OSError:
            continue
        # Behind the name in brackets: state, parent, group, session.
        yield int(name), int(stat.rpartition(b")")[2].split()[3])


def memory_of_sessions(sessions: Collection[int], proc: Path = PROC) -> Mapping[int, float]:
    """Return the memory of each session's processes in MiB; one scan of `proc` for all.

    Pages that processes share are counted by each one's share of them (PSS). Where the kernel
    refuses that to this user, a process counts with all its resident pages.
    """
    found = dict.fromkeys(sessions, 0.0)
    for process, session in processes(proc) if found else ():
        if session in found:
            found[session] += _memory_mb(proc / str(process))
    return found


def _memory_mb(process: Path) -> float:
    try:
        rollup = (process / "smaps_rollup").read_text(encoding="ascii", errors="replace")
        return next(int(row.split()[1]) for row in rollup.splitlines() if row[:4] == "Pss:") / _KB
    except (OSError, StopIteration):
        with contextlib.suppress(OSError):
            pages = int((process / "statm").read_bytes().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / _KB**2
    return 0.0
