"""The life of a forked child: install descriptors, apply confinement, run the program, exit."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import io
import os
import resource
import signal
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from typing import TextIO

from . import wire
from .confinement import Confinement
from .node_run import make_importable
from .wire import Message

START = struct.Struct("=q")
"""What a child reports before the program starts, and waits for a byte: its peak in KiB."""

NEVER_STARTED = 81
_START_DESCRIPTOR = 4


def run_confined(
    request: Message,
    descriptors: tuple[int, ...],
    confinement: Confinement,
    run: Callable[[Message], None],
) -> None:
    """Run the program and leave the process; never returns.

    `descriptors` are stdin, stdout, stderr, the broker's socket and that for the start report.
    """
    code = NEVER_STARTED
    try:
        _install_descriptors(descriptors)
        _reset(request)
        request.update(wire.receive_rest(0, request["rest"]))
        confinement.apply(request)
        make_importable(request.get("modules", {}))
        sys.path.extend(request.get("import_paths", ()))
        request["starts"] = _report_start
        code = _run_to_its_end(run, request)
    except BaseException:  # pylint: disable=broad-exception-caught
        traceback.print_exc()
    finally:
        os._exit(code)


def _install_descriptors(descriptors: tuple[int, ...]) -> None:
    """Install the descriptors as 0 to 4 and close all others except those Landlock needs."""
    # Above those to be installed, and no higher than the user's limit on descriptors allows.
    high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, len(descriptors)) for one in descriptors]
    for number, one in enumerate(high):
        os.dup2(one, number, inheritable=True)
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        _rebind(stream, number)


def _rebind(stream: TextIO, descriptor: int) -> None:
    """Bind a stream object to the new descriptor.

    It stays the same object, because loaded modules may hold a reference to it.
    """
    file = io.FileIO(descriptor, "w" if descriptor else "r", closefd=False)
    buffer = io.BufferedWriter(file) if descriptor else io.BufferedReader(file)
    errors = "backslashreplace" if descriptor == 2 else "surrogateescape"
    stream.__init__(  # type: ignore[misc]  # pylint: disable=unnecessary-dunder-call
        buffer, "utf-8", errors, line_buffering=descriptor == 2
    )


def _reset(request: Message) -> None:
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(request["folder"])
    os.environ["CODE_EVOLVER_BROKER"] = "3"


def _report_start() -> None:
    """Wait until the zygote has stamped the start; what the program costs counts from there."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # An input maker that reported before has its own work counted.
    with contextlib.suppress(OSError):
        os.write(_START_DESCRIPTOR, START.pack(peak))
        os.read(_START_DESCRIPTOR, 1)
    os.close(_START_DESCRIPTOR)


def _run_to_its_end(run: Callable[[Message], None], request: Message) -> int:
    """Do what the interpreter does at a program's end: tracebacks, threads, atexit, flush."""
    code = 0
    try:
        run(request)
    except SystemExit as leaving:
        code = _exit_code(leaving)
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        code = 1
        _print_traceback(problem)
    # pylint: disable-next=protected-access  # what the interpreter itself calls at its end
    for step in (threading._shutdown, atexit._run_exitfuncs, _flush):  # type: ignore[attr-defined]
        try:
            step()
        except BaseException:  # pylint: disable=broad-exception-caught
            code = code or 120
    return code


def _exit_code(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    if isinstance(leaving.code, int):
        return leaving.code & 0xFF
    print(leaving.code, file=sys.stderr)
    return 1


def _print_traceback(problem: BaseException) -> None:
    """Print it as the interpreter would, without our own frames."""
    trace = problem.__traceback__
    guest_folder = os.path.dirname(__file__)
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(guest_folder):
        trace = trace.tb_next
    try:
        traceback.print_exception(type(problem), problem, trace)
    except BaseException:  # pylint: disable=broad-exception-caught
        # A program may have replaced stderr, or have no memory left.
        os.write(2, f"{type(problem).__name__}\n".encode())


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
